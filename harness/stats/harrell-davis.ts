import { strict as assert } from 'node:assert';
import { regularizedBeta } from './beta.ts';

/** A quantile and its standard error. */
export interface WeightedQuantile {
  readonly value: number;
  readonly error: number;
}

/**
 * A quantile of few independent values as a weighted mean of all of them (Harrell and Davis 1982):
 * the i-th smallest of n weighs I(i/n) − I((i − 1)/n), I the incomplete beta function of
 * (n + 1)p and (n + 1)(1 − p). Steadier than any single value. The standard error is that of Maritz
 * and Jarrett (1978), by the same weights. For p near 0 or 1 the error is too small.
 */
export function harrellDavis(values: readonly number[], p: number): WeightedQuantile {
  assert(values.length > 0 && p > 0 && p < 1, `the ${p} quantile of ${values.length} values`);
  const n = values.length;
  const [a, b] = [(n + 1) * p, (n + 1) * (1 - p)];
  let below = 0;
  let first = 0;
  let second = 0;
  values
    .toSorted((one, other) => one - other)
    .forEach((value, at) => {
      const upTo = regularizedBeta({ a, b, x: (at + 1) / n });
      first += (upTo - below) * value;
      second += (upTo - below) * value * value;
      below = upTo;
    });
  return { value: first, error: Math.sqrt(Math.max(0, second - first * first)) };
}
