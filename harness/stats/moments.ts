import { strict as assert } from 'node:assert';

/** The mean; of one value at least. */
export function mean(values: readonly number[]): number {
  assert(values.length > 0, 'the mean of nothing');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The unbiased estimate of the variance, Σ(x − x̄)²/(n − 1); of two values at least. */
export function sampleVariance(values: readonly number[]): number {
  assert(values.length > 1, `the variance of ${values.length} values`);
  const level = mean(values);
  return values.reduce((sum, value) => sum + (value - level) ** 2, 0) / (values.length - 1);
}
