/** Whether a series of figures rises or falls, by methods that a few wild values cannot mislead. */
import { strict as assert } from 'node:assert';
import { autocorrelationTime } from './autocorrelation.ts';
import { normalTail } from './normal.ts';

/** The middle of sorted values. */
export function medianOfSorted(sorted: readonly number[]): number {
  assert(sorted.length > 0, 'the median of nothing');
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * The slope of a series per step (Theil 1950, Sen 1968): the median of the slopes between all
 * pairs. A little more than a quarter of the values may be arbitrarily wrong. 0 for fewer than two.
 */
export function theilSenSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  values.forEach((value, at) => {
    for (let before = 0; before < at; before++) {
      slopes.push((value - (values[before] as number)) / (at - before));
    }
  });
  return slopes.length === 0 ? 0 : medianOfSorted(slopes.sort((a, b) => a - b));
}

/** What the Mann–Kendall test says. */
export interface TrendTest {
  /** Pairs that rise less pairs that fall. */
  readonly score: number;
  /** The chance of a score this far from 0, either way, if the values had no order. */
  readonly p: number;
}

/**
 * Mann's test against trend (1945), with Kendall's variance for ties:
 * (n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5)) / 18, t the size of each group of equal values, and the
 * score taken one nearer to 0. Neighbours that depend on each other would make it see trends too
 * often, so the variance is multiplied by how many values are worth one (Yue and Wang 2004), as it
 * is after the slope is taken out.
 */
export function mannKendall(values: readonly number[]): TrendTest {
  let score = 0;
  values.forEach((value, at) => {
    for (let before = 0; before < at; before++) {
      score += Math.sign(value - (values[before] as number));
    }
  });
  const groups = new Map<number, number>();
  for (const value of values) groups.set(value, (groups.get(value) ?? 0) + 1);
  const spread = (n: number): number => n * (n - 1) * (2 * n + 5);
  const ties = [...groups.values()].reduce((sum, size) => sum + spread(size), 0);
  const variance = (spread(values.length) - ties) / 18;
  if (score === 0 || variance === 0) return { score, p: 1 };
  const slope = theilSenSlope(values);
  const worthOne = autocorrelationTime(values.map((value, at) => value - slope * at));
  const z = (Math.abs(score) - 1) / Math.sqrt(variance * worthOne);
  return { score, p: Math.min(1, 2 * normalTail(z)) };
}
