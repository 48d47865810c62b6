/** How far the samples of a condition reach up its distribution, and how well it is known there. */
import { SAMPLES_BEYOND_MIN } from '../harness/stats/quantile-interval.ts';
import { ninesOf } from './charts/axis-ticks.ts';
import type { Band } from './charts/chart-spec.ts';
import type { Condition } from './condition.ts';
import { latencyFigure } from './latency-figure.ts';

/** Where intervals are worked out: a few to each nine, with those that tables name among them. */
const lower = [10, 25];
const upper = [
  ...[50, 75, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.98, 99.99],
  ...[99.995, 99.998, 99.999, 99.9995, 99.9999],
];

/** Up to where a line can be drawn, and the band around it. */
export interface Support {
  /** 1/(1 − q) of the last percentile that has a figure; 1 or less where none has. */
  readonly end: number;
  readonly band: Band['points'];
}

/** The rule is that of the tables: a percentile without a figure there has no line here. */
export function supportOf(condition: Condition, kind: 'response' | 'service'): Support {
  const { count } = condition[kind];
  // Where five samples are left beyond, which is the end where they are worth what they are.
  const last = 100 * (1 - (SAMPLES_BEYOND_MIN * 1.000001) / Math.max(1, count));
  const asked = [...lower, ...upper.filter((percent) => percent < last)];
  if (last > 50) asked.push(last);
  const band: Band['points'][number][] = [];
  let end = 1;
  for (const percent of asked) {
    const figure = latencyFigure(condition, kind, percent);
    const x = ninesOf(percent);
    if (figure.value === null) {
      if (percent < 50) continue;
      // What it takes grows with 1/(1 − q), so the share that is there says where it would do.
      const share = figure.state === 'too-few' ? count / figure.countNeeded : 1;
      return { end: Math.max(end, x * Math.min(1, share)), band };
    }
    const known = figure.state === 'known';
    band.push({ x, low: known ? figure.low : null, high: known ? figure.high : null });
    end = x;
  }
  return { end, band };
}
