/** What targets are compared by: one figure of each trial. */
import type { TrialRecord } from '../model/record.ts';
import { formatBytes, formatNs, formatRate } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';
import { Distribution } from '../stats/distribution.ts';
import { fromLatencyRecord } from '../stats/latency-record.ts';
import {
  cpuNsPerAnswer,
  type Measured,
  type Percent,
  responsePercentile,
  throughput as throughputOf,
} from './measured.ts';

/** By what, in the words of the command line. */
export const metricNames = ['tail', 'median', 'throughput', 'cpu', 'memory'] as const;
/** Name of a metric; `tail` is the highest percentile that every trial has requests enough for. */
export type MetricName = (typeof metricNames)[number];

/** A figure of one trial. */
export interface MetricFigure {
  /** Above 0. */
  readonly value: number;
  /** The true value may be larger. */
  readonly atLeast: boolean;
}

export interface Metric {
  /** Stable, such as `response-p99`. */
  readonly id: string;
  /** As in "has the lowest response p99". */
  readonly title: string;
  readonly better: 'lower' | 'higher';
  readonly unit: 'ns' | 'perSecond' | 'bytes';
  /** Share of a figure within which figures are recorded as the same. */
  readonly grain: number;
  /** Undefined where the trial does not tell, or it is 0. */
  figure(trial: TrialRecord): MetricFigure | undefined;
  /** The same of all repetitions together; percentiles are of their merged histograms. */
  whole(measured: Measured): MetricFigure | undefined;
}

/** A bucket of the histograms is this share of its value at most. */
const BUCKET_SHARE = 2 ** -10;

const known = (value: number | null): MetricFigure | undefined =>
  value === null || !(value > 0) ? undefined : { value, atLeast: false };

const responseWords = (percent: number) =>
  ({
    id: `response-p${percent}`,
    title: `response p${percent}`,
    better: 'lower',
    unit: 'ns',
    grain: BUCKET_SHARE,
  }) as const;

const response = (percent: Percent): Metric => ({
  ...responseWords(percent),
  figure({ latency }) {
    const found = known(latency.response.percentilesNs[`p${percent}`]);
    return found && { ...found, atLeast: latency.response.atLeast.includes(`p${percent}`) };
  },
  whole: (measured) => responsePercentile(measured, percent),
});

const throughput: Metric = {
  id: 'throughput',
  title: 'throughput',
  better: 'higher',
  unit: 'perSecond',
  grain: 0,
  figure: ({ throughputPerSecond }) => known(throughputPerSecond),
  whole: throughputOf,
};

const cpuPerRequest: Metric = {
  id: 'cpu-per-request',
  title: 'CPU per request',
  better: 'lower',
  unit: 'ns',
  grain: 0,
  figure(trial) {
    const answered = trial.series.reduce((sum, point) => sum + point.answered, 0);
    const { cpuNs } = trial.usage.target;
    return cpuNs === null || answered === 0 ? undefined : known(cpuNs / answered);
  },
  whole: cpuNsPerAnswer,
};

const memory: Metric = {
  id: 'memory',
  title: 'peak memory',
  better: 'lower',
  unit: 'bytes',
  grain: 0,
  figure: ({ usage }) => known(usage.target.rssBytesMax),
  whole({ trials }) {
    const all = trials.flatMap(({ usage }) => usage.target.rssBytesMax ?? []);
    return all.length === 0 ? undefined : known(Math.max(...all));
  },
};

/** Any percentile, read off the trials' histograms: no record names it. */
export function percentileMetric(percent: number): Metric {
  const read = new Map<TrialRecord, MetricFigure | undefined>();
  const figureOf = (distribution: Distribution): MetricFigure | undefined => {
    const found = distribution.percentile(percent);
    return found === null ? undefined : { value: found.valueNs, atLeast: found.atLeast };
  };
  return {
    ...responseWords(percent),
    figure(trial) {
      if (!read.has(trial)) read.set(trial, figureOf(fromLatencyRecord(trial.latency.response)));
      return read.get(trial);
    },
    whole({ trials }) {
      const all = new Distribution();
      for (const trial of trials) all.add(fromLatencyRecord(trial.latency.response));
      return figureOf(all);
    },
  };
}

/** A metric by name; undefined for a percentile that there are too few requests for. */
export function metricNamed(name: MetricName, tail: Percent | undefined): Metric | undefined {
  switch (name) {
    case 'tail':
      return tail && response(tail);
    case 'median':
      return tail && response(50);
    case 'throughput':
      return throughput;
    case 'cpu':
      return cpuPerRequest;
    case 'memory':
      return memory;
    default:
      return unreachable(name);
  }
}

/** A figure in words. */
export function figureText({ unit }: Metric, { value, atLeast }: MetricFigure): string {
  const texts = { ns: formatNs, perSecond: formatRate, bytes: formatBytes } as const;
  return `${atLeast ? '≥ ' : ''}${texts[unit](Math.round(value * 1000) / 1000)}`;
}
