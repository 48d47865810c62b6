/**
 * Trial records for tests of what reads them: a small queue simulation fills real histograms, so
 * that all figures of a record agree with each other. The same settings give the same record.
 */
import { Tally } from '../../harness/generator/tally.ts';
import { type Load, loadDurationNs } from '../../harness/model/load.ts';
import type { FailureKind, Outcome } from '../../harness/model/protocol.ts';
import type { TrialRecord, Usage } from '../../harness/model/record.ts';
import type { Rng } from '../../harness/model/rng.ts';
import { NS_PER_S, NS_PER_US } from '../../harness/model/units.ts';
import { type Finding, worstVerdict } from '../../harness/model/verdict.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import { toLatencyRecord } from '../../harness/stats/latency-record.ts';
import { seededRng } from '../../harness/stats/rng.ts';

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

const DRAIN_NS = 2 * NS_PER_S;
const INTERVAL_NS = NS_PER_S;

/** One request as it went. Times are from the start of the window. */
interface Exchange {
  readonly operation: string;
  readonly server: number;
  readonly intendedNs: number;
  /** Null when no connection became free before the end. */
  readonly sentNs: number | null;
  readonly doneNs: number;
  readonly outcome: Outcome | 'unfinished' | 'unsent';
}

/** The queues of a trial: connections that take requests, and servers that work one at a time. */
class Simulation {
  readonly #trial: SampleTrial;
  readonly #rng: Rng;
  readonly #connectionFreeNs: number[];
  readonly #serverFreeNs: number[];
  readonly #endNs: number;

  constructor(trial: SampleTrial) {
    this.#trial = trial;
    this.#rng = seededRng(trial.seed);
    this.#connectionFreeNs = new Array<number>(trial.connections).fill(-trial.warmupNs);
    this.#serverFreeNs = new Array<number>(trial.servers).fill(-trial.warmupNs);
    this.#endNs = loadDurationNs(trial.load) + DRAIN_NS;
  }

  run(): Exchange[] {
    const { load } = this.#trial;
    return load.model === 'open' ? this.#runOpen() : this.#runClosed(load.thinkNs);
  }

  #exponentialNs(meanNs: number): number {
    return Math.max(1, Math.round(-Math.log(this.#rng()) * meanNs));
  }

  #runOpen(): Exchange[] {
    const exchanges: Exchange[] = [];
    const { load, warmupNs } = this.#trial;
    const durationNs = loadDurationNs(load);
    const rate = ratePerSecond(load);
    let atNs = -warmupNs + this.#exponentialNs(NS_PER_S / rate);
    while (atNs < durationNs) {
      exchanges.push(this.#exchange(atNs));
      atNs += this.#exponentialNs(NS_PER_S / rate);
    }
    return exchanges;
  }

  #runClosed(thinkNs: number): Exchange[] {
    const exchanges: Exchange[] = [];
    const durationNs = loadDurationNs(this.#trial.load);
    for (;;) {
      const freeNs = Math.min(...this.#connectionFreeNs);
      if (freeNs >= durationNs) return exchanges;
      exchanges.push(this.#exchange(freeNs + thinkNs));
    }
  }

  #exchange(intendedNs: number): Exchange {
    const { stall, workNs, timeoutNs, failing, operations } = this.#trial;
    const connection = this.#connectionFreeNs.indexOf(Math.min(...this.#connectionFreeNs));
    const server = connection % this.#serverFreeNs.length;
    const which = Math.floor(this.#rng() ** 2 * operations.length);
    const operation = operations[which] ?? 'only';
    const freeNs = this.#connectionFreeNs[connection] ?? 0;
    const sentNs = Math.max(intendedNs, freeNs) + this.#exponentialNs(2 * NS_PER_US);
    if (sentNs >= this.#endNs - DRAIN_NS) {
      return {
        operation,
        server,
        intendedNs,
        sentNs: null,
        doneNs: this.#endNs,
        outcome: 'unsent',
      };
    }
    const arrivedNs = sentNs + this.#exponentialNs(12 * NS_PER_US);
    let startNs = Math.max(arrivedNs, this.#serverFreeNs[server] ?? 0);
    if (stall && startNs >= stall.atNs && startNs < stall.atNs + stall.lengthNs) {
      startNs = stall.atNs + stall.lengthNs;
    }
    // The second operation, where there is one, is three times the work of the first.
    const finishedNs = startNs + this.#exponentialNs(which > 0 ? 3 * workNs : workNs);
    this.#serverFreeNs[server] = finishedNs;
    const dueNs = sentNs + timeoutNs;
    const doneNs = Math.min(finishedNs + this.#exponentialNs(10 * NS_PER_US), dueNs);
    this.#connectionFreeNs[connection] = doneNs;
    const shared = { operation, server, intendedNs, sentNs };
    if (doneNs > this.#endNs) return { ...shared, doneNs: this.#endNs, outcome: 'unfinished' };
    if (doneNs === dueNs) return { ...shared, doneNs, outcome: 'timeout' };
    const fails = failing !== undefined && this.#rng() < failing.share;
    return { ...shared, doneNs, outcome: fails ? failing.kind : 'ok' };
  }
}

function ratePerSecond(load: Load): number {
  const phase = load.model === 'open' ? load.phases[0] : undefined;
  if (phase && 'ratePerSecond' in phase) return Number(phase.ratePerSecond);
  throw new TypeError('a sample has one phase with a rate');
}

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
function tallied(trial: SampleTrial) {
  const exchanges = new Simulation(trial).run();
  const durationNs = loadDurationNs(trial.load);
  const [whole, warmup, pacing] = [new Tally(), new Tally(), new Distribution()];
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
    if (intendedNs < 0) {
      record(warmup, exchange);
      continue;
    }
    for (const tally of [whole, series[Math.floor(intendedNs / INTERVAL_NS)]]) {
      if (tally) record(tally, exchange);
    }
    const own = operations.get(operation);
    if (own) record(own, exchange);
    if (sentNs !== null) pacing.answered.record(Math.min(sentNs - intendedNs, 40 * NS_PER_US));
  }
  return { whole, warmup, pacing, series, operations, requests, answered };
}

/** Simulates a trial and writes its record. */
export function sampleTrial(trial: SampleTrial): TrialRecord {
  const { load, connections, findings } = trial;
  const { whole, warmup, pacing, series, operations, requests, answered } = tallied(trial);
  const durationNs = loadDurationNs(load);
  const counts = whole.counts();
  const connect = new Distribution();
  for (let i = 0; i < connections; i++) connect.answered.record(180 * NS_PER_US + i * 1000);
  return {
    ...identity(trial),
    window: { startedAtNs: trial.warmupNs, durationNs },
    counts,
    warmup: warmup.counts(),
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
      latency: latencies(tally),
    })),
    seriesIntervalNs: INTERVAL_NS,
    usage: usageOf(trial, counts.sent, requests),
    findings,
    verdict: worstVerdict(findings),
  };
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
  const cpuNs = sent * 9_000;
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
