import type { TrialRecord } from '../model/record.ts';
import { BLOCKS_MIN } from './contrast.ts';
import { validTrials } from './trust.ts';

/** A block that has lost a trial is measured once more, after the others, but for so many only. */
export const sparesFor = (blocks: number): number => Math.floor(blocks / 2);

/**
 * Whether so many blocks were lost that measuring more of them, to have `goal` whole ones, is no
 * help: the spares are used up and what is there must do, or hardly any are whole.
 */
export const tooManyLost = (lost: number, whole: number, goal: number): boolean =>
  lost > whole + BLOCKS_MIN || (lost > sparesFor(goal) && whole >= BLOCKS_MIN);

/** Blocks of so many trials that are all there and valid. */
export function wholeBlocks(done: readonly TrialRecord[], size: number): number {
  const valid = new Map<number, number>();
  for (const { repetition } of validTrials(done)) {
    valid.set(repetition, (valid.get(repetition) ?? 0) + 1);
  }
  return [...valid.values()].filter((count) => count === size).length;
}
