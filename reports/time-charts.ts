/** What happened when, as charts that stand below each other and share their time axis. */
import { formatCount, formatNs, formatShare } from '../harness/model/units.ts';
import type { Distribution } from '../harness/stats/distribution.ts';
import type { ChartSpec, Line, Point } from './charts/chart-spec.ts';
import type { Table } from './document.ts';
import { heatTiles } from './heat-tiles.ts';
import {
  endNs,
  type Interval,
  middleNs,
  perSecond,
  processors,
  timeAxis,
  warmupSpans,
} from './interval.ts';
import type { TrialReading } from './reading.ts';
import { percentileCell } from './supported-percentile.ts';

/** Points of a line that get a marker: more would only hide it. */
const MARKED_MAX = 8;

/** A trial with its intervals; `id` is what its charts are named by. */
export interface Timed {
  readonly of: TrialReading;
  /** Of the warm-up: drawn, and in no finding. */
  readonly warmup: readonly Interval[];
  readonly intervals: readonly Interval[];
  readonly id: string;
}

function lineOf(
  { warmup, intervals }: Timed,
  words: Pick<Line, 'label' | 'style' | 'dash'>,
  read: (interval: Interval) => number | null,
  place: (interval: Interval) => number = middleNs,
): Line {
  // A line that says nothing of the window is none.
  const known = intervals.some((interval) => read(interval) !== null);
  const all = known ? [...warmup, ...intervals] : intervals;
  const each = Math.ceil(all.length / MARKED_MAX);
  const points = all.map(
    (interval, index): Point => ({
      ...{ x: place(interval), y: read(interval), marked: index % each === 0 },
    }),
  );
  return { ...words, labelAt: 'end', draw: 'line', marker: 'filled', points };
}

const percentileNs = (distribution: Distribution, percent: number): number | null => {
  const { value } = percentileCell(distribution, percent);
  return typeof value === 'number' ? value : null;
};

const largestNs = (distribution: Distribution): number | null =>
  distribution.count === 0 ? null : distribution.merged().maxNs;

/** Offered, answered and failed by the second; it brings the table of all charts below it. */
export function rateChart(timed: Timed, data: Table): ChartSpec {
  const { of, intervals, id } = timed;
  const { label, trial } = of;
  const failed = intervals.reduce((sum, interval) => sum + interval.failed, 0);
  const failures = failed === 0 ? 'nothing failed' : `${formatCount(failed)} requests failed`;
  const offered = lineOf(timed, { label: 'offered', style: 5, dash: 'dashed' }, (interval) =>
    perSecond(interval.offered, interval),
  );
  return {
    kind: 'chart',
    id: `${id}-rate`,
    title: `Requests each second of ${label}: ${failures}.`,
    description: `Rates over time of ${label}; ${failures}. The table has the figures.`,
    howToRead:
      'How to read: where answered falls below offered, the target fell behind, and where it ' +
      'rises above, it caught up. Failed counts what was due then and never got its right answer.',
    heightPx: 120,
    x: timeAxis(trial),
    y: { label: 'requests', scale: 'linear', unit: 'perSecond', min: 0 },
    spans: warmupSpans(trial),
    lines: [
      ...(trial.load.model === 'open' ? [offered] : []),
      lineOf(timed, { label: 'answered', style: 0, dash: 'solid' }, (interval) =>
        perSecond(interval.answered, interval),
      ),
      lineOf(timed, { label: 'failed', style: 1, dash: 'solid' }, (interval) =>
        perSecond(interval.failed, interval),
      ),
    ],
    legend: [],
    data,
  };
}

/** All response times as a heat map, with p50, p99 and the largest as lines. */
export function heatChart(timed: Timed): ChartSpec {
  const { of, warmup, intervals, id } = timed;
  const line = (label: string, style: number, read: (all: Distribution) => number | null) =>
    lineOf(timed, { label, style, dash: 'solid' }, ({ response }) => read(response));
  return {
    kind: 'chart',
    id: `${id}-latency`,
    title: `Response time of ${of.label}: ${rangeText(intervals)}.`,
    description:
      `Heat map of the response times of ${of.label}, with p50, p99 and the largest of each ` +
      `interval: ${rangeText(intervals)}, ${largestText(intervals)}.`,
    howToRead:
      'How to read: a tile is darker the more requests that were due then took about that long, ' +
      'each step two to five times as many; the palest are single requests. One level stripe ' +
      'is a steady target, two are two kinds of answers, a column that reaches up is a stall. A ' +
      'percentile is left out where an interval has too few requests for it. What is shaded is ' +
      'in no figure. The axis upwards is logarithmic.',
    heightPx: 210,
    x: timeAxis(of.trial),
    y: { label: 'response time', scale: 'log', unit: 'ns' },
    spans: warmupSpans(of.trial),
    tiles: heatTiles([...warmup, ...intervals]),
    lines: [
      line('max', 2, largestNs),
      line('p99', 1, (all) => percentileNs(all, 99)),
      line('p50', 5, (all) => percentileNs(all, 50)),
    ],
    legend: [{ text: 'many requests', style: 0, dash: 'none', marker: 'tile' }],
    data: 'beside',
  };
}

function rangeText(intervals: readonly Interval[]): string {
  const medians = intervals.flatMap(({ response }) => percentileNs(response, 50) ?? []);
  if (medians.length === 0) return 'too few samples for a median';
  const [low, high] = [formatNs(Math.min(...medians)), formatNs(Math.max(...medians))];
  return low === high ? `a steady p50 of ${low}` : `p50 between ${low} and ${high}`;
}

const largestText = (intervals: readonly Interval[]): string => {
  const all = intervals.flatMap(({ response }) => largestNs(response) ?? []);
  return all.length === 0 ? 'no answer' : `at most ${formatNs(Math.max(...all))}`;
};

/** Processors in use; undefined where the record does not know. */
export function cpuChart(timed: Timed): ChartSpec | undefined {
  const { of, intervals, id } = timed;
  const targetOf = (interval: Interval) => processors(interval.targetCpuNs, interval);
  const used = intervals.flatMap((interval) => targetOf(interval) ?? []);
  if (used.length < 2) return undefined;
  const { window, usage } = of.trial;
  const { cpuNs } = usage.generator;
  const own = cpuNs === null ? undefined : cpuNs / window.durationNs;
  const range = `${formatShare(Math.min(...used))} to ${formatShare(Math.max(...used))} of one`;
  return {
    kind: 'chart',
    id: `${id}-cpu`,
    title: `Processors in use by the target of ${of.label}: ${range}.`,
    description:
      `Processors that the target kept busy, over time: ${range}. ` +
      (own === undefined ? '' : `The generator used ${formatShare(own)} of one on average.`),
    howToRead:
      'How to read: 1 is one processor, busy all the time. A line that stays at the number of ' +
      'processors that the target may use is a target that can do no more. Dashed are the ' +
      'threads of the load generator, which poll between sends at rates that ask for it.',
    heightPx: 80,
    x: timeAxis(of.trial),
    y: { label: 'processors', scale: 'linear', unit: 'amount', min: 0 },
    spans: warmupSpans(of.trial),
    lines: [
      lineOf(timed, { label: 'target', style: 0, dash: 'solid' }, targetOf),
      ...generatorLines(timed, own),
    ],
    legend: [],
    data: 'beside',
  };
}

/** By interval; records that only know the mean have a level line. */
function generatorLines(timed: Timed, mean: number | undefined): Line[] {
  const { of, intervals } = timed;
  const words = { label: 'generator', style: 4, dash: 'dashed' } as const;
  if (intervals.every(({ generatorCpuNs }) => generatorCpuNs !== null)) {
    return [lineOf(timed, words, (interval) => processors(interval.generatorCpuNs, interval))];
  }
  if (mean === undefined) return [];
  const points = [0, of.trial.window.durationNs].map((x) => ({ x, y: mean }));
  return [{ ...words, labelAt: 'end', draw: 'line', marker: 'none', points }];
}

/**
 * What waited for its answer, or to be sent, at the end of each interval; undefined where the
 * record does not know, and for clients that do not think, who keep it level.
 */
export function inFlightChart(timed: Timed): ChartSpec | undefined {
  const { of, intervals, id } = timed;
  const { load } = of.trial;
  if (load.model === 'closed' && load.thinkNs === 0) return undefined;
  const counts = intervals.flatMap(({ inFlight }) => inFlight ?? []);
  if (counts.length < 2) return undefined;
  const waiting = Math.max(0, ...intervals.map((interval) => interval.waiting ?? 0));
  const line = (label: string, style: number, read: (interval: Interval) => number | null) =>
    lineOf(timed, { label, style, dash: 'solid' }, read, endNs);
  const text =
    `up to ${formatCount(Math.max(...counts))} at the end of an interval` +
    (waiting === 0 ? '' : `, and ${formatCount(waiting)} that waited to be sent`);
  return {
    kind: 'chart',
    id: `${id}-in-flight`,
    title: `Requests in flight of ${of.label}: ${text}.`,
    description: `Requests without an answer, over time: ${text}.`,
    howToRead:
      'How to read: in flight is sent and not answered; waiting is due, and not sent, mostly ' +
      'because all connections were taken. Level lines are a target that keeps up, rising ones ' +
      'are a queue that grows for as long as the load goes on.',
    heightPx: 80,
    x: timeAxis(of.trial),
    y: { label: 'requests', scale: 'linear', unit: 'amount', min: 0 },
    spans: warmupSpans(of.trial),
    lines: [
      line('in flight', 0, ({ inFlight }) => inFlight),
      ...(waiting === 0 ? [] : [line('waiting', 1, (interval) => interval.waiting)]),
    ],
    legend: [],
    data: 'beside',
  };
}

/** How late requests left; undefined where none did. */
export function lagChart(timed: Timed): ChartSpec | undefined {
  const { of, intervals, id } = timed;
  if (intervals.every(({ lag }) => lag.count === 0)) return undefined;
  const line = (label: string, style: number, read: (all: Distribution) => number | null) =>
    lineOf(timed, { label, style, dash: 'solid' }, ({ lag }) => read(lag));
  const largest = intervals.reduce((most, { lag }) => Math.max(most, largestNs(lag) ?? 0), 0);
  const text = `the latest left ${formatNs(largest)} after it was due`;
  return {
    kind: 'chart',
    id: `${id}-lag`,
    title: `How late requests of ${of.label} left: ${text}.`,
    description: `Lag, from when a request was due to when it was sent, over time: ${text}.`,
    howToRead:
      'How to read: this is the health of the load generator, and of its connections. Time here ' +
      'is in the response times and not in the service times: a request leaves late when no ' +
      'connection is free, or when the generator itself is.',
    heightPx: 90,
    x: timeAxis(of.trial),
    y: { label: 'lag', scale: 'log', unit: 'ns' },
    spans: warmupSpans(of.trial),
    lines: [
      line('max', 2, largestNs),
      line('p99', 1, (all) => percentileNs(all, 99)),
      line('p50', 5, (all) => percentileNs(all, 50)),
    ],
    legend: [],
    data: 'beside',
  };
}
