/**
 * OpenTelemetry's exponential histogram (data model, "ExponentialHistogram"): bucket i of scale s
 * holds values in (b^i, b^(i+1)] with b = 2^(2^−s).
 */
import type { Histogram } from './histogram.ts';

/** Counts by bucket from `offset` on. Values are in whatever unit they were divided into. */
export interface ExponentialBuckets {
  readonly scale: number;
  readonly offset: number;
  readonly counts: readonly number[];
  /** Values of 0 exactly. */
  readonly zeroCount: number;
}

/** Buckets of 2.2 %: finer ones would say more than three digits of a histogram can. */
const SCALE = 5;

/**
 * Puts a histogram's counts into exponential buckets: none is lost, and a value moves by at most
 * half a bucket of either. `unitNs` is the length of the unit, 1e9 for seconds.
 */
export function exponentialBuckets(histogram: Histogram, unitNs: number): ExponentialBuckets {
  const counts = new Map<number, number>();
  let zeroCount = 0;
  for (const { valueNs, count } of histogram.nonZero()) {
    if (valueNs === 0) {
      zeroCount += count;
      continue;
    }
    const index = Math.ceil(Math.log2(valueNs / unitNs) * 2 ** SCALE) - 1;
    counts.set(index, (counts.get(index) ?? 0) + count);
  }
  if (counts.size === 0) return { scale: SCALE, offset: 0, counts: [], zeroCount };
  const offset = Math.min(...counts.keys());
  const length = Math.max(...counts.keys()) - offset + 1;
  const all = Array.from({ length }, (_, index) => counts.get(offset + index) ?? 0);
  return { scale: SCALE, offset, counts: all, zeroCount };
}
