import { Recorder } from '../../harness/generator/recorder.ts';
import { loadDurationNs } from '../../harness/model/load.ts';
import type { Outcome } from '../../harness/model/protocol.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import type { Verdict } from '../../harness/model/verdict.ts';
import type { GeneratorInterval } from '../../harness/session/generator-meter.ts';
import { toTrialRecord } from '../../harness/session/trial-record.ts';

/** What came of a trial that was never measured. */
export interface MadeTrial {
  /** Requests, evenly over the window unless `intendedNs` says when. */
  readonly requests: number;
  /** When a request is due, from the start of the window. */
  intendedNs?(index: number): number;
  /** Of the record's series; a second when absent. */
  readonly seriesIntervalNs?: number;
  /** How long the answer to a request takes. */
  responseNs(index: number): number;
  /** How a request ends; rightly when absent. */
  outcome?(index: number): Outcome;
  readonly cpuNs?: number | null;
  /** The same of a second of the window; not known when absent. */
  cpuNsBySecond?(second: number): number;
  /** What was read of the generator at the end of each interval; nothing when absent. */
  readonly generator?: readonly GeneratorInterval[];
  readonly verdict?: Verdict;
}

const ignore = (): void => undefined;

/** A record as the harness would write it, with results that a test has chosen. */
export function madeTrial(plan: TrialPlan, made: MadeTrial): TrialRecord {
  const durationNs = loadDurationNs(plan.load);
  const { seriesIntervalNs = NS_PER_S } = made;
  const recorder = new Recorder({
    operations: 1,
    windowStartNs: 0,
    windowEndNs: durationNs,
    intervalNs: seriesIntervalNs,
    live: { settled: ignore, sent: ignore, blocked: ignore, late: ignore },
  });
  for (let index = 0; index < made.requests; index++) {
    const atNs = made.intendedNs?.(index) ?? Math.floor((index * durationNs) / made.requests);
    const exchanged = { operation: 0, intendedNs: atNs, sentNs: atNs, freeNs: 0 };
    recorder.settled(exchanged, made.outcome?.(index) ?? 'ok', atNs + made.responseNs(index));
  }
  const { connections } = plan.settings;
  const servers = Array.from({ length: plan.servers }, (_, server) => ({
    server,
    pid: 1 + server,
    connections: server === 0 ? connections : 0,
    cpuNs: made.cpuNs === undefined ? NS_PER_S : made.cpuNs,
    rssBytesMax: 1e6,
    requests: made.requests,
  }));
  const used = { cpuNs: 0, waitNs: 0, timeslices: 0, busyShare: 0.2, gcNs: 0, gcNsMax: 0 };
  const recorded = recorder.toData();
  const looked = { inspected: 0, inspectNs: 0, followed: 0 };
  const usage = { ...looked, bytesIn: 0, bytesOut: 0, inFlightNs: recorded.serviceNs, ...used };
  const trial = toTrialRecord({
    id: `${plan.target}-${plan.servers}-${plan.load.model}-${plan.repetition}`,
    plan,
    scenario: { name: '', about: '', protocol: '', operations: [{ name: 'only', request: '' }] },
    results: [{ worker: 0, ...recorded, ...usage }],
    servers,
    connectionsByWorker: [connections],
    seriesIntervalNs,
    targetCpuNs: recorded.series.map((_, at) => made.cpuNsBySecond?.(at) ?? null),
    ...(made.generator === undefined ? {} : { generator: made.generator }),
  });
  return made.verdict === undefined ? trial : { ...trial, verdict: made.verdict };
}
