/**
 * One thing that was measured, once or several times: its repetitions taken together. Repetitions
 * are merged histogram by histogram, and a percentile is read off the merged one, never averaged.
 */
import type { TrialRecord } from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import { Distribution } from '../stats/distribution.ts';
import { fromLatencyRecord } from '../stats/latency-record.ts';
import { valuesNeeded } from '../stats/quantile-interval.ts';

export interface Measured {
  readonly name: string;
  /** The repetitions that are valid. */
  readonly trials: readonly TrialRecord[];
}

/** A figure of all repetitions together, and the same of each alone. */
export interface Figure {
  readonly value: number;
  /** The true value may be larger. */
  readonly atLeast: boolean;
  /** The figure of each repetition. */
  readonly each: readonly number[];
}

const percents = [99, 95, 90, 75, 50] as const;

/** A percentile that an answer quotes. */
export type Percent = (typeof percents)[number];

const requests = ({ trials }: Measured): number =>
  trials.reduce((sum, trial) => sum + trial.counts.intended, 0);

/** The highest percentile, p99 at most, that all of them have samples enough for. */
export function supportedPercent(all: readonly Measured[]): Percent | undefined {
  const fewest = Math.min(...all.map(requests));
  return percents.find((percent) => fewest >= valuesNeeded(percent));
}

/** A percentile of the response times; undefined when there are none. */
export function responsePercentile({ trials }: Measured, percent: Percent): Figure | undefined {
  const merged = new Distribution();
  for (const trial of trials) merged.add(fromLatencyRecord(trial.latency.response));
  const found = merged.percentile(percent);
  if (found === null) return undefined;
  const each = trials.flatMap((trial) => trial.latency.response.percentilesNs[`p${percent}`] ?? []);
  return { value: found.valueNs, atLeast: found.atLeast, each };
}

/** Right answers per second of the window, over all repetitions; undefined without any. */
export function throughput({ trials }: Measured): Figure | undefined {
  const seconds = trials.reduce((sum, { window }) => sum + window.durationNs / NS_PER_S, 0);
  if (seconds === 0) return undefined;
  const answered = trials.reduce((sum, trial) => sum + answeredOf(trial), 0);
  const each = trials.map((trial) => trial.throughputPerSecond);
  return { value: answered / seconds, atLeast: false, each };
}

/** Processor time of the target for each right answer; undefined where it is not known. */
export function cpuNsPerAnswer({ trials }: Measured): Figure | undefined {
  const answered = trials.reduce((sum, trial) => sum + answeredOf(trial), 0);
  const spent = trials.map((trial) => trial.usage.target.cpuNs);
  if (answered === 0 || spent.includes(null)) return undefined;
  const each = trials.flatMap((trial) => {
    const cpuNs = trial.usage.target.cpuNs;
    return cpuNs === null || answeredOf(trial) === 0 ? [] : [cpuNs / answeredOf(trial)];
  });
  const total = spent.reduce<number>((sum, cpuNs) => sum + (cpuNs ?? 0), 0);
  return { value: total / answered, atLeast: false, each };
}

/** The offered rate of an open load over all repetitions; undefined for a closed one. */
export function offeredPerSecond({ trials }: Measured): number | undefined {
  const rates = trials.flatMap((trial) => trial.offeredPerSecond ?? []);
  if (rates.length === 0) return undefined;
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/** Right answers within the window. */
const answeredOf = (trial: TrialRecord): number =>
  trial.series.reduce((sum, point) => sum + point.answered, 0);
