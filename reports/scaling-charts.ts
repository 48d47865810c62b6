/** Drawings of scaling: what was answered, what that is a server, and how long it took. */
import type { Growth } from '../harness/experiments/scaling-steps.ts';
import { serversText } from '../harness/experiments/wording.ts';
import { formatNs, formatRange, formatRate, formatShare } from '../harness/model/units.ts';
import type { Axis, Band, ChartSpec, Line, Point } from './charts/chart-spec.ts';
import type { Condition } from './condition.ts';
import type { GrownSeries } from './growth.ts';
import { latencyCell, latencyNs, latencyWords } from './latency-figure.ts';
import type { ScalingSeries } from './scaling-series.ts';

interface Words {
  readonly id: string;
  readonly title: string;
}

const references = {
  closed: {
    text: 'ideal',
    howToRead:
      'How to read: the dashed line is what the fewest servers did, times the number of servers. ' +
      'The further the measured line falls below it, the less a further server is worth.',
  },
  open: {
    text: 'offered',
    howToRead:
      'How to read: the dashed line is the rate that was offered. Where the measured line falls ' +
      'below it, so many servers do not keep up.',
  },
} as const;

/** What could be answered at best: in a closed load a multiple of the first, else the offer. */
function reference({ model, conditions }: ScalingSeries): Point[] {
  const [base] = conditions;
  const perServer = base ? base.throughputPerSecond / base.servers : 0;
  return conditions.map(({ servers, offeredPerSecond }) => ({
    x: servers,
    y: model === 'open' ? offeredPerSecond : perServer * servers,
  }));
}

/** A line that is alone is named by the sentence above it. */
const labelPlace = (all: readonly unknown[]): Line['labelAt'] =>
  all.length > 1 ? 'end' : 'nowhere';

/** Throughput against the number of servers. The series are of one load model. */
export function throughputChart(all: readonly GrownSeries[], words: Words): ChartSpec {
  const group = all.map(({ series }) => series);
  const lines = all.flatMap(({ series, growth }, style): Line[] => {
    const measured = series.conditions.map(({ servers, throughputPerSecond }) => ({
      x: servers,
      y: throughputPerSecond,
    }));
    const repeated = series.conditions.flatMap(({ servers, trials }) =>
      trials.length > 1 ? trials.map((t) => ({ x: servers, y: t.throughputPerSecond })) : [],
    );
    const { label } = series;
    const behind = { label, labelAt: 'nowhere' } as const;
    return [
      {
        ...{ ...behind, style: 'grey', dash: 'dashed', draw: 'line', marker: 'none' },
        points: reference(series),
      },
      { ...behind, style, dash: 'solid', draw: 'points', marker: 'hollow', points: repeated },
      ...lawOf(series, growth, style).lines,
      {
        ...{ label, labelAt: labelPlace(all), style, dash: 'solid', marker: 'filled' },
        draw: growth?.law ? 'points' : 'line',
        points: measured,
      },
    ];
  });
  const laws = all.some(({ growth }) => growth?.law !== undefined);
  const repeats = lines.some((line) => line.marker === 'hollow' && line.points.length > 0);
  const { text, howToRead } = references[group[0]?.model ?? 'open'];
  return {
    kind: 'chart',
    ...words,
    description: group.map((series) => pointsText(series, throughputText)).join(' '),
    howToRead,
    heightPx: 240,
    x: serversAxis(group),
    y: { label: 'answered', scale: 'linear', unit: 'perSecond', min: 0 },
    lines,
    bands: all.flatMap(({ series, growth }, style) => lawOf(series, growth, style).bands),
    legend: [
      { text: 'measured', style: 'grey', dash: laws ? 'none' : 'solid', marker: 'filled' },
      ...(laws
        ? [
            {
              text: 'law, with 95 %',
              style: 'grey',
              dash: 'solid',
              marker: 'area',
            } as const,
          ]
        : []),
      { text, style: 'grey', dash: 'dashed', marker: 'none' },
      ...(repeats
        ? [{ text: 'one repetition', style: 'grey', dash: 'none', marker: 'hollow' } as const]
        : []),
    ],
    data: 'beside',
  };
}

/** Points of a law's curve between the fewest servers and one more than the most. */
const CURVE_POINTS = 24;

/** The fitted law and its interval, one server further than was measured. */
function lawOf(
  { conditions }: ScalingSeries,
  growth: Growth | undefined,
  style: number,
): { readonly lines: readonly Line[]; readonly bands: readonly Band[] } {
  const law = growth?.law;
  if (law === undefined) return { lines: [], bands: [] };
  const counts = conditions.map(({ servers }) => servers);
  const [from, to] = [Math.min(...counts), Math.max(...counts) + 1];
  const spans = Array.from({ length: CURVE_POINTS + 1 }, (_, index) => {
    const x = from + ((to - from) * index) / CURVE_POINTS;
    return { x, span: law.at(x) };
  });
  const line: Line = {
    ...{ label: '', labelAt: 'nowhere', style, marker: 'none', draw: 'line', dash: 'solid' },
    points: spans.map(({ x, span }) => ({ x, y: span.value })),
  };
  const points = spans.map(({ x, span: { low, high } }) => ({ x, low, high }));
  return { lines: [line], bands: [{ style, points }] };
}

/** What each server is worth beside the fewest; undefined where nobody knows. */
export function efficiencyChart(all: readonly GrownSeries[], id: string): ChartSpec | undefined {
  const known = all.flatMap(({ series, growth }, style) => {
    const steps = growth?.steps.filter(({ efficiency }) => efficiency.value !== null) ?? [];
    return steps.length > 1 ? [{ series, steps, style }] : [];
  });
  if (known.length === 0) return undefined;
  const counts = known.flatMap(({ steps }) => steps.map(({ servers }) => servers));
  const ends = [Math.min(...counts), Math.max(...counts)];
  const texts = known.map(({ series, steps }) => {
    const parts = steps.map(({ servers, efficiency }) => {
      const { value, low, high } = efficiency;
      const interval =
        low === null || high === null || low === high
          ? ''
          : ` [${formatRange({ low, high }, formatShare)}]`;
      return `${serversText(servers)} ${formatShare(value ?? 0)}${interval}`;
    });
    return `${series.label}: ${parts.join(', ')}.`;
  });
  return {
    kind: 'chart',
    id,
    title: `Efficiency. ${texts.join(' ')}`,
    description: `Throughput per server, as a share of that of the fewest. ${texts.join(' ')}`,
    howToRead:
      'How to read: at 100 % each server does as much as each of the fewest did. Where the line ' +
      'falls, servers are in each other’s way, or something else is the limit.',
    heightPx: 150,
    x: serversAxis(known.map(({ series }) => series)),
    y: { label: 'efficiency', scale: 'linear', unit: 'share', min: 0, max: 1.1 },
    bands: known.map(({ steps, style }) => ({
      style,
      points: steps.map(({ servers, efficiency: { low, high } }) => ({ x: servers, low, high })),
    })),
    lines: [
      {
        ...{ label: '', labelAt: 'nowhere', style: 'grey', dash: 'dashed', draw: 'line' },
        ...{ marker: 'none', points: ends.map((x) => ({ x, y: 1 })) },
      },
      ...known.map(
        ({ series, steps, style }): Line => ({
          ...{ label: series.label, labelAt: labelPlace(known), style, dash: 'solid' },
          draw: 'line',
          marker: 'filled',
          points: steps.map(({ servers, efficiency }) => ({ x: servers, y: efficiency.value })),
        }),
      ),
    ],
    legend: [
      { text: 'as much as the fewest', style: 'grey', dash: 'dashed', marker: 'none' },
      { text: '95 %', style: 'grey', dash: 'none', marker: 'area' },
    ],
    data: 'beside',
  };
}

const throughputText = (condition: Condition) => formatRate(condition.throughputPerSecond);

/** `fastify: 1 server 1.48 ms, 2 servers 1.58 ms.` */
function pointsText(series: ScalingSeries, text: (condition: Condition) => string): string {
  const parts = series.conditions.map((c) => `${serversText(c.servers)} ${text(c)}`);
  return `${series.label}: ${parts.join(', ')}.`;
}

const howToReadLatency = {
  open:
    'How to read: a level line means that callers wait no longer when load and servers grow. The ' +
    'time axis is logarithmic.',
  closed:
    'How to read: where clients always wait for an answer, their mean time is clients divided by ' +
    'throughput, so this follows from the chart above. The time axis is logarithmic.',
} as const;

/** Response p99 against the number of servers; undefined where no condition supports a p99. */
export function latencyChart(group: readonly ScalingSeries[], id: string): ChartSpec | undefined {
  const lines = group.map((series, style): Line => {
    const points = series.conditions.map((c) => ({ x: c.servers, y: p99(c) }));
    const labelAt = labelPlace(group);
    const words = { label: series.label, labelAt, draw: 'line', dash: 'solid' } as const;
    return { ...words, style, marker: 'filled', points };
  });
  if (lines.every(({ points }) => points.every(({ y }) => y === null))) return undefined;
  const texts = group.map((series) => pointsText(series, p99Text)).join(' ');
  const intervals = group.flatMap(intervalLines);
  return {
    kind: 'chart',
    id,
    title: `Response p99. ${texts}`,
    description: `Response p99 against the number of servers. ${texts}`,
    howToRead: howToReadLatency[group[0]?.model ?? 'open'],
    heightPx: 200,
    x: serversAxis(group),
    y: { label: 'response p99', scale: 'log', unit: 'ns' },
    lines: [...intervals, ...lines],
    legend:
      intervals.length > 0 ? [{ text: '95 %', style: 'grey', dash: 'solid', marker: 'none' }] : [],
    data: 'beside',
  };
}

/** An upright line for each p99 whose interval is known. */
function intervalLines({ conditions }: ScalingSeries, style: number): Line[] {
  return conditions.flatMap((condition): Line[] => {
    const { interval } = latencyCell(condition, 'response', 99);
    if (interval === undefined || !Number.isFinite(interval.high)) return [];
    const points = [interval.low, interval.high].map((y) => ({ x: condition.servers, y }));
    const words = { label: '', labelAt: 'nowhere', draw: 'line', dash: 'solid' } as const;
    return [{ ...words, style, marker: 'none', points }];
  });
}

/** Null where there are too few samples. */
export const p99 = (condition: Condition): number | null => latencyNs(condition, 'response', 99);

function p99Text(condition: Condition): string {
  const words = latencyWords(condition, 'response', 99);
  const { interval } = latencyCell(condition, 'response', 99);
  if (words === undefined) return 'too few samples';
  return interval ? `${words} [${formatRange(interval, formatNs)}]` : words;
}

function serversAxis(group: readonly ScalingSeries[]): Axis {
  const counts = group.flatMap(({ conditions }) => conditions.map(({ servers }) => servers));
  const ticks = [...new Set(counts)].sort((a, b) => a - b);
  return {
    label: 'servers',
    scale: 'linear',
    unit: 'count',
    min: 0,
    ticks: ticks.map((at) => ({ at, text: String(at) })),
  };
}
