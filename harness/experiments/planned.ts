import type { Experiment } from '../model/experiment.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialPlan } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import { seededRng } from '../stats/rng.ts';

/**
 * An experiment whose trials are all known before the first. It ends early where `settled` says so
 * of the trials so far.
 */
export function planned(
  name: string,
  plans: readonly TrialPlan[],
  judge: (done: readonly TrialRecord[]) => readonly Finding[],
  settled: (done: readonly TrialRecord[]) => boolean = () => false,
): Experiment {
  return {
    name,
    trialsForeseen: () => plans.length,
    next: (done) => (settled(done) ? undefined : plans[done.length]),
    judge,
  };
}

/** How the plans of a block are ordered. */
export const blockOrders = ['abba', 'random'] as const;

/**
 * `abba`: every other block in reverse. A machine that slows down or warms up steadily then adds
 * the same to every plan, so it cancels over two blocks · `random`: each block shuffled by the
 * seed, for a machine whose disturbances may keep time with ABBA.
 */
export type BlockOrder = (typeof blockOrders)[number];

/** Of the streams of the seed, the one that shuffles. */
const SHUFFLE_STREAM = 11;

/**
 * Blocks that each measure everything once. The seed differs between blocks and is the same within
 * one: all meet the same arrivals.
 */
export function interleaved(
  repetitions: number,
  firstSeed: number,
  block: readonly Omit<TrialPlan, 'repetition' | 'seed'>[],
  order: BlockOrder = 'abba',
): TrialPlan[] {
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new HarnessError(
      'usage',
      `Nothing can be measured ${repetitions} times.`,
      'Give a whole number of --repetitions from 1 on.',
    );
  }
  const rng = seededRng(firstSeed, SHUFFLE_STREAM);
  return Array.from({ length: repetitions }, (_, index) => {
    const turned = index % 2 === 0 ? block : block.toReversed();
    const ordered = order === 'random' ? shuffled(block, rng) : turned;
    return ordered.map((plan) => ({ ...plan, repetition: index + 1, seed: firstSeed + index }));
  }).flat();
}

/** Every order with the same chance (Fisher and Yates). */
function shuffled<Item>(items: readonly Item[], rng: () => number): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(rng() * left.length), 1));
}
