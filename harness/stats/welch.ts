import { strict as assert } from 'node:assert';
import { mean, sampleVariance } from './moments.ts';
import { studentQuantile, studentTail } from './student-t.ts';
import type { TwoSamples } from './two-samples.ts';

/** The difference of two means, as Student's t sees it. */
export interface MeanDifference {
  /** after − before. */
  readonly value: number;
  /** Its standard error. */
  readonly error: number;
  readonly degreesOfFreedom: number;
}

/** What a mean adds to the variance of a difference. */
const squaredError = (values: readonly number[]): number => sampleVariance(values) / values.length;

/**
 * Two independent samples of two values or more, whose variances need not be alike (Welch 1947;
 * degrees of freedom by Satterthwaite).
 */
export function welch({ before, after }: TwoSamples): MeanDifference {
  const [a, b] = [squaredError(before), squaredError(after)];
  const spread = a ** 2 / (before.length - 1) + b ** 2 / (after.length - 1);
  return {
    value: mean(after) - mean(before),
    error: Math.sqrt(a + b),
    degreesOfFreedom: spread === 0 ? before.length + after.length - 2 : (a + b) ** 2 / spread,
  };
}

/** Samples whose values belong together in pairs, in order; two pairs or more. */
export function paired({ before, after }: TwoSamples): MeanDifference {
  assert(before.length === after.length, 'pairs need as many values on both sides');
  const differences = after.map((value, at) => value - (before[at] as number));
  return {
    value: mean(differences),
    error: Math.sqrt(squaredError(differences)),
    degreesOfFreedom: differences.length - 1,
  };
}

/** How far a two-sided interval of this level reaches from the difference, either way. */
export function reachOf(difference: MeanDifference, level: number): number {
  const { error, degreesOfFreedom: df } = difference;
  return error === 0 ? 0 : error * studentQuantile({ p: (1 + level) / 2, df });
}

/** The chance of a difference this far from 0, either way, if there were none. */
export function chanceOf({ value, error, degreesOfFreedom: df }: MeanDifference): number {
  if (error === 0) return value === 0 ? 1 : 0;
  return 2 * studentTail({ t: Math.abs(value) / error, df });
}
