/** The whole latency distribution: every percentile that the samples support, in one picture. */
import { latencyInterval } from '../../harness/experiments/figure-interval.ts';
import { recordedObjective } from '../../harness/experiments/objectives/objective-text.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { formatNs } from '../../harness/model/units.ts';
import type { Distribution } from '../../harness/stats/distribution.ts';
import type { Histogram } from '../../harness/stats/histogram.ts';
import { ninesOf } from '../charts/axis-ticks.ts';
import type { ChartSpec, Dash, LegendEntry, Line, Point } from '../charts/chart-spec.ts';
import { type Condition, subjectOf } from '../condition.ts';
import type { Cell, Passage, Table } from '../document.ts';
import { figureCell } from '../figure-cell.ts';
import { loadText } from '../load-text.ts';
import type { Reading } from '../reading.ts';
import type { Section } from '../section.ts';
import { SAMPLES_BEYOND_DRAWN } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** Conditions in one chart; their labels stay readable up to here. */
const LINES_MAX = 6;
/** Points for each further nine; more below p75, where the line is steep. */
const POINTS_PER_NINE = 50;
const POINTS_PER_NINE_BELOW_P75 = 160;
/** The latency axis starts at this percentile: below it lies one lucky request or another. */
const AXIS_FROM_PERCENT = 5;
const marked = [50, 90, 99, 99.9, 99.99, 99.999];
const tabled = [50, 75, 90, 95, 99, 99.9, 99.99];

function read({ records, conditions }: Reading): Passage | undefined {
  const drawable = conditions.filter((condition) => spectrumEnd(condition.response) > 1);
  if (drawable.length === 0) return undefined;
  const limits = limitLines(records);
  const charts = groupsOf(drawable).map((group, index) => {
    const chart = chartOf(group, `spectrum-${index + 1}`);
    return { ...chart, lines: [...limits, ...chart.lines] };
  });
  return {
    heading: 'Latency by percentile',
    finding: charts.map((chart) => chart.title).join(' '),
    blocks: charts,
  };
}

/** What response times must keep below, up to the percentile that must. */
function limitLines(records: readonly RunRecord[]): Line[] {
  const texts = records.flatMap(({ findings }) =>
    findings.map(({ evidence }) => evidence['objective']),
  );
  return [...new Set(texts)].flatMap((text): Line[] => {
    const objective = recordedObjective(text);
    if (objective === undefined || objective.operation !== undefined) return [];
    const { figure, limit } = objective;
    if (figure.kind !== 'latency' || figure.of !== 'response' || limit.kind !== 'absolute')
      return [];
    const points = [1, ninesOf(figure.percent)].map((x) => ({ x, y: limit.value }));
    const words = { label: objective.text, labelAt: 'end', style: 'grey', dash: 'solid' } as const;
    return [{ ...words, draw: 'line', marker: 'none', points }];
  });
}

/** Charts of what can be compared: the same scenario and load model, a few conditions at a time. */
function groupsOf(conditions: readonly Condition[]): Condition[][] {
  const groups = new Map<string, Condition[]>();
  for (const condition of conditions) {
    const alike = conditions.filter(
      ({ scenario, load }) =>
        scenario === condition.scenario && load.model === condition.load.model,
    );
    const { scenario, load } = condition;
    const parts = [scenario, load.model, alike.length > LINES_MAX ? loadText(load) : ''];
    const key = JSON.stringify(parts);
    groups.set(key, [...(groups.get(key) ?? []), condition]);
  }
  return [...groups.values()].flatMap((group) => {
    const charts = Math.ceil(group.length / LINES_MAX);
    const size = Math.ceil(group.length / charts);
    return Array.from({ length: charts }, (_, i) => group.slice(i * size, (i + 1) * size));
  });
}

/** Where a line ends: 1/(1 − q) of the last percentile with enough samples beyond it. */
function spectrumEnd(distribution: Distribution): number {
  return distribution.count / SAMPLES_BEYOND_DRAWN;
}

/** Places from one to another, evenly spaced in nines. */
function spaced(from: number, to: number, perNine: number): number[] {
  const steps = Math.floor(Math.log10(to / from) * perNine);
  return Array.from({ length: steps + 1 }, (_, i) => from * 10 ** (i / perNine));
}

interface SpectrumPoint extends Point {
  readonly y: number;
  readonly atLeast: boolean;
}

/** Percentiles from p0 up, evenly spaced in nines; where the value stays the same, once. */
function spectrumPoints(distribution: Distribution): SpectrumPoint[] {
  const end = spectrumEnd(distribution);
  const p75 = Math.min(end, ninesOf(75));
  const grid = [...spaced(1, p75, POINTS_PER_NINE_BELOW_P75), ...spaced(p75, end, POINTS_PER_NINE)];
  const named = marked.map(ninesOf).filter((x) => x <= end);
  const places = [...new Set([...grid, ...named, end])].sort((a, b) => a - b);
  const percents = places.map((x) => 100 * (1 - 1 / x));
  const values = valuesAt(distribution.merged(), percents);
  const points: SpectrumPoint[] = [];
  for (const [index, x] of places.entries()) {
    const [y, percent] = [values[index], percents[index]];
    if (y === undefined || percent === undefined) continue;
    const atLeast = distribution.censored.count > 0 && isBound(distribution, percent);
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
    const valueNs = Math.max(minNs, Math.min(bucket.valueNs, maxNs));
    for (let next = percents[values.length]; next !== undefined; next = percents[values.length]) {
      if (histogram.rankOf(next) > seen) break;
      values.push(valueNs);
    }
  }
  return values;
}

const isBound = (distribution: Distribution, percent: number) =>
  distribution.percentile(percent)?.atLeast ?? false;

/** How a line goes on where its values are lower bounds. */
const boundDashes = { solid: 'dotted', dashed: 'dash-dotted' } as const;
type Known = keyof typeof boundDashes;

/** A line, and from where its values are lower bounds one with dots. */
function linesOf(
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

function chartOf(conditions: readonly Condition[], id: string): ChartSpec {
  const lines = conditions.flatMap((condition) => {
    const { label, style } = condition;
    const service = spectrumPoints(condition.service);
    const response = spectrumPoints(condition.response);
    return [
      ...linesOf(service, { label, labelAt: 'nowhere', style, dash: 'dashed', marker: 'none' }),
      ...linesOf(response, { label, labelAt: 'end', style, dash: 'solid', marker: 'filled' }),
    ];
  });
  const bounded = lines.some(({ dash }) => dash === 'dotted' || dash === 'dash-dotted');
  const entry = (text: string, dash: Dash): LegendEntry => ({
    text,
    dash,
    style: 'grey',
    marker: 'none',
  });
  return {
    kind: 'chart',
    id,
    title: findingOf(conditions),
    description: descriptionOf(conditions),
    howToRead:
      'How to read: p99 is the time that 99 of 100 requests did not exceed, and every further ' +
      'nine takes the same room to the right. A line ends where fewer than ' +
      `${SAMPLES_BEYOND_DRAWN} samples are left beyond it. Where solid and dashed part, requests ` +
      'waited before they could be sent.' +
      (bounded ? ' Dots mark the least a time can be, because some requests never ended.' : ''),
    heightPx: 300,
    x: { label: 'percentile of requests', scale: 'nines', unit: 'ratio' },
    y: { label: 'latency', scale: 'log', unit: 'ns', min: axisMin(conditions) },
    lines,
    legend: [
      entry('response: from when it was due', 'solid'),
      entry('service: from when it was sent', 'dashed'),
      ...(bounded
        ? [entry('response, at least', 'dotted'), entry('service, at least', 'dash-dotted')]
        : []),
    ],
    data: dataOf(conditions, `${id}-data`),
  };
}

function axisMin(conditions: readonly Condition[]): number {
  const lowest = conditions.flatMap(({ response, service }) =>
    [response, service].flatMap((part) => part.percentile(AXIS_FROM_PERCENT)?.valueNs ?? []),
  );
  return Math.max(1, Math.min(...lowest));
}

/** A percentile with its interval, or what it would take, as everywhere in the report. */
const cellOf = ({ trials }: Condition, kind: 'response' | 'service', percent: number): Cell =>
  figureCell(latencyInterval(trials, { kind, percent }));

/** The highest named percentile that all of them support. */
function sharedPercentile(conditions: readonly Condition[]): number {
  const shared = tabled.findLast((percent) =>
    conditions.every((condition) => cellOf(condition, 'response', percent).value !== null),
  );
  return shared ?? 50;
}

function findingOf(conditions: readonly Condition[]): string {
  const percent = sharedPercentile(conditions);
  const ranked = conditions
    .map((condition) => ({
      label: condition.label,
      cell: cellOf(condition, 'response', percent),
    }))
    .flatMap(({ label, cell }) =>
      typeof cell.value === 'number' ? [{ label, ns: cell.value, atLeast: cell.atLeast }] : [],
    )
    .sort((a, b) => a.ns - b.ns);
  const [best] = ranked;
  const worst = ranked.at(-1);
  const text = (one: typeof best) =>
    one ? `${one.atLeast ? 'at least ' : ''}${formatNs(one.ns)}` : 'an unknown time';
  if (best === undefined || worst === undefined) return 'There are too few samples to rank.';
  if (best === worst) return `${best.label}: response p${percent} is ${text(best)}.`;
  return `At p${percent}, ${best.label} takes ${text(best)} and ${worst.label} ${text(worst)}.`;
}

function descriptionOf(conditions: readonly Condition[]): string {
  const parts = conditions.map((condition) => {
    const figures = [50, 99, 99.9].flatMap((percent) => {
      const { value, atLeast } = cellOf(condition, 'response', percent);
      const bound = atLeast ? 'at least ' : '';
      return typeof value === 'number' ? [`p${percent} ${bound}${formatNs(value)}`] : [];
    });
    return `${condition.label}: ${figures.join(', ')}`;
  });
  return `Response time by percentile. ${parts.join('. ')}.`;
}

interface PercentileRow {
  readonly condition: Condition;
  readonly kind: 'response' | 'service';
}

function dataOf(conditions: readonly Condition[], id: string): Table {
  const rows = conditions.flatMap((condition): PercentileRow[] => [
    { condition, kind: 'response' },
    { condition, kind: 'service' },
  ]);
  const columns: ColumnOf<PercentileRow>[] = [
    keyColumn({ id: 'condition', title: 'Condition' }, ({ condition }) => condition.label),
    keyColumn({ id: 'time', title: 'Time' }, ({ kind }) => kind),
    ...tabled.map((percent) =>
      figureColumn<PercentileRow>(
        { id: `p${percent}`, title: `p${percent}` },
        'ns',
        ({ condition, kind }) => cellOf(condition, kind, percent),
      ),
    ),
  ];
  const caption = 'Percentiles of response and service time';
  return tableOf({ id, caption }, columns, rows, ({ condition }) => subjectOf(condition));
}

export const spectrum = {
  name: 'spectrum',
  about: 'latency by percentile, as far as the samples reach',
  depth: 'detail',
  read,
} as const satisfies Section;
