/** Numbers of servers beside each other: what each does at most, and what limits it. */
import type { TrialRecord } from '../model/record.ts';
import { contrast, type Subject } from './contrast.ts';
import { type FigureInterval, throughputInterval } from './figure-interval.ts';
import { metricNamed } from './metric.ts';
import { type GrowthLaw, growthLaw, type MeasuredPeak, type Span } from './scaling-law.ts';
import { type Limit, limitOf } from './scaling-limit.ts';

/** One number of servers under the load that finds the peak. */
export interface PeakStep {
  readonly servers: number;
  /** Valid; one or more. */
  readonly trials: readonly TrialRecord[];
  readonly throughput: FigureInterval;
  readonly perSecond: number;
  /** Throughput over what so many servers would do if each did what the fewest do; 1 is linear. */
  readonly efficiency: Span;
  /** What the servers beyond the step before add, as a share; null for the first step. */
  readonly gain: Span | null;
  readonly limit: Limit;
  /** Why, where it was not the servers. */
  readonly because: string;
}

export interface Growth {
  /** From the fewest servers to the most. */
  readonly steps: readonly PeakStep[];
  /** Of the steps that the servers limited; undefined where those are too few. */
  readonly law: GrowthLaw | undefined;
}

const ERROR = 0.05;

/** What one target's valid trials under a closed load show; `cores` of the machine, where known. */
export function growthOf(trials: readonly TrialRecord[], cores: number | undefined): Growth {
  const counts = [...new Set(trials.map(({ servers }) => servers))].sort((a, b) => a - b);
  const subjects = counts.map((servers) => ({
    ...{ servers, name: String(servers), run: '' },
    trials: trials.filter((trial) => trial.servers === servers),
  }));
  const steps = subjects.map((own, at): PeakStep => {
    const first = subjects[0] ?? own;
    const before = subjects[at - 1];
    const throughput = throughputInterval(own.trials);
    const limits = own.trials.map((trial) => limitOf(trial, cores));
    const limited = limits.find(({ limit }) => limit !== 'servers');
    return {
      servers: own.servers,
      trials: own.trials,
      throughput,
      perSecond: throughput.value ?? 0,
      efficiency: times(first, own, first.servers / own.servers),
      gain: before ? less(times(before, own, 1)) : null,
      limit: limited?.limit ?? 'servers',
      because: limited?.because ?? '',
    };
  });
  const peaks = steps
    .filter(({ limit }) => limit === 'servers')
    .flatMap((step) =>
      step.trials.map((trial): MeasuredPeak => {
        return { servers: step.servers, perSecond: trial.throughputPerSecond };
      }),
    );
  return { steps, law: growthLaw(peaks) };
}

/** How many times as much, times a factor; block by block, so that drift cancels. */
function times(reference: Subject, other: Subject, factor: number): Span {
  const metric = metricNamed('throughput', undefined);
  if (metric === undefined || reference === other) return { value: factor, low: null, high: null };
  const found = contrast({ metric, reference, other, margin: ERROR, error: ERROR });
  const by = (end: number | null): number | null => (end === null ? null : end * factor);
  return { value: (found.ratio ?? 0) * factor, low: by(found.low), high: by(found.high) };
}

const less = ({ value, low, high }: Span): Span => ({
  value: value - 1,
  low: low === null ? null : low - 1,
  high: high === null ? null : high - 1,
});
