/**
 * How well a ratio of two sums is known: answers over seconds, processor time over answers, errors
 * over requests. The run is cut into stretches of time. With R = Σy/Σx, what the stretches leave,
 * d = y − R·x, is what R would vary by; its variance over that of independent stretches is the
 * autocorrelation time τ of d, and R ± t·√(τ·s²(d)/b)/x̄ is the interval, t Student's of b/τ − 1
 * degrees of freedom (Cochran, Sampling Techniques, 6.4; Law, Simulation Modeling and Analysis,
 * 9.5.3).
 */
import { strict as assert } from 'node:assert';
import { autocorrelationTime } from './autocorrelation.ts';
import { BATCHES_MIN, gatherBatches } from './batches.ts';
import { studentQuantile } from './student-t.ts';

/** One stretch of time, or one run: its share of both sums. */
export interface RatioPart {
  readonly numerator: number;
  readonly denominator: number;
}

/** How much the parts of a ratio differ from it. */
export interface RatioScatter {
  readonly value: number;
  /** s²(d): variance of what a part leaves. */
  readonly variance: number;
  /** Mean of the parts' denominators. */
  readonly size: number;
}

/** A ratio with the interval it lies in. */
export interface KnownRatio {
  readonly state: 'known';
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** τ, 1 or more: how many neighbouring stretches are worth one independent one. */
  readonly inflation: number;
  /** Standard error, and the degrees of freedom it is known with. */
  readonly error: number;
  readonly degreesOfFreedom: number;
}

/** A ratio that the run is too short for. */
export interface UnknownRatio {
  readonly state: 'too-few';
  /** Null where there is nothing to divide by. */
  readonly value: number | null;
  /** How many times as long a run it takes, about; more than 1. */
  readonly timesNeeded: number;
}

/** So many independent stretches, or the interval does not hold. */
const INDEPENDENT_MIN = 5;

/** Two parts or more, and something to divide by. */
export function ratioScatter(parts: readonly RatioPart[]): RatioScatter {
  const [above, below] = ratioSums(parts);
  assert(parts.length > 1 && below > 0, `a ratio over ${parts.length} parts of ${below}`);
  const value = above / below;
  const squares = leftBy(parts, value).reduce((sum, left) => sum + left ** 2, 0);
  return { value, variance: squares / (parts.length - 1), size: below / parts.length };
}

/** τ of what the parts leave, which are in order of time. */
export function ratioInflation(parts: readonly RatioPart[]): number {
  const [above, below] = ratioSums(parts);
  return autocorrelationTime(leftBy(parts, above / below));
}

/** The parts, in order of time, 40 at most: neighbours are taken together. */
export const gatherParts = (parts: readonly RatioPart[]): readonly RatioPart[] =>
  gatherBatches(parts, (some) => {
    const [numerator, denominator] = ratioSums(some);
    return { numerator, denominator };
  });

/**
 * The interval of a ratio over stretches of time in their order: from 10 of them on, and where they
 * are worth five independent ones. `level` is 0.95 when absent.
 */
export function ratioInterval(question: {
  readonly parts: readonly RatioPart[];
  readonly level?: number;
}): KnownRatio | UnknownRatio {
  const { level = 0.95 } = question;
  const count = question.parts.length;
  const [above, below] = ratioSums(question.parts);
  const value = below > 0 ? above / below : null;
  if (value === null || count < BATCHES_MIN) {
    return { state: 'too-few', value, timesNeeded: BATCHES_MIN / Math.max(1, count) };
  }
  const parts = gatherParts(question.parts);
  const inflation = ratioInflation(parts);
  const independent = parts.length / inflation;
  if (independent < INDEPENDENT_MIN) {
    return { state: 'too-few', value, timesNeeded: INDEPENDENT_MIN / independent };
  }
  const { variance, size } = ratioScatter(parts);
  const degreesOfFreedom = independent - 1;
  const error = Math.sqrt(variance / independent) / size;
  const reach = error * studentQuantile({ p: (1 + level) / 2, df: degreesOfFreedom });
  const ends = { low: value - reach, high: value + reach };
  return { state: 'known', value, ...ends, inflation, error, degreesOfFreedom };
}

/** Of the numerators and of the denominators. */
export const ratioSums = (parts: readonly RatioPart[]): readonly [number, number] => [
  parts.reduce((sum, { numerator }) => sum + numerator, 0),
  parts.reduce((sum, { denominator }) => sum + denominator, 0),
];

const leftBy = (parts: readonly RatioPart[], value: number): number[] =>
  parts.map(({ numerator, denominator }) => numerator - value * denominator);
