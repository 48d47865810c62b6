import { strict as assert } from 'node:assert';

/** What loads there are to choose from. */
export interface LoadRange {
  /** Above 0; per second, or in any other unit. */
  readonly min: number;
  readonly max: number;
  /** How far apart neighbours may be: (upper − lower)/upper, between 0 and 1. */
  readonly width: number;
}

/**
 * Loads in equal steps of their logarithm, the fewest whose neighbours are no further apart than
 * the width. A search then works on whole numbers: its intervals split and grow back exactly, and
 * the result does not depend on the way it went.
 */
export interface LoadGrid {
  /** The number of the last load; the first one is 0. */
  readonly last: number;
  loadAt(step: number): number;
  /** The step whose load is nearest by ratio. */
  stepOf(load: number): number;
}

/** The grid of a range. */
export function loadGrid({ min, max, width }: LoadRange): LoadGrid {
  assert(min > 0 && max > min, `a range from ${min} to ${max}`);
  assert(width > 0 && width < 1, `a width of ${width}`);
  const lnRange = Math.log(max / min);
  const last = Math.ceil(lnRange / -Math.log1p(-width));
  return {
    last,
    loadAt: (step) => (step >= last ? max : min * Math.exp((lnRange * step) / last)),
    stepOf(load) {
      const step = Math.round((Math.log(load / min) / lnRange) * last);
      return Math.min(last, Math.max(0, step));
    },
  };
}
