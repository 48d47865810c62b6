/** Puts together what the threads recorded and the processes used, as one trial record. */
import { Tally, type TallyData } from '../generator/tally.ts';
import type { GeneratorResult } from '../generator/task.ts';
import { judgeTrial } from '../judge/index.ts';
import { sumCounts } from '../model/counts.ts';
import { loadDurationNs } from '../model/load.ts';
import type {
  Latencies,
  LatencyRecord,
  OperationRecord,
  SeriesPoint,
  ServerUsage,
  TrialRecord,
  Usage,
} from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { TrialPlan } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';
import { worstVerdict } from '../model/verdict.ts';
import { Distribution } from '../stats/distribution.ts';
import { Histogram, type HistogramData } from '../stats/histogram.ts';
import { toLatencyRecord } from '../stats/latency-record.ts';

export interface TrialOutcome {
  readonly id: string;
  readonly plan: TrialPlan;
  readonly scenario: Scenario;
  readonly results: readonly GeneratorResult[];
  readonly servers: readonly ServerUsage[];
  /** Connections of each worker. */
  readonly connectionsByWorker: readonly number[];
  readonly seriesIntervalNs: number;
  /** The target's processor time by interval of the series; not known when absent. */
  readonly targetCpuNs?: readonly (number | null)[];
}

const mergeTallies = (parts: readonly TallyData[]): Tally => {
  const whole = new Tally();
  for (const part of parts) whole.add(part);
  return whole;
};

const mergeHistograms = (parts: readonly HistogramData[]): LatencyRecord => {
  const whole = new Distribution();
  for (const part of parts) whole.answered.add(Histogram.fromData(part));
  return toLatencyRecord(whole);
};

const latenciesOf = (tally: Tally): Latencies => ({
  response: toLatencyRecord(tally.response),
  service: toLatencyRecord(tally.service),
  lag: toLatencyRecord(tally.lag),
});

/** The sum, or null as soon as one part is unknown. */
const sumOrNull = (parts: readonly (number | null)[]): number | null =>
  parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);

function operationsOf(outcome: TrialOutcome): Record<string, OperationRecord> {
  const named = outcome.scenario.operations.map((operation, index) => {
    const parts = outcome.results.flatMap((result) => result.operations[index] ?? []);
    const tally = mergeTallies(parts);
    return [operation.name, { counts: tally.counts(), latency: latenciesOf(tally) }] as const;
  });
  return Object.fromEntries(named);
}

function seriesOf(outcome: TrialOutcome): SeriesPoint[] {
  const intervals = outcome.results[0]?.series.length ?? 0;
  return Array.from({ length: intervals }, (_, index) => {
    const tally = mergeTallies(outcome.results.flatMap((result) => result.series[index] ?? []));
    return {
      atNs: index * outcome.seriesIntervalNs,
      ...tally.counts(),
      answered: tally.answered,
      targetCpuNs: outcome.targetCpuNs?.[index] ?? null,
      latency: latenciesOf(tally),
    };
  });
}

function usageOf(outcome: TrialOutcome): Usage {
  const { results, servers } = outcome;
  return {
    target: {
      cpuNs: sumOrNull(servers.map((server) => server.cpuNs)),
      rssBytesMax: sumOrNull(servers.map((server) => server.rssBytesMax)),
      servers,
    },
    generator: {
      cpuNs: sumOrNull(results.map((result) => result.cpuNs)),
      workers: results.map((result) => ({
        worker: result.worker,
        connections: outcome.connectionsByWorker[result.worker] ?? 0,
        sent: mergeTallies(result.operations).counts().sent,
        cpuNs: result.cpuNs,
        waitNs: result.waitNs,
        busyShare: result.busyShare,
        gcNs: result.gcNs,
        gcNsMax: result.gcNsMax,
      })),
    },
  };
}

/** The record of one trial, audited: every identity it must satisfy is checked here. */
export function toTrialRecord(outcome: TrialOutcome): TrialRecord {
  const { plan, results } = outcome;
  const durationNs = loadDurationNs(plan.load);
  const seconds = durationNs / NS_PER_S;
  const whole = mergeTallies(results.flatMap((result) => result.operations));
  const counts = whole.counts();
  const answered = results.flatMap((result) => result.series).reduce((n, at) => n + at.answered, 0);
  const record: TrialRecord = {
    id: outcome.id,
    target: plan.target,
    servers: plan.servers,
    scenario: plan.scenario,
    repetition: plan.repetition,
    ...(plan.twin ? { twin: plan.twin } : {}),
    ...(plan.purpose ? { purpose: plan.purpose } : {}),
    seed: plan.seed,
    engine: plan.settings.engine,
    workers: plan.settings.workers,
    connections: plan.settings.connections,
    settings: plan.settings,
    load: plan.load,
    window: { startedAtNs: plan.settings.warmupNs, durationNs },
    counts,
    warmup: sumCounts(results.map((result) => result.warmup)),
    throughputPerSecond: answered / seconds,
    offeredPerSecond: plan.load.model === 'open' ? counts.intended / seconds : null,
    bytesIn: results.reduce((sum, result) => sum + result.bytesIn, 0),
    bytesOut: results.reduce((sum, result) => sum + result.bytesOut, 0),
    little: {
      inFlightNs: results.reduce((sum, result) => sum + result.inFlightNs, 0),
      serviceNs: results.reduce((sum, result) => sum + result.serviceNs, 0),
    },
    latency: {
      ...latenciesOf(whole),
      pacing: mergeHistograms(results.map((result) => result.pacing)),
      connect: mergeHistograms(results.map((result) => result.connect)),
      handshake: mergeHistograms(results.map((result) => result.handshake)),
    },
    operations: operationsOf(outcome),
    series: seriesOf(outcome),
    seriesIntervalNs: outcome.seriesIntervalNs,
    usage: usageOf(outcome),
    findings: [],
    verdict: 'pass',
  };
  const findings = judgeTrial(record);
  return { ...record, findings, verdict: worstVerdict(findings) };
}
