import { strict as assert } from 'node:assert';
import { sampleVariance } from './moments.ts';
import { studentQuantile } from './student-t.ts';

/** What was measured in several runs. */
export interface ReplicateQuestion {
  /** The figure of all runs together. */
  readonly value: number;
  /** The same of each run alone; two or more. */
  readonly each: readonly number[];
  /** 0.95 when absent. */
  readonly level?: number;
}

/** An interval that reaches further than so many times the figure says nothing of it. */
const FACTOR_MAX = 10;
/** Whoever needs more runs than this needs another way to measure. */
const RUNS_MAX = 1000;

/** How many runs like these it takes for an interval within ten times the figure; 2 or more. */
export function runsNeeded(each: readonly number[]): number {
  assert(each.length > 1, 'a run alone does not scatter');
  if (Math.min(...each) <= 0) return 2;
  const scatter = Math.sqrt(sampleVariance(each.map(Math.log)));
  let runs = 2;
  const reach = (): number =>
    (scatter * studentQuantile({ p: 0.975, df: runs - 1 })) / Math.sqrt(runs);
  while (runs < RUNS_MAX && reach() > Math.log(FACTOR_MAX)) runs++;
  return runs;
}

/**
 * The interval of a figure when the run is the unit: Student's t of the runs' own figures, of as
 * many degrees of freedom as there are runs less one, laid around the figure of all together. On a
 * logarithmic scale, because times and rates scatter by shares of themselves; where a figure is 0
 * or less, on the plain one.
 */
export function replicateInterval({ value, each, level = 0.95 }: ReplicateQuestion): {
  readonly low: number;
  readonly high: number;
} {
  assert(each.length > 1, 'a run alone does not scatter');
  const t = studentQuantile({ p: (1 + level) / 2, df: each.length - 1 });
  const reach = (values: readonly number[]): number =>
    t * Math.sqrt(sampleVariance(values) / values.length);
  if (Math.min(value, ...each) > 0) {
    const factor = Math.exp(reach(each.map(Math.log)));
    return { low: value / factor, high: value * factor };
  }
  const width = reach(each);
  return { low: value - width, high: value + width };
}
