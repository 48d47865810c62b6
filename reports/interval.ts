/** A trial's window and warm-up, cut into intervals that are each long enough to say something. */
import type { SeriesPoint, TrialRecord, WarmupPoint } from '../harness/model/record.ts';
import { NS_PER_S } from '../harness/model/units.ts';
import { Distribution } from '../harness/stats/distribution.ts';
import type { Axis } from './charts/chart-spec.ts';
import { errorCount, merged } from './condition.ts';

/** Intervals in one chart; neighbours are merged until there are no more … */
const INTERVALS_MAX = 60;
/** … and until each has so many requests, as long as so many intervals are left. */
const REQUESTS_MIN = 100;
const INTERVALS_MIN = 12;

/** One or several neighbouring points of a trial's series. */
export interface Interval {
  readonly atNs: number;
  readonly lengthNs: number;
  readonly points: readonly (SeriesPoint | WarmupPoint)[];
  /** Null for a closed load, which has no plan. */
  readonly offered: number | null;
  readonly answered: number;
  readonly failed: number;
  /** Processor time of the servers; null where it is not known. */
  readonly targetCpuNs: number | null;
  /** The same of the generator's threads. */
  readonly generatorCpuNs: number | null;
  /** At its end; null where it is not known. */
  readonly inFlight: number | null;
  readonly waiting: number | null;
  readonly response: Distribution;
  readonly lag: Distribution;
}

/** The intervals of a trial, in order. */
export function intervalsOf(trial: TrialRecord): Interval[] {
  const { series } = trial;
  const each = trial.counts.intended / Math.max(1, series.length);
  const forRequests = Math.ceil(REQUESTS_MIN / Math.max(1, each));
  const forShape = Math.max(1, Math.floor(series.length / INTERVALS_MIN));
  const size = Math.max(Math.ceil(series.length / INTERVALS_MAX), Math.min(forRequests, forShape));
  const count = Math.ceil(series.length / size);
  return Array.from({ length: count }, (_, i) => series.slice(i * size, (i + 1) * size))
    .map((points) => intervalOf(points, trial))
    .filter((interval) => interval.lengthNs > 0);
}

function intervalOf(points: readonly SeriesPoint[], trial: TrialRecord): Interval {
  const atNs = points[0]?.atNs ?? 0;
  const lastNs = (points.at(-1)?.atNs ?? 0) + trial.seriesIntervalNs;
  const sum = (read: (point: SeriesPoint) => number) =>
    points.reduce((total, point) => total + read(point), 0);
  const cpu = (of: 'targetCpuNs' | 'generatorCpuNs'): number | null =>
    points.every((point) => typeof point[of] === 'number') ? sum((point) => point[of] ?? 0) : null;
  const last = points.at(-1);
  return {
    atNs,
    points,
    // The window need not be a whole number of intervals; the last one is shorter then.
    lengthNs: Math.min(lastNs, trial.window.durationNs) - atNs,
    offered: trial.load.model === 'open' ? sum((point) => point.intended) : null,
    answered: sum((point) => point.answered),
    failed: sum(errorCount),
    targetCpuNs: cpu('targetCpuNs'),
    generatorCpuNs: cpu('generatorCpuNs'),
    inFlight: last?.inFlight ?? null,
    waiting: trial.load.model === 'open' ? (last?.waiting ?? null) : null,
    response: merged(points.map((point) => point.latency.response)),
    lag: merged(points.map((point) => point.latency.lag)),
  };
}

/** Those of its warm-up, which end where the window begins; none in older records. */
export function warmupOf({ warmupSeries = [], load }: TrialRecord): Interval[] {
  return warmupSeries.map((point, index) => ({
    atNs: point.atNs,
    lengthNs: (warmupSeries[index + 1]?.atNs ?? 0) - point.atNs,
    points: [point],
    offered: load.model === 'open' ? point.intended : null,
    answered: point.answered,
    failed: errorCount(point),
    ...{ targetCpuNs: null, generatorCpuNs: null, inFlight: null, waiting: null },
    response: merged([point.response]),
    lag: new Distribution(),
  }));
}

/** What happened in an interval, by the second of it. */
export const perSecond = (count: number | null, { lengthNs }: Interval): number | null =>
  count === null ? null : (count * NS_PER_S) / lengthNs;

/** Of processor time: how many processors that kept busy. */
export const processors = (cpuNs: number | null, { lengthNs }: Interval): number | null =>
  cpuNs === null ? null : cpuNs / lengthNs;

/** Where an interval's figures are drawn: in its middle. */
export const middleNs = ({ atNs, lengthNs }: Interval): number => atNs + lengthNs / 2;

/** Where what is known of its end is drawn. */
export const endNs = ({ atNs, lengthNs }: Interval): number => atNs + lengthNs;

/** The axis that all charts of a trial share, from the start of its warm-up on. */
export const timeAxis = ({ settings, window }: TrialRecord): Axis => ({
  label: 'time since the window opened',
  scale: 'linear',
  unit: 'ns',
  min: -settings.warmupNs,
  max: window.durationNs,
});

/** The warm-up as a shaded stretch; nothing where there was none. */
export const warmupSpans = ({ settings }: TrialRecord) =>
  settings.warmupNs > 0 ? [{ from: -settings.warmupNs, to: 0, label: 'warm-up' }] : [];
