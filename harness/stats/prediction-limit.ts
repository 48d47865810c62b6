import { strict as assert } from 'node:assert';
import { mean, sampleVariance } from './moments.ts';
import { studentQuantile } from './student-t.ts';

/** Where the next value will lie. */
export interface PredictionLimits {
  readonly low: number;
  readonly high: number;
}

/**
 * Below `low` and above `high` a further value of the same normal distribution lies with a chance
 * of 1 − p each: x̄ ± t s √(1 + 1/n), t the p quantile of Student's for n − 1 degrees of freedom
 * (Hahn and Meeker, Statistical Intervals, 4.7). What was seen is itself uncertain, so the limits
 * are wider than x̄ ± z s. Two values or more.
 */
export function predictionLimits(values: readonly number[], p: number): PredictionLimits {
  const n = values.length;
  assert(n >= 2, `limits from ${n} values`);
  const t = studentQuantile({ p, df: n - 1 });
  const reach = t * Math.sqrt(sampleVariance(values) * (1 + 1 / n));
  const level = mean(values);
  return { low: level - reach, high: level + reach };
}
