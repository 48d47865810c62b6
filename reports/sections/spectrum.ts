/** The whole latency distribution: every percentile that the samples support, in one picture. */
import { recordedObjective } from '../../harness/experiments/objectives/objective-text.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { formatNs } from '../../harness/model/units.ts';
import { SAMPLES_BEYOND_MIN } from '../../harness/stats/quantile-interval.ts';
import { ninesOf } from '../charts/axis-ticks.ts';
import type { ChartSpec, LegendEntry, Line } from '../charts/chart-spec.ts';
import { type Condition, comparable, subjectOf } from '../condition.ts';
import { labelsAmong } from '../condition-labels.ts';
import type { Cell, Passage, Table } from '../document.ts';
import { latencyCell } from '../latency-figure.ts';
import { loadText } from '../load-text.ts';
import type { Reading } from '../reading.ts';
import type { Section } from '../section.ts';
import { linesOf, spectrumPoints } from '../spectrum-lines.ts';
import { supportOf } from '../spectrum-support.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** Conditions in one chart; their labels stay readable up to here. */
const LINES_MAX = 6;
/** The latency axis starts at this percentile: below it lies one lucky request or another. */
const AXIS_FROM_PERCENT = 5;
const tabled = [50, 75, 90, 95, 99, 99.9, 99.99];

function read({ records, conditions }: Reading): Passage | undefined {
  const drawable = conditions.filter(({ response }) => response.count > SAMPLES_BEYOND_MIN);
  if (drawable.length === 0) return undefined;
  const limits = limitLines(records);
  const charts = groupsOf(drawable).map((group, index) =>
    chartOf(group, limits, `spectrum-${index + 1}`),
  );
  return {
    heading: 'Latency by percentile',
    finding: [...new Set(charts.map(({ title }) => title))].join(' '),
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
    const points = [1, ninesOf(figure.percent)].map((x) => ({ x, y: limit.value, marked: x > 1 }));
    const words = { label: objective.text, labelAt: 'end', style: 'grey', dash: 'solid' } as const;
    return [{ ...words, draw: 'line', marker: 'hollow', points }];
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
    // Where each load was measured once, as in a search, servers are what can be compared.
    const loads = new Set(alike.map((one) => loadText(one.load))).size;
    const isSpread = loads > alike.length / 2;
    const apart = isSpread ? String(condition.servers) : loadText(load);
    const parts = [scenario, load.model, alike.length > LINES_MAX ? apart : ''];
    const key = JSON.stringify(parts);
    groups.set(key, [...(groups.get(key) ?? []), condition]);
  }
  return [...groups.values()].flatMap((group) => {
    const charts = Math.ceil(group.length / LINES_MAX);
    const size = Math.ceil(group.length / charts);
    return Array.from({ length: charts }, (_, i) => group.slice(i * size, (i + 1) * size));
  });
}

/** How much further than the longest line the axis goes, so that its end is seen as one. */
const BEYOND = 5;

const entry = (text: string, dash: LegendEntry['dash'], marker: 'none' | 'area'): LegendEntry => ({
  ...{ text, dash, marker, style: 'grey' },
});

function chartOf(conditions: readonly Condition[], limits: readonly Line[], id: string): ChartSpec {
  const labels = labelsAmong(conditions);
  const drawn = conditions.map((condition, at) => ({
    label: labels[at] ?? condition.label,
    condition,
    response: supportOf(condition, 'response'),
    service: supportOf(condition, 'service'),
  }));
  const lines = drawn.flatMap(({ condition, label, ...supports }) => {
    const { style } = condition;
    const service = spectrumPoints(condition.service, supports.service.end);
    const response = spectrumPoints(condition.response, supports.response.end);
    return [
      ...linesOf(service, { label, labelAt: 'nowhere', style, dash: 'dashed', marker: 'none' }),
      ...linesOf(response, { label, labelAt: 'end', style, dash: 'solid', marker: 'filled' }),
    ];
  });
  const bands = drawn.map(({ condition: { style }, response: { band } }) => ({
    ...{ style, points: band },
  }));
  const bounded = lines.some(({ dash }) => dash === 'dotted' || dash === 'dash-dotted');
  const banded = bands.some(({ points }) => points.some(({ low }) => low !== null));
  const end = Math.max(...drawn.map(({ response }) => response.end));
  return {
    kind: 'chart',
    id,
    title: findingOf(conditions),
    description: descriptionOf(conditions),
    howToRead:
      'How to read: p99 is the time that 99 of 100 requests did not exceed, and every further ' +
      'nine takes the same room to the right. Where solid and dashed part, requests waited ' +
      'before they could be sent. A line ends where the samples end: in the grey, fewer than ' +
      `${SAMPLES_BEYOND_MIN} independent ones are left, and a time there is mere luck.` +
      (banded
        ? ' The true line lies in the shaded band, 95 times of 100 at each percentile.'
        : '') +
      (limits.length > 0 ? ' A level grey line is what must hold, up to its percentile.' : '') +
      (bounded ? ' Dots mark the least a time can be, because some requests never ended.' : ''),
    heightPx: 300,
    x: { label: 'percentile of requests', scale: 'nines', unit: 'ratio', max: end * BEYOND },
    y: { label: 'latency', scale: 'log', unit: 'ns', min: axisMin(conditions) },
    lines: [...limits, ...lines],
    bands,
    spans: [{ from: end, to: end * BEYOND, label: 'too few samples' }],
    legend: [
      entry('response: from when it was due', 'solid', 'none'),
      entry('service: from when it was sent', 'dashed', 'none'),
      ...(banded ? [entry('response, 95 %', 'none', 'area')] : []),
      ...(bounded
        ? [
            entry('response, at least', 'dotted', 'none'),
            entry('service, at least', 'dash-dotted', 'none'),
          ]
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
const cellOf = (condition: Condition, kind: 'response' | 'service', percent: number): Cell =>
  latencyCell(condition, kind, percent);

/** The highest named percentile that all of them support. */
function sharedPercentile(conditions: readonly Condition[]): number {
  const shared = tabled.findLast((percent) =>
    conditions.every((condition) => cellOf(condition, 'response', percent).value !== null),
  );
  return shared ?? 50;
}

function findingOf(conditions: readonly Condition[]): string {
  const valid = comparable(conditions);
  if (valid.length === 0) {
    const which = conditions.map(({ label }) => label).join(', ');
    return `No trial was valid, so these are the times of the harness: ${which}.`;
  }
  const percent = sharedPercentile(valid);
  const ranked = valid
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
