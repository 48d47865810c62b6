import { HarnessError } from '../model/harness-error.ts';
import { uniformAt } from '../stats/rng.ts';

/** Keeps the choice of operations apart from other uses of the same seed. */
const MIX_STREAM = 0x6d6978;

/**
 * Which operation the arrival of an index is: drawn by weight, as a pure function of seed and
 * index, so that it does not depend on which thread plays the arrival. Throws a scenario error for
 * weights that are no shares.
 */
export function pickOperation(weights: readonly number[], seed: number): (index: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const bad = weights.find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad !== undefined || !(total > 0)) {
    throw new HarnessError(
      'scenario',
      bad === undefined ? 'No operation has a weight above 0.' : `${bad} is not a weight.`,
      'Give every operation a weight of 0 or more, and one of them more than 0.',
    );
  }
  if (weights.length === 1) return () => 0;
  let sum = 0;
  const upTo = weights.map((weight) => {
    sum += weight;
    return sum / total;
  });
  const last = weights.length - 1;
  return (index) => {
    const chance = uniformAt(seed + MIX_STREAM, index);
    for (let operation = 0; operation < last; operation++) {
      if (chance < (upTo[operation] as number)) return operation;
    }
    return last;
  };
}
