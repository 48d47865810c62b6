/**
 * Whether a series of figures, such as the median of each second, settles, and from where on. The
 * beginning to leave out is found by MSER-5 (White and Spratt, Winter Simulation Conference 1997
 * and 2000): it is the one that makes the standard error of the mean of the rest smallest. What is
 * left is then tested for drift. Both look at levels only: two levels of one run are `drifting`,
 * and a series that swings evenly is `steady`.
 */
import { strict as assert } from 'node:assert';
import { mean } from './moments.ts';
import { mannKendall, medianOfSorted, theilSenSlope } from './trend.ts';

/** MSER-5 takes values together by fives: single ones are too noisy to cut by. */
const BATCH = 5;
/** Fewer batches cannot show where a beginning ends. */
const BATCHES_MIN = 4;
/** With fewer values nothing is said. */
export const STEADY_VALUES_MIN = BATCH * BATCHES_MIN;
/** A drift over the whole rest that matters, as a share of its level. */
const DRIFT_MAX = 0.02;
/** A trend that chance makes this rarely is none. */
const P_MIN = 0.01;

/** Where the beginning ends. */
export interface Truncation {
  /** How many values to leave out, a multiple of 5. */
  readonly cut: number;
  /** The mean of the rest. */
  readonly mean: number;
  /** The best cut is the last one looked at, half of the series: it may well settle later. */
  readonly atLimit: boolean;
}

/**
 * The cut that minimises Σ (Zᵢ − Z̄)² / (k − d)² over the k − d batch means it leaves, d at most
 * k/2. At least 20 values; values after the last whole batch are not looked at, but are kept.
 */
export function mser5(values: readonly number[]): Truncation {
  const batches = Math.floor(values.length / BATCH);
  assert(batches >= BATCHES_MIN, `${values.length} values are too few to find a beginning in`);
  const means = Array.from({ length: batches }, (_, at) =>
    mean(values.slice(at * BATCH, (at + 1) * BATCH)),
  );
  const limit = Math.floor(batches / 2);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let cut = 0; cut <= limit; cut++) {
    const rest = means.slice(cut);
    const level = mean(rest);
    const squares = rest.reduce((sum, one) => sum + (one - level) ** 2, 0);
    const error = squares / rest.length ** 2;
    if (error < least) [best, least] = [cut, error];
  }
  const cut = best * BATCH;
  return { cut, mean: mean(values.slice(cut)), atLimit: best === limit };
}

/** What became of a series. */
export interface SteadyState {
  /**
   * `steady` from `cut` on · `drifting`: it rises or falls to the end · `unsettled`: what it
   * settles on, if it does, is not seen for long enough · `too-short`: fewer than 20 values.
   */
  readonly state: 'steady' | 'drifting' | 'unsettled' | 'too-short';
  /** How many values at the beginning do not count; 0 where nothing settles. */
  readonly cut: number;
  /** The median of what counts; null when there is nothing. */
  readonly level: number | null;
  /** What counts rises by this share of its level from its beginning to its end. */
  readonly drift: number;
}

/** Where a series settles, if it does. */
export function steadyState(values: readonly number[]): SteadyState {
  const sorted = values.toSorted((a, b) => a - b);
  const level = values.length === 0 ? null : medianOfSorted(sorted);
  if (values.length < STEADY_VALUES_MIN) return { state: 'too-short', cut: 0, level, drift: 0 };
  const found = mser5(values);
  // In a short series without any trend the last cut is at times the best by luck.
  const cut = found.atLimit ? 0 : found.cut;
  const rest = values.slice(cut);
  const drift = driftOf(rest);
  const drifts = Math.abs(drift) > DRIFT_MAX && mannKendall(rest).p < P_MIN;
  const moving = found.atLimit ? 'unsettled' : 'drifting';
  return {
    state: drifts ? moving : 'steady',
    cut,
    level: medianOfSorted(rest.sort((a, b) => a - b)),
    drift,
  };
}

/** The slope over the whole length, as a share of the level; 0 for a level of 0. */
function driftOf(values: readonly number[]): number {
  const level = medianOfSorted(values.toSorted((a, b) => a - b));
  return level === 0 ? 0 : (theilSenSlope(values) * (values.length - 1)) / Math.abs(level);
}
