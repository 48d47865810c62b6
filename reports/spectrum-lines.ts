/** A distribution as a step line over log-nines. */
import { censoredPercentile, type Distribution } from '../harness/stats/distribution.ts';
import { HISTOGRAM_LIMIT_NS, type Histogram } from '../harness/stats/histogram.ts';
import { ninesOf } from './charts/axis-ticks.ts';
import type { Dash, Line, Point } from './charts/chart-spec.ts';

/** Points for each further nine; more below p75, where the line is steep. */
const POINTS_PER_NINE = 50;
const POINTS_PER_NINE_BELOW_P75 = 160;
const marked = [50, 90, 99, 99.9, 99.99, 99.999];

/** Places from one to another, evenly spaced in nines. */
function spaced(from: number, to: number, perNine: number): number[] {
  const steps = Math.floor(Math.log10(to / from) * perNine);
  return Array.from({ length: steps + 1 }, (_, i) => from * 10 ** (i / perNine));
}

export interface SpectrumPoint extends Point {
  readonly y: number;
  readonly atLeast: boolean;
}

/** Percentiles from p0 up, evenly spaced in nines; where the value stays the same, once. */
export function spectrumPoints(distribution: Distribution, end: number): SpectrumPoint[] {
  const p75 = Math.min(end, ninesOf(75));
  const grid = [...spaced(1, p75, POINTS_PER_NINE_BELOW_P75), ...spaced(p75, end, POINTS_PER_NINE)];
  const named = marked.map(ninesOf).filter((x) => x <= end);
  const places = [...new Set([...grid, ...named, end])].sort((a, b) => a - b);
  const percents = places.map((x) => 100 * (1 - 1 / x));
  const { answered, censored } = distribution;
  const all = distribution.merged();
  const values = valuesAt(all, percents);
  const points: SpectrumPoint[] = [];
  for (const [index, x] of places.entries()) {
    const [y, percent] = [values[index], percents[index]];
    if (y === undefined || percent === undefined) continue;
    const atLeast =
      censored.count > 0 && (censoredPercentile(all, answered, percent)?.atLeast ?? false);
    const last = points.at(-1);
    const news = last === undefined || last.y !== y || last.atLeast !== atLeast;
    if (news || named.includes(x) || x === end) {
      points.push({ x, y, atLeast, marked: named.includes(x) });
    }
  }
  return points;
}

/** The values at ascending percentiles, in one walk over the buckets. */
function valuesAt(histogram: Histogram, percents: readonly number[]): number[] {
  const { minNs, maxNs } = histogram;
  if (minNs === null || maxNs === null) return [];
  const values: number[] = [];
  let seen = 0;
  for (const bucket of histogram.nonZero()) {
    seen += bucket.count;
    // The last bucket of the range stands for all above, too.
    const edgeNs = bucket.valueNs >= HISTOGRAM_LIMIT_NS - 1 ? maxNs : bucket.valueNs;
    const valueNs = Math.max(minNs, Math.min(edgeNs, maxNs));
    for (let next = percents[values.length]; next !== undefined; next = percents[values.length]) {
      if (histogram.rankOf(next) > seen) break;
      values.push(valueNs);
    }
  }
  return values;
}

/** How a line goes on where its values are lower bounds. */
const boundDashes = { solid: 'dotted', dashed: 'dash-dotted' } as const;
type Known = keyof typeof boundDashes;

/** A line, and from where its values are lower bounds one with dots. */
export function linesOf(
  points: readonly SpectrumPoint[],
  words: Pick<Line, 'label' | 'labelAt' | 'style' | 'marker'> & { readonly dash: Known },
): Line[] {
  const first = points.findIndex((point) => point.atLeast);
  const known = first === -1 ? points : points.slice(0, first + 1);
  const bounds = first === -1 ? [] : points.slice(first);
  const parts: [readonly SpectrumPoint[], Dash][] = [
    [known, words.dash],
    [bounds, boundDashes[words.dash]],
  ];
  const whole = parts.filter(([part]) => part.length > 1);
  return whole.map(([part, dash], index) => ({
    ...words,
    labelAt: index === whole.length - 1 ? words.labelAt : 'nowhere',
    dash,
    draw: 'step',
    points: part,
  }));
}
