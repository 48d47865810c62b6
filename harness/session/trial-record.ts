/** Puts together what the threads recorded and the processes used, as one trial record. */
import { warmupIntervalNs } from '../generator/series.ts';
import { type ServedData, ServedTally } from '../generator/served-tally.ts';
import type { SessionTallyData } from '../generator/session-tally.ts';
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
  ServedRecord,
  SessionsRecord,
  TrialRecord,
  WarmupPoint,
} from '../model/record.ts';
import { operationsOf as measuredIn, type Scenario } from '../model/scenario.ts';
import { checkModeOf, type TrialPlan } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';
import type { ServerUsage, Usage } from '../model/usage.ts';
import { type Finding, worstVerdict } from '../model/verdict.ts';
import { compileProgram } from '../scenario/program.ts';
import { Distribution, type DistributionData } from '../stats/distribution.ts';
import { Histogram, type HistogramData } from '../stats/histogram.ts';
import { toLatencyRecord } from '../stats/latency-record.ts';
import type { GeneratorInterval } from './generator-meter.ts';

export interface TrialOutcome {
  readonly id: string;
  readonly plan: TrialPlan;
  readonly scenario: Scenario;
  readonly results: readonly GeneratorResult[];
  readonly servers: readonly ServerUsage[];
  /** The processors the generator was kept on; absent where it was not. */
  readonly generatorCores?: readonly number[];
  /** Connections of each worker. */
  readonly connectionsByWorker: readonly number[];
  readonly seriesIntervalNs: number;
  /** Why the scenario's teardown failed; absent where it did not. */
  readonly leftBehind?: string;
  /** The target's processor time by interval of the series; not known when absent. */
  readonly targetCpuNs?: readonly (number | null)[];
  /** What is known of the generator by interval; nothing when absent. */
  readonly generator?: readonly GeneratorInterval[];
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
  const named = measuredIn(outcome.scenario).map((operation, index) => {
    const parts = outcome.results.flatMap((result) => result.operations[index] ?? []);
    const [example] = outcome.results.flatMap((result) => result.examples[index] ?? []);
    const tally = mergeTallies(parts);
    const served = servedIn(outcome.results.map((result) => result.served[index] ?? null));
    const measured = {
      ...{ counts: tally.counts(), latency: latenciesOf(tally) },
      ...(example === undefined ? {} : { example }),
      ...(served === undefined ? {} : { served }),
    };
    return [operation.name, measured] as const;
  });
  return Object.fromEntries(named);
}

/** What the servers said of their own time; undefined where they said nothing. */
function servedIn(parts: readonly (ServedData | null)[]): ServedRecord | undefined {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0) return undefined;
  const whole = new ServedTally();
  for (const part of known) whole.add(part);
  const { server, network, longer } = whole.toData();
  return { server: mergeHistograms([server]), network: mergeHistograms([network]), longer };
}

/** What became of the runs through the scenario's steps. */
function sessionsOf({ scenario, results }: TrialOutcome): SessionsRecord | undefined {
  if (scenario.steps === undefined) return undefined;
  const parts = results.map((result) => result.sessions);
  const sum = (read: (part: SessionTallyData) => number): number =>
    parts.reduce((total, part) => total + read(part), 0);
  const completed = sum((part) => part.completed);
  const failed = sum((part) => part.failed);
  const cut = sum((part) => part.cut);
  const [example] = parts.flatMap((part) => part.example ?? []);
  const groups = compileProgram(scenario.steps).groups.map((name, index) => [
    name,
    mergeDistributions(parts.flatMap((part) => part.groups[index] ?? [])),
  ]);
  return {
    ...{ begun: completed + failed + cut, completed, failed, cut },
    duration: mergeDistributions(parts.map((part) => part.duration)),
    groups: Object.fromEntries(groups),
    functionNs: sum((part) => part.functionNs),
    ...(example === undefined ? {} : { example }),
  };
}

const mergeDistributions = (parts: readonly DistributionData[]): LatencyRecord => {
  const whole = new Distribution();
  for (const part of parts) whole.add(Distribution.fromData(part));
  return toLatencyRecord(whole);
};

/** Of what was due by the end of an interval, what had not been sent by then. */
function generatorAt(at: GeneratorInterval | undefined, due: number) {
  if (at === undefined) return {};
  const { generatorCpuNs, inFlight, sent } = at;
  return { generatorCpuNs, inFlight, waiting: Math.max(0, due - sent) };
}

function seriesOf(outcome: TrialOutcome): SeriesPoint[] {
  let due = sumCounts(outcome.results.map((result) => result.warmup)).intended;
  const intervals = outcome.results[0]?.series.length ?? 0;
  return Array.from({ length: intervals }, (_, index) => {
    const tally = mergeTallies(outcome.results.flatMap((result) => result.series[index] ?? []));
    const counts = tally.counts();
    due += counts.intended;
    return {
      atNs: index * outcome.seriesIntervalNs,
      ...counts,
      answered: tally.answered,
      targetCpuNs: outcome.targetCpuNs?.[index] ?? null,
      ...generatorAt(outcome.generator?.[index], due),
      latency: latenciesOf(tally),
    };
  });
}

function warmupSeriesOf({ plan, results, seriesIntervalNs }: TrialOutcome): WarmupPoint[] {
  const { warmupNs } = plan.settings;
  const intervalNs = warmupIntervalNs(warmupNs, seriesIntervalNs);
  const intervals = results[0]?.warmupSeries.length ?? 0;
  return Array.from({ length: intervals }, (_, index) => {
    const tally = mergeTallies(results.flatMap((result) => result.warmupSeries[index] ?? []));
    return {
      atNs: index * intervalNs - warmupNs,
      ...tally.counts(),
      answered: tally.answered,
      response: toLatencyRecord(tally.response),
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
      ...(outcome.generatorCores === undefined ? {} : { cores: outcome.generatorCores }),
      cpuNs: sumOrNull(results.map((result) => result.cpuNs)),
      workers: results.map((result) => ({
        worker: result.worker,
        connections: outcome.connectionsByWorker[result.worker] ?? 0,
        sent: mergeTallies(result.operations).counts().sent,
        cpuNs: result.cpuNs,
        waitNs: result.waitNs,
        timeslices: result.timeslices,
        busyShare: result.busyShare,
        gcNs: result.gcNs,
        gcNsMax: result.gcNsMax,
      })),
    },
  };
}

/** What the scenario's teardown could not do does not change what was measured before it. */
const leftBehind = ({ leftBehind: reason }: TrialOutcome): Finding[] =>
  reason === undefined
    ? []
    : [
        {
          rule: 'teardown',
          verdict: 'pass',
          claim: `The scenario's teardown failed after the trial: ${reason}`,
          evidence: {},
          advice: 'Clean up by hand what it was to clean up, before anything else is measured.',
        },
      ];

/** The record of one trial, audited: every identity it must satisfy is checked here. */
export function toTrialRecord(outcome: TrialOutcome): TrialRecord {
  const { plan, results } = outcome;
  const durationNs = loadDurationNs(plan.load);
  const seconds = durationNs / NS_PER_S;
  const whole = mergeTallies(results.flatMap((result) => result.operations));
  const counts = whole.counts();
  const answered = results.flatMap((result) => result.series).reduce((n, at) => n + at.answered, 0);
  const sessions = sessionsOf(outcome);
  const served = servedIn(results.flatMap((result) => result.served));
  const followed = results.reduce((sum, result) => sum + result.followed, 0);
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
    ...(served === undefined ? {} : { served }),
    operations: operationsOf(outcome),
    ...(sessions === undefined ? {} : { sessions }),
    checks: {
      mode: checkModeOf(plan.settings),
      inspected: results.reduce((sum, result) => sum + result.inspected, 0),
      inspectNs: results.reduce((sum, result) => sum + result.inspectNs, 0),
    },
    ...(followed === 0 ? {} : { followed }),
    series: seriesOf(outcome),
    seriesIntervalNs: outcome.seriesIntervalNs,
    warmupSeries: warmupSeriesOf(outcome),
    usage: usageOf(outcome),
    findings: [],
    verdict: 'pass',
  };
  const findings = [...judgeTrial(record), ...leftBehind(outcome)];
  return { ...record, findings, verdict: worstVerdict(findings) };
}
