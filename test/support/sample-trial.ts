/**
 * Trial records for tests of what reads them: a small queue simulation fills real histograms, so
 * that all figures of a record agree with each other. The same settings give the same record.
 */
import { Tally } from '../../harness/generator/tally.ts';
import { sumCounts } from '../../harness/model/counts.ts';
import { type Load, loadDurationNs } from '../../harness/model/load.ts';
import type { FailureKind } from '../../harness/model/protocol.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_S, NS_PER_US } from '../../harness/model/units.ts';
import type { Usage } from '../../harness/model/usage.ts';
import { type Finding, worstVerdict } from '../../harness/model/verdict.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import { toLatencyRecord } from '../../harness/stats/latency-record.ts';
import { DRAIN_NS, type Exchange, Simulation } from './sample-simulation.ts';

export interface SampleTrial {
  readonly id: string;
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  readonly operations: readonly string[];
  readonly load: Load;
  readonly repetition: number;
  readonly seed: number;
  readonly connections: number;
  /** Mean time a server works on one request. */
  readonly workNs: number;
  readonly warmupNs: number;
  readonly timeoutNs: number;
  /** Nothing is answered from here on for so long. */
  readonly stall?: { readonly atNs: number; readonly lengthNs: number };
  /** A share of the answers that are failures of a kind. */
  readonly failing?: { readonly kind: FailureKind; readonly share: number };
  readonly findings: readonly Finding[];
}

const INTERVAL_NS = NS_PER_S;
/** What a request costs the generator. */
const GENERATOR_NS = 9_000;

function record(tally: Tally, { intendedNs, sentNs, doneNs, outcome }: Exchange): void {
  const responseNs = doneNs - intendedNs;
  if (sentNs === null || outcome === 'unsent') tally.leftUnsent(responseNs);
  else if (outcome === 'unfinished') tally.leftUnfinished(responseNs, doneNs - sentNs);
  else tally.settled(outcome, responseNs, doneNs - sentNs);
}

const latencies = (tally: Tally) => ({
  response: toLatencyRecord(tally.response),
  service: toLatencyRecord(tally.service),
  lag: toLatencyRecord(tally.lag),
});

/** Everything that went into one trial, tallied as the record wants it. */
function tallied(trial: SampleTrial, exchanges: readonly Exchange[]) {
  const durationNs = loadDurationNs(trial.load);
  const [whole, pacing] = [new Tally(), new Distribution()];
  const series = Array.from({ length: Math.ceil(durationNs / INTERVAL_NS) }, () => new Tally());
  const operations = new Map(trial.operations.map((name) => [name, new Tally()]));
  const requests = new Array<number>(trial.servers).fill(0);
  let answered = 0;
  for (const exchange of exchanges) {
    const { intendedNs, sentNs, doneNs, outcome, operation, server } = exchange;
    if (sentNs !== null) requests[server] = (requests[server] ?? 0) + 1;
    const answeredIn = series[Math.floor(doneNs / INTERVAL_NS)];
    if (outcome === 'ok' && doneNs >= 0 && doneNs < durationNs && answeredIn) {
      answered++;
      answeredIn.answered++;
    }
    if (intendedNs < 0) continue;
    for (const tally of [whole, series[Math.floor(intendedNs / INTERVAL_NS)]]) {
      if (tally) record(tally, exchange);
    }
    const own = operations.get(operation);
    if (own) record(own, exchange);
    if (sentNs !== null) pacing.answered.record(Math.min(sentNs - intendedNs, 40 * NS_PER_US));
  }
  return { whole, pacing, series, operations, requests, answered };
}

/** The warm-up's intervals. */
function warmedUp({ warmupNs }: SampleTrial, exchanges: readonly Exchange[]): Tally[] {
  const intervals = Array.from({ length: Math.ceil(warmupNs / INTERVAL_NS) }, () => new Tally());
  const at = (ns: number): Tally | undefined =>
    intervals[Math.floor((ns + warmupNs) / INTERVAL_NS)];
  for (const exchange of exchanges) {
    const { intendedNs, doneNs, outcome } = exchange;
    const [own, answeredIn] = [at(intendedNs), at(doneNs)];
    if (own) record(own, exchange);
    if (outcome === 'ok' && answeredIn) answeredIn.answered++;
  }
  return intervals;
}

/** Simulates a trial and writes its record. */
export function sampleTrial(trial: SampleTrial): TrialRecord {
  const { load, connections, findings } = trial;
  const exchanges = new Simulation(trial).run();
  const tallies = tallied(trial, exchanges);
  const { whole, pacing, series, operations, requests, answered } = tallies;
  const warmup = warmedUp(trial, exchanges);
  const durationNs = loadDurationNs(load);
  const counts = whole.counts();
  const connect = new Distribution();
  for (let i = 0; i < connections; i++) connect.answered.record(180 * NS_PER_US + i * 1000);
  return {
    ...identity(trial),
    window: { startedAtNs: trial.warmupNs, durationNs },
    counts,
    warmup: sumCounts(warmup.map((tally) => tally.counts())),
    throughputPerSecond: (answered * NS_PER_S) / durationNs,
    offeredPerSecond: load.model === 'open' ? (counts.intended * NS_PER_S) / durationNs : null,
    bytesIn: counts.completed * 152,
    bytesOut: counts.sent * 61,
    little: {
      inFlightNs: whole.service.merged().sumNs,
      serviceNs: whole.service.merged().sumNs,
    },
    latency: {
      ...latencies(whole),
      pacing: toLatencyRecord(pacing),
      connect: toLatencyRecord(connect),
      handshake: toLatencyRecord(new Distribution()),
    },
    operations: Object.fromEntries(
      [...operations].map(([name, tally]) => [
        name,
        { counts: tally.counts(), latency: latencies(tally) },
      ]),
    ),
    series: series.map((tally, index) => ({
      ...tally.counts(),
      atNs: index * INTERVAL_NS,
      answered: tally.answered,
      generatorCpuNs: tally.counts().sent * GENERATOR_NS,
      ...outstanding(exchanges, (index + 1) * INTERVAL_NS),
      latency: latencies(tally),
    })),
    seriesIntervalNs: INTERVAL_NS,
    warmupSeries: warmup.map((tally, index) => ({
      ...tally.counts(),
      atNs: index * INTERVAL_NS - trial.warmupNs,
      answered: tally.answered,
      response: toLatencyRecord(tally.response),
    })),
    usage: usageOf(trial, counts.sent, requests),
    findings,
    verdict: worstVerdict(findings),
  };
}

/** What was sent and not answered at a time, and what was due and not sent. */
function outstanding(exchanges: readonly Exchange[], atNs: number) {
  const open = exchanges.filter(({ intendedNs, doneNs }) => intendedNs <= atNs && doneNs > atNs);
  const sent = open.filter(({ sentNs }) => sentNs !== null && sentNs <= atNs);
  return { inFlight: sent.length, waiting: open.length - sent.length };
}

/** Processor time follows from the work, spread over the servers as their requests are. */
function usageOf(trial: SampleTrial, sent: number, requests: readonly number[]): Usage {
  const { connections, servers, workNs } = trial;
  const all = requests.reduce((sum, count) => sum + count, 0);
  const used = requests.map((count, server) => ({
    server,
    pid: 4000 + server,
    connections: Math.ceil((connections - server) / servers),
    cpuNs: Math.round((count / Math.max(1, all)) * sent * workNs * 0.9),
    rssBytesMax: 61_000_000 + 1_500_000 * server,
    requests: count,
  }));
  const cpuNs = sent * GENERATOR_NS;
  return {
    target: {
      cpuNs: used.reduce((sum, server) => sum + server.cpuNs, 0),
      rssBytesMax: used.reduce((sum, server) => sum + server.rssBytesMax, 0),
      servers: used,
    },
    generator: {
      cpuNs,
      workers: [
        {
          ...{ worker: 0, connections, sent, cpuNs, waitNs: 31_000 },
          ...{ busyShare: 0.21, gcNs: 4_200_000, gcNsMax: 900_000 },
        },
      ],
    },
  };
}

function identity(trial: SampleTrial) {
  const { id, target, servers, scenario, repetition, seed, connections, load } = trial;
  return {
    ...{ id, target, servers, scenario, repetition, seed, connections, load },
    engine: 'native',
    workers: 1,
    settings: {
      engine: 'native',
      workers: 1,
      connections,
      pipelining: 1,
      warmupNs: trial.warmupNs,
      timeoutNs: trial.timeoutNs,
      drainNs: DRAIN_NS,
    },
  } as const;
}
