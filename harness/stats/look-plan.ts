/**
 * When a measurement that may stop early is looked at, and what chance of error each look may
 * spend. Looking again and again at 5 % each is wrong far more often than 5 %; so the looks share
 * the whole: by the time a share x of the longest run is over, error·x² may have been spent (the
 * power family of Kim and DeMets, Biometrika 74, 1987, with exponent 2). A look spends the
 * difference to the one before, and the chances add up whatever the looks have to do with each
 * other. The last look keeps more than half, so that a run to the end loses little by having been
 * able to stop.
 */
import { strict as assert } from 'node:assert';

/** One look. */
export interface Look {
  /** After how many of what is counted, such as blocks. */
  readonly at: number;
  /** The chance of error that it may spend. */
  readonly error: number;
}

/** Each look comes when there is half as much again as at the one before. */
const GROWTH = 1.5;

/**
 * The looks of a run of at most `max`, the first one at `first` or later, the last one at the end.
 * Their errors add up to `error`.
 */
export function lookPlan(question: {
  readonly first: number;
  readonly max: number;
  readonly error: number;
}): readonly Look[] {
  const { first, max, error } = question;
  assert(first >= 1 && max >= first, `looks from ${first} to ${max}`);
  const places: number[] = [];
  for (let at = max; at >= first; at = Math.floor(at / GROWTH)) places.unshift(at);
  const spentBy = (at: number): number => error * (at / max) ** 2;
  return places.map((at, index) => ({ at, error: spentBy(at) - spentBy(places[index - 1] ?? 0) }));
}
