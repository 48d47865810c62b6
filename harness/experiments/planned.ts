import type { Experiment } from '../model/experiment.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialPlan } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';

/** An experiment whose trials are all known before the first. */
export function planned(
  name: string,
  plans: readonly TrialPlan[],
  judge: (done: readonly TrialRecord[]) => readonly Finding[],
): Experiment {
  return { name, trialsMax: plans.length, next: (done) => plans[done.length], judge };
}

/**
 * Blocks that each measure everything once, every other one in reverse order (ABBA). A machine that
 * slows down or warms up steadily then adds the same to every plan, so it cancels over two blocks.
 * The seed differs between blocks and is the same within one: all meet the same arrivals.
 */
export function interleaved(
  repetitions: number,
  firstSeed: number,
  block: readonly Omit<TrialPlan, 'repetition' | 'seed'>[],
): TrialPlan[] {
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new HarnessError(
      'usage',
      `Nothing can be measured ${repetitions} times.`,
      'Give a whole number of --repetitions from 1 on.',
    );
  }
  return Array.from({ length: repetitions }, (_, index) => {
    const ordered = index % 2 === 0 ? block : [...block].reverse();
    return ordered.map((plan) => ({ ...plan, repetition: index + 1, seed: firstSeed + index }));
  }).flat();
}
