/**
 * A generator thread: piscina calls the default export with one task, which is one trial's share.
 */
import { realClock } from '../generator/clock.ts';
import { runNative } from '../generator/native-engine.ts';
import type { GeneratorReply, GeneratorResult, GeneratorTask } from '../generator/task.ts';
import { HarnessError } from '../model/harness-error.ts';
import { lookUp } from '../model/registry.ts';
import type { Engine } from '../model/trial.ts';
import { unreachable } from '../model/unreachable.ts';
import { protocols } from '../protocols/index.ts';

async function run(task: GeneratorTask): Promise<GeneratorResult> {
  const clock = realClock(task.epoch, task.ownProcessor);
  const engine: Engine = task.plan.settings.engine;
  switch (engine) {
    case 'native':
      return runNative(task, lookUp('protocol', protocols, task.scenario.scenario.protocol), clock);
    case 'autocannon': {
      // Loading it takes a tenth of a second of every thread, which few trials need.
      const { runAutocannon } = await import('../generator/autocannon-engine.ts');
      return runAutocannon(task, clock);
    }
    default:
      return unreachable(engine);
  }
}

/** An error of ours crosses as data, because it would lose its fields; a bug crosses as it is. */
export default async function generatorThread(task: GeneratorTask): Promise<GeneratorReply> {
  try {
    return { kind: 'result', result: await run(task) };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const { exit, message, next } = error;
    return { kind: 'error', exit, message, next };
  }
}
