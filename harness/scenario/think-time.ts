import { HarnessError } from '../model/harness-error.ts';
import type { Rng } from '../model/rng.ts';
import type { ThinkTime } from '../model/scenario.ts';
import { parseDurationNs } from '../model/units.ts';
import { scenarioError } from './scenario-error.ts';

/** Reads how long a client thinks: a function that draws nanoseconds. Throws a scenario error. */
export function thinkNs(think: ThinkTime): (rng: Rng) => number {
  if (typeof think === 'string') {
    const fixed = timeOf(think);
    return () => fixed;
  }
  if ('exponential' in think) {
    const mean = timeOf(think.exponential);
    return (rng) => Math.round(-Math.log(rng()) * mean);
  }
  const [low, high] = [timeOf(think.uniform[0]), timeOf(think.uniform[1])];
  if (low <= high) return (rng) => Math.round(low + rng() * (high - low));
  throw scenarioError(
    `The think time from ${think.uniform[0]} to ${think.uniform[1]} ends before it begins.`,
    'Write the shorter time first.',
  );
}

function timeOf(text: string): number {
  try {
    return parseDurationNs(text, 'think time');
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    throw scenarioError(error.message, error.next, error);
  }
}
