import type { Load } from '../model/load.ts';
import type { Protocol } from '../model/protocol.ts';
import type { LatencyRecord, TrialRecord } from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import type { TrialSettings } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';
import { runTrial } from '../session/trial.ts';
import type { CeilingFigures, TrialFigures } from './figures.ts';

/** A server that does next to nothing, so that what is measured is everything else. */
export interface IdleServer {
  readonly target: Target;
  readonly scenario: Scenario;
  readonly protocol: Protocol;
}

export interface TrialOptions {
  readonly server: IdleServer;
  /** Of the measured part; a quarter as much comes before, as warm-up. */
  readonly durationNs: number;
  readonly signal: AbortSignal;
}

/** Such as people begin with. */
const PACED_PER_SECOND = 1000;
/** So low that a request has the machine to itself. */
const QUIET_PER_SECOND = 200;
/** Enough to keep a thread busy. */
const CEILING_CONNECTIONS = 64;

function trialOf(options: TrialOptions, load: Load, connections: number): Promise<TrialRecord> {
  const { server, durationNs, signal } = options;
  const { target, scenario, protocol } = server;
  const settings: TrialSettings = {
    engine: 'native',
    workers: 1,
    connections,
    pipelining: 1,
    warmupNs: Math.round(durationNs / 4),
    timeoutNs: 5 * NS_PER_S,
    drainNs: 5 * NS_PER_S,
  };
  const asked = { target: target.name, servers: 1, scenario: scenario.name };
  return runTrial({
    ...{ id: 'doctor', target, scenario, protocol, signal },
    plan: { ...asked, load, repetition: 1, seed: 1, settings },
    tls: { insecure: false },
    observer: {
      trialStarted: () => undefined,
      progress: () => undefined,
      trialFinished: () => undefined,
    },
  });
}

function openTrial(options: TrialOptions, ratePerSecond: number): Promise<TrialRecord> {
  const phases = [{ kind: 'poisson', ratePerSecond, durationNs: options.durationNs }];
  return trialOf(options, { model: 'open', phases }, 16);
}

/** Values beyond a percentile that it takes to say what it is. */
const BEYOND_MIN = 5;

function figuresOf(ratePerSecond: number, latency: LatencyRecord): TrialFigures {
  const { count, percentilesNs } = latency;
  const supported = (percent: 50 | 99): number | null =>
    count * (1 - percent / 100) < BEYOND_MIN ? null : percentilesNs[`p${percent}`];
  return { ratePerSecond, p50Ns: supported(50), p99Ns: supported(99) };
}

/** How late an open load is sent here. */
export async function tryPacing(options: TrialOptions): Promise<TrialFigures> {
  const { latency } = await openTrial(options, PACED_PER_SECOND);
  return figuresOf(PACED_PER_SECOND, latency.pacing);
}

/** The service time that is none of a server's work. */
export async function tryFloor(options: TrialOptions): Promise<TrialFigures> {
  const { latency } = await openTrial(options, QUIET_PER_SECOND);
  return figuresOf(QUIET_PER_SECOND, latency.service);
}

/** As much as one thread and the server can do together, in half the time. */
export async function tryCeiling(options: TrialOptions): Promise<CeilingFigures> {
  const connections = CEILING_CONNECTIONS;
  const durationNs = Math.round(options.durationNs / 2);
  const load: Load = { model: 'closed', clients: connections, thinkNs: 0, durationNs };
  const { throughputPerSecond, usage } = await trialOf(
    { ...options, durationNs },
    load,
    connections,
  );
  const busyShare = usage.generator.workers[0]?.busyShare ?? 0;
  return { perSecond: throughputPerSecond, connections, busyShare };
}
