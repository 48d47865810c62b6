/** What happened when: the mean hides a stall, the second it happened in does not. */
import type { SeriesPoint, TrialRecord } from '../../harness/model/record.ts';
import { formatNs, NS_PER_S } from '../../harness/model/units.ts';
import type { Distribution } from '../../harness/stats/distribution.ts';
import type { Axis, ChartSpec, Line, Point } from '../charts/chart-spec.ts';
import { errorCount, merged, subjectOf } from '../condition.ts';
import type { Block, Passage, Table } from '../document.ts';
import type { Reading, TrialReading } from '../reading.ts';
import type { Section } from '../section.ts';
import { largestCell, percentileCell } from '../supported-percentile.ts';
import { figureColumn, keyColumn, tableOf } from '../table.ts';

/** Intervals in one chart; neighbours are merged until there are no more. */
const INTERVALS_MAX = 60;
/** Trials whose charts are open; those of further ones are folded away. */
const OPEN_MAX = 2;
/** Trials that are drawn at all, so that a long experiment still makes a small file. */
const DRAWN_MAX = 12;
/** Points of a line beyond which markers would only hide it. */
const MARKED_MAX = 20;

/** One or several neighbouring points of a trial's series. */
interface Interval {
  readonly atNs: number;
  readonly lengthNs: number;
  /** Null for a closed load, which has no plan. */
  readonly offered: number | null;
  readonly answered: number;
  readonly failed: number;
  readonly response: Distribution;
}

function read({ trials }: Reading): Passage | undefined {
  const drawable = trials.filter(({ trial }) => trial.series.length > 1);
  if (drawable.length === 0) return undefined;
  const drawn = choose(drawable);
  const read = drawn.map((of) => ({ of, intervals: intervalsOf(of.trial) }));
  const blocks = read.map(({ of, intervals }, index): Block => {
    const id = `over-time-${index + 1}`;
    return {
      kind: 'details',
      id,
      summary: of.label,
      open: index < OPEN_MAX,
      blocks: [
        rateChart(of, intervals, id),
        ...(intervals.some(({ response }) => response.count > 0)
          ? [latencyChart(of, intervals, id)]
          : []),
      ],
    };
  });
  if (drawable.length > drawn.length) {
    blocks.push({
      kind: 'paragraph',
      tone: 'plain',
      text:
        `Drawn are ${drawn.length} of ${drawable.length} trials, first repetitions and doubtful ` +
        'ones before others; the record has the series of all.',
    });
  }
  return { heading: 'Over time', finding: findingOf(read), blocks };
}

/** Up to the limit: doubtful trials, then first repetitions, then others; in their old order. */
function choose(all: readonly TrialReading[]): readonly TrialReading[] {
  const weight = ({ trial, condition }: TrialReading) =>
    trial.verdict !== 'pass' ? 0 : trial === condition.trials[0] ? 1 : 2;
  const chosen = [...all].sort((a, b) => weight(a) - weight(b)).slice(0, DRAWN_MAX);
  return all.filter((one) => chosen.includes(one));
}

function intervalsOf(trial: TrialRecord): Interval[] {
  const size = Math.ceil(trial.series.length / INTERVALS_MAX);
  const count = Math.ceil(trial.series.length / size);
  return Array.from({ length: count }, (_, i) => trial.series.slice(i * size, (i + 1) * size))
    .map((points) => intervalOf(points, trial))
    .filter((interval) => interval.lengthNs > 0);
}

function intervalOf(points: readonly SeriesPoint[], trial: TrialRecord): Interval {
  const atNs = points[0]?.atNs ?? 0;
  const lastNs = (points.at(-1)?.atNs ?? 0) + trial.seriesIntervalNs;
  const sum = (read: (point: SeriesPoint) => number) =>
    points.reduce((total, point) => total + read(point), 0);
  return {
    atNs,
    // The window need not be a whole number of intervals; the last one is shorter then.
    lengthNs: Math.min(lastNs, trial.window.durationNs) - atNs,
    offered: trial.load.model === 'open' ? sum((point) => point.intended) : null,
    answered: sum((point) => point.answered),
    failed: sum(errorCount),
    response: merged(points.map((point) => point.latency.response)),
  };
}

interface Slowest {
  readonly label: string;
  readonly atNs: number;
  readonly ns: number;
}

function findingOf(
  read: readonly { readonly of: TrialReading; readonly intervals: readonly Interval[] }[],
): string {
  let slowest: Slowest | undefined;
  for (const { of, intervals } of read) {
    for (const { atNs, response } of intervals) {
      const ns = response.merged().maxNs;
      if (ns !== null && (slowest === undefined || ns > slowest.ns)) {
        slowest = { label: of.label, atNs, ns };
      }
    }
  }
  if (slowest === undefined) return 'No interval has an answer.';
  const { label, atNs, ns } = slowest;
  const when = atNs === 0 ? 'at the start of the window' : `${formatNs(atNs)} into the window`;
  return `The longest wait, ${formatNs(ns)}, began in the interval ${when} of ${label}.`;
}

/** A rate over an interval, drawn in its middle. */
function ratePoints(
  intervals: readonly Interval[],
  read: (interval: Interval) => number | null,
): Point[] {
  return intervals.map((interval) => {
    const count = read(interval);
    const y = count === null ? null : (count * NS_PER_S) / interval.lengthNs;
    return { x: interval.atNs + interval.lengthNs / 2, y };
  });
}

const timeAxis = (trial: TrialRecord): Axis => ({
  label: 'time since the window opened',
  scale: 'linear',
  unit: 'ns',
  min: 0,
  max: trial.window.durationNs,
});

function rateChart(of: TrialReading, intervals: readonly Interval[], id: string): ChartSpec {
  const line = (label: string, style: number, read: (i: Interval) => number | null): Line => ({
    label,
    labelAt: 'end',
    style,
    dash: label === 'offered' ? 'dashed' : 'solid',
    draw: 'line',
    marker: intervals.length > MARKED_MAX ? 'none' : 'filled',
    points: ratePoints(intervals, read),
  });
  const offered =
    of.trial.load.model === 'open' ? [line('offered', 5, (interval) => interval.offered)] : [];
  const failed = intervals.reduce((sum, interval) => sum + interval.failed, 0);
  const failures = failed === 0 ? 'nothing failed' : `${failed} requests failed`;
  return {
    kind: 'chart',
    id: `${id}-rate`,
    title: `Requests each second of ${of.label}: ${failures}.`,
    description: `Rates over time of ${of.label}; ${failures}. The table has the figures.`,
    howToRead:
      'How to read: where answered falls below offered, the target fell behind, and where it ' +
      'rises above, it caught up. Failed counts what was due then and never got its right answer.',
    heightPx: 150,
    x: timeAxis(of.trial),
    y: { label: 'requests', scale: 'linear', unit: 'perSecond', min: 0 },
    lines: [
      ...offered,
      line('answered', 0, (interval) => interval.answered),
      line('failed', 1, (interval) => interval.failed),
    ],
    legend: [],
    data: dataOf(of, intervals, `${id}-data`),
  };
}

function latencyChart(of: TrialReading, intervals: readonly Interval[], id: string): ChartSpec {
  const line = (
    label: string,
    style: number,
    read: (response: Distribution) => number | string | null,
  ): Line => ({
    label,
    labelAt: 'end',
    style,
    dash: 'solid',
    draw: 'line',
    marker: intervals.length > MARKED_MAX ? 'none' : 'filled',
    points: intervals.map(({ atNs, lengthNs, response }) => {
      const y = read(response);
      return { x: atNs + lengthNs / 2, y: typeof y === 'number' ? y : null };
    }),
  });
  const lines = [
    line('max', 2, (response) => largestCell(response).value),
    line('p99', 1, (response) => percentileCell(response, 99).value),
    line('p50', 0, (response) => percentileCell(response, 50).value),
  ];
  return {
    kind: 'chart',
    id: `${id}-latency`,
    title: `Response time of ${of.label}: ${rangeText(intervals)}.`,
    description: `Response p50, p99 and maximum of each interval of ${of.label}.`,
    howToRead:
      'How to read: each point is of the requests that were due in its interval. A percentile is ' +
      'left out where an interval has too few samples for it. The axis upwards is logarithmic.',
    heightPx: 170,
    x: timeAxis(of.trial),
    y: { label: 'response time', scale: 'log', unit: 'ns' },
    lines,
    legend: [],
    data: 'beside',
  };
}

function rangeText(intervals: readonly Interval[]): string {
  const medians = intervals.flatMap(({ response }) => {
    const { value } = percentileCell(response, 50);
    return typeof value === 'number' ? [value] : [];
  });
  if (medians.length === 0) return 'too few samples for a median';
  const [low, high] = [formatNs(Math.min(...medians)), formatNs(Math.max(...medians))];
  return low === high ? `a steady p50 of ${low}` : `p50 between ${low} and ${high}`;
}

function dataOf(of: TrialReading, intervals: readonly Interval[], id: string): Table {
  const perSecond = (read: (interval: Interval) => number | null) => (interval: Interval) => {
    const count = read(interval);
    return count === null ? null : (count * NS_PER_S) / interval.lengthNs;
  };
  return tableOf<Interval>(
    { id, caption: `Intervals of ${of.label}` },
    [
      keyColumn({ id: 'from', title: 'From' }, ({ atNs }) => atNs, 'ns'),
      figureColumn(
        { id: 'offered', title: 'offered' },
        'perSecond',
        perSecond((i) => i.offered),
      ),
      figureColumn(
        { id: 'answered', title: 'answered' },
        'perSecond',
        perSecond((i) => i.answered),
      ),
      figureColumn(
        { id: 'failed', title: 'failed' },
        'perSecond',
        perSecond((i) => i.failed),
      ),
      figureColumn({ id: 'response-p50', title: 'p50', group: 'Response' }, 'ns', ({ response }) =>
        percentileCell(response, 50),
      ),
      figureColumn({ id: 'response-p99', title: 'p99', group: 'Response' }, 'ns', ({ response }) =>
        percentileCell(response, 99),
      ),
      figureColumn({ id: 'response-max', title: 'max', group: 'Response' }, 'ns', ({ response }) =>
        largestCell(response),
      ),
    ],
    intervals,
    () => ({ ...subjectOf(of.condition), trial: of.trial.id }),
  );
}

export const overTime = {
  name: 'over-time',
  about: 'rates and latency of each interval of the window',
  depth: 'detail',
  read,
} as const satisfies Section;
