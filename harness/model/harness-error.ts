import type { ExitName } from './exit-code.ts';

/**
 * A mistake or mishap that its reader can do something about. `message` names the offending value,
 * `next` the step that helps, `exit` the documented way the program ends. A failed request is never
 * one of these (it is an `Outcome`), nor is a bug of ours (that is an assertion).
 */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly exit: ExitName;
  readonly next: string;

  constructor(exit: ExitName, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.exit = exit;
    this.next = next;
  }
}

/** The same as plain data, because an error that crosses a thread loses its class and fields. */
export interface HarnessErrorData {
  readonly exit: ExitName;
  readonly message: string;
  readonly next: string;
}

/** The inverse of sending an error's fields across a thread or process boundary. */
export function reviveError(data: HarnessErrorData): HarnessError {
  return new HarnessError(data.exit, data.message, data.next);
}
