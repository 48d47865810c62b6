import { strict as assert } from 'node:assert';
import { gammaTail } from './gamma.ts';
import { mean, sampleVariance } from './moments.ts';
import { bracketAbove, rootOf } from './root.ts';

/** How much counts scatter. */
export interface Dispersion {
  /** Variance over mean: 1 for independent arrivals, 0 for equal gaps, more for bursts. */
  readonly index: number;
  /** Counts of independent arrivals have an index from here … */
  readonly low: number;
  /** … to here in 95 of 100 cases, or whatever the level is. */
  readonly high: number;
}

/**
 * Whether counts in stretches of equal length are those of a Poisson process: (m − 1) times the
 * index is then χ² of m − 1 degrees of freedom (Fisher's index of dispersion). Two counts or more,
 * not all 0. `level` is 0.95 when absent.
 */
export function dispersionOf(counts: readonly number[], level = 0.95): Dispersion {
  const df = counts.length - 1;
  assert(df > 0 && mean(counts) > 0, 'counts that say nothing');
  const side = (1 - level) / 2;
  return {
    index: sampleVariance(counts) / mean(counts),
    low: chiSquaredQuantile(side, df) / df,
    high: chiSquaredQuantile(1 - side, df) / df,
  };
}

function chiSquaredQuantile(p: number, df: number): number {
  const short = (x: number): number => 1 - p - gammaTail({ shape: df / 2, x: x / 2 });
  return rootOf(short, bracketAbove(short, 0, df));
}
