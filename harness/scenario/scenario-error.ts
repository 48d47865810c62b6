import { HarnessError } from '../model/harness-error.ts';

/** A mistake in a scenario. */
export function scenarioError(message: string, next: string, cause?: unknown): HarnessError {
  return new HarnessError('scenario', message, next, cause === undefined ? {} : { cause });
}

/** A mistake that no session of the scenario can do without: it ends the trial. */
export class ScenarioFault extends HarnessError {
  constructor(message: string, next: string, cause?: unknown) {
    super('scenario', message, next, cause === undefined ? {} : { cause });
  }
}
