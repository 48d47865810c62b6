/** What the history keeps of a run: one figure per condition and metric. */
import { createHash } from 'node:crypto';
import {
  cpuNsPerAnswer,
  type Measured,
  responsePercentile,
  supportedPercent,
  throughput,
} from '../experiments/measured.ts';
import { metricNamed } from '../experiments/metric.ts';
import { validTrials } from '../experiments/trust.ts';
import type { Environment, RunRecord, TrialRecord } from '../model/record.ts';
import type { Verdict } from '../model/verdict.ts';

/** Metrics that a history has, and the unit of their figures. */
export const historyMetrics = {
  p50: 'ns',
  p90: 'ns',
  p95: 'ns',
  p99: 'ns',
  throughput: 'perSecond',
  cpu: 'ns',
  memory: 'bytes',
} as const;
/** Percentiles are of the response times; `cpu` is processor time for each answer. */
export type HistoryMetric = keyof typeof historyMetrics;

/** Percentiles by name. */
const percentiles = { p50: 50, p90: 90, p95: 95, p99: 99 } as const;

/** A figure of one condition. */
export interface StoredFigure {
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  /** As JSON: loads are the same if their texts are. */
  readonly load: string;
  readonly metric: HistoryMetric;
  readonly value: number;
}

/** A run and where its code was. */
export interface StoredRun {
  /** The same for the same record. */
  readonly id: string;
  readonly at: string;
  /** Null where nobody knows it. */
  readonly commit: string | null;
  /** The working directory was not just that commit. */
  readonly changed: boolean;
  readonly command: string;
  readonly verdict: Verdict;
  /** What must be the same for figures to be comparable. */
  readonly machine: string;
  readonly figures: readonly StoredFigure[];
}

/** Where the code that was measured stood. */
export interface Source {
  readonly commit: string | null;
  readonly changed: boolean;
}

const machineOf = ({ os, cpuModel, cores, memoryBytes }: Environment): string =>
  `${os}, ${cores} × ${cpuModel}, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB`;

/** Figures of valid trials only; mere lower bounds are left out. */
export function storedRun(record: RunRecord, source: Source): StoredRun {
  const { startedAt, environment, trials, command, verdict } = record;
  const identity = JSON.stringify([
    startedAt,
    environment,
    trials.map(({ id, seed }) => [id, seed]),
  ]);
  return {
    id: createHash('sha256').update(identity).digest('hex').slice(0, 32),
    at: startedAt,
    ...source,
    command,
    verdict,
    machine: machineOf(environment),
    figures: conditionsOf(validTrials(trials)).flatMap(figuresOf),
  };
}

function conditionsOf(trials: readonly TrialRecord[]): readonly (readonly TrialRecord[])[] {
  const found = new Map<string, TrialRecord[]>();
  for (const trial of trials) {
    if (trial.twin === true || trial.purpose !== undefined) continue;
    const { target, servers, scenario, load } = trial;
    const key = JSON.stringify([target, servers, scenario, load]);
    found.set(key, [...(found.get(key) ?? []), trial]);
  }
  return [...found.values()];
}

function figuresOf(trials: readonly TrialRecord[]): readonly StoredFigure[] {
  const [first] = trials;
  if (first === undefined) return [];
  const { target, servers, scenario, load } = first;
  const measured: Measured = { name: target, trials };
  const found = Object.entries(valuesOf(measured)).flatMap(([metric, value]) =>
    value === undefined ? [] : [{ metric: metric as HistoryMetric, value }],
  );
  return found.map((figure) => ({
    target,
    servers,
    scenario,
    load: JSON.stringify(load),
    ...figure,
  }));
}

function valuesOf(measured: Measured): Partial<Record<HistoryMetric, number | undefined>> {
  const highest = supportedPercent([measured]) ?? 0;
  const known = (figure: { value: number; atLeast: boolean } | undefined): number | undefined =>
    figure === undefined || figure.atLeast ? undefined : figure.value;
  const latencies = Object.entries(percentiles).map(([name, percent]) => [
    name,
    percent > highest ? undefined : known(responsePercentile(measured, percent)),
  ]);
  return {
    ...Object.fromEntries(latencies),
    throughput: known(throughput(measured)),
    cpu: known(cpuNsPerAnswer(measured)),
    memory: known(metricNamed('memory', undefined)?.whole(measured)),
  };
}
