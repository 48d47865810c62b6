import type { TrialRecord } from '../model/record.ts';
import { validTrials } from './trust.ts';

/**
 * A block that has lost a trial is measured once more, after the others; but where every other
 * block does, more of them would not help.
 */
export const sparesFor = (blocks: number): number => Math.floor(blocks / 2);

/** Blocks of so many trials that are all there and valid. */
export function wholeBlocks(done: readonly TrialRecord[], size: number): number {
  const valid = new Map<number, number>();
  for (const { repetition } of validTrials(done)) {
    valid.set(repetition, (valid.get(repetition) ?? 0) + 1);
  }
  return [...valid.values()].filter((count) => count === size).length;
}
