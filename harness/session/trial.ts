/** Measures one trial: servers up, threads ready, one start for all, and everything down again. */
import { epochNow, realClock, until } from '../generator/clock.ts';
import { collectNow } from '../generator/collector.ts';
import { shareMemory } from '../generator/control.ts';
import { GeneratorPool } from '../generator/pool.ts';
import type { GeneratorResult, GeneratorTask } from '../generator/task.ts';
import { type RunningTarget, startTarget } from '../host/running-target.ts';
import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Observer } from '../model/progress.ts';
import type { Endpoint, Protocol } from '../model/protocol.ts';
import type { TrialRecord } from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import type { PinPlan, TrialPlan } from '../model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import type { ServerUsage } from '../model/usage.ts';
import { endpointOf } from '../protocols/endpoint.ts';
import type { BoundScenario } from '../scenario/bound-scenario.ts';
import { bindScenario } from './bind-scenario.ts';
import { type GeneratorInterval, GeneratorMeter } from './generator-meter.ts';
import { LiveView } from './live-view.ts';
import { pinAll, startPinned, unpin } from './pinned-cores.ts';
import { type PreflightOptions, preflight, setUp, withTearDown } from './preflight.ts';
import type { TlsTrust } from './session.ts';
import { type Spread, spreadConnections } from './spread.ts';
import { TargetMeter } from './target-meter.ts';
import { toTrialRecord } from './trial-record.ts';

export interface TrialContext {
  readonly id: string;
  readonly plan: TrialPlan;
  readonly target: Target;
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly tls: TlsTrust;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

/** From "every thread is ready" to the common start: time to wake up, with room to spare. */
const HEAD_START_NS = 50 * NS_PER_MS;
const PROGRESS_NS = 200 * NS_PER_MS;
/** A trial's series has this many intervals at most; longer ones have longer intervals. */
const INTERVALS_MAX = 600;
/** And this many at least, to tell by how much they scatter and whether they are steady … */
const INTERVALS_USUAL = 40;
/** … unless they would be shorter than this. */
const INTERVAL_NS_MIN = 100 * NS_PER_MS;

/** The length of a series interval: a second, but shorter in short trials and longer in long. */
export function seriesIntervalNs(durationNs: number): number {
  const longestNs = durationNs / INTERVALS_USUAL;
  if (longestNs <= NS_PER_S) return Math.max(INTERVAL_NS_MIN, Math.ceil(longestNs));
  return NS_PER_S * Math.ceil(durationNs / NS_PER_S / INTERVALS_MAX);
}

/** Runs one trial. Throws a `HarnessError`; servers and threads are gone either way. */
export async function runTrial(context: TrialContext): Promise<TrialRecord> {
  const { plan, target, signal } = context;
  const asked = target.kind === 'url' ? undefined : target.cores;
  const pins = plan.settings.pin === true || asked !== undefined;
  if (!pins) await unpin();
  const running = await startTarget(target, plan.servers, { signal, seed: plan.seed });
  try {
    const pinned = pins ? await pinAll(plan, running, asked) : undefined;
    return await measureTrial(context, running, pinned);
  } finally {
    await running.stop();
  }
}

async function measureTrial(
  context: TrialContext,
  running: RunningTarget,
  pinned: PinPlan | undefined,
): Promise<TrialRecord> {
  const { plan, scenario, protocol } = context;
  const endpoints = running.urls.map((url) => endpointOf(url, context.tls, [protocol]).endpoint);
  const { connections, workers } = plan.settings;
  const spread = spreadConnections({ connections, servers: endpoints.length, workers });
  const epoch = epochNow();
  const clock = realClock(epoch);
  const before = { ...context, target: plan.target, endpoints, clock, seed: plan.seed };
  const solo: PreflightOptions = { ...before, timeoutNs: plan.settings.timeoutNs };
  const alive = <T>(work: Promise<T>): Promise<T> => whileAlive(context.signal, running, work);
  const bound = await alive(prepare(context, solo));
  const meter = new TargetMeter(running);
  const measured = async (): Promise<Played> => {
    if (plan.settings.preflight !== false) await alive(preflight(bound, solo));
    const pool = await startPinned(plan.settings.workers, pinned, () =>
      startPool(context, { endpoints, spread, epoch, clock, bound, pinned }),
    );
    return alive(play(context, pool, meter, clock)).finally(() => pool.close());
  };
  try {
    const { results: played, left } = await withTearDown(bound, solo, measured);
    return toTrialRecord({
      id: context.id,
      plan,
      scenario,
      ...played,
      ...(left === undefined ? {} : { leftBehind: left.message }),
      servers: await serverUsage(running, meter, spread, pinned),
      ...(pinned === undefined ? {} : { generatorCores: pinned.generator }),
      connectionsByWorker: spread.byWorker.map((own) => own.length),
      seriesIntervalNs: seriesIntervalNs(loadDurationNs(plan.load)),
      targetCpuNs: meter.cpuNsByInterval(),
    });
  } finally {
    meter.close();
  }
}

/** Reads all that the scenario names and runs its setup: no thread starts with a mistake in it. */
async function prepare(context: TrialContext, solo: PreflightOptions): Promise<BoundScenario> {
  const { scenario, protocol } = context;
  const bound = bindScenario(scenario, protocol, process.env);
  if (bound.isStatic) {
    for (const endpoint of solo.endpoints) {
      for (const { request } of bound.operations) protocol.prepare(request, endpoint);
    }
  }
  return setUp(bound, solo);
}

interface PoolSetup {
  readonly endpoints: readonly Endpoint[];
  readonly spread: Spread;
  readonly epoch: bigint;
  readonly clock: Clock;
  readonly bound: BoundScenario;
  readonly pinned: PinPlan | undefined;
}

function startPool(context: TrialContext, setup: PoolSetup): GeneratorPool {
  const { load, seed, settings } = context.plan;
  const memory = shareMemory(settings.workers);
  const { byWorker } = setup.spread;
  const tasks = byWorker.map(
    (connections, worker): GeneratorTask => ({
      worker,
      workers: settings.workers,
      plan: { load, seed, settings },
      scenario: setup.bound,
      endpoints: setup.endpoints,
      connections,
      firstClient: byWorker.slice(0, worker).reduce((sum, own) => sum + own.length, 0),
      seriesIntervalNs: seriesIntervalNs(loadDurationNs(load)),
      ownProcessor: (setup.pinned?.generator.length ?? 0) >= settings.workers,
      epoch: setup.epoch,
      memory,
    }),
  );
  return new GeneratorPool(tasks, memory, setup.clock);
}

interface Played {
  readonly results: readonly GeneratorResult[];
  readonly generator: readonly GeneratorInterval[];
}

/** Starts the load and watches it to its end. */
async function play(
  context: TrialContext,
  pool: GeneratorPool,
  meter: TargetMeter,
  clock: Clock,
): Promise<Played> {
  const { plan, observer } = context;
  const { settings } = plan;
  await pool.ready();
  collectNow();
  const zeroNs = clock.nowNs() + HEAD_START_NS;
  pool.go(zeroNs);
  const windowStartNs = zeroNs + settings.warmupNs;
  const windowEndNs = windowStartNs + loadDurationNs(plan.load);
  const over = new AbortController();
  const window = { startNs: windowStartNs, endNs: windowEndNs };
  const view = new LiveView(plan);
  const generator = new GeneratorMeter(pool.threads, () => pool.totals());
  const meters = [meter, generator];
  const metered = meterWindow(meters, window, clock, over.signal).catch(() => undefined);
  const show = async (): Promise<void> => {
    while (!over.signal.aborted) {
      observer.progress(view.look(clock.nowNs() - zeroNs, pool.totals()));
      await until(clock, clock.nowNs() + PROGRESS_NS, over.signal).catch(() => undefined);
    }
  };
  const shown = show();
  try {
    const results = await pool.results();
    // The window is over by then; its last interval may not have been read yet.
    await metered;
    return { results, generator: generator.intervals() };
  } finally {
    over.abort();
    generator.close();
    await Promise.all([metered, shown]);
  }
}

/** Reads the meters at the window's edges, and where its intervals meet. */
async function meterWindow(
  meters: readonly Pick<TargetMeter, 'begin' | 'lap' | 'end'>[],
  { startNs, endNs }: { readonly startNs: number; readonly endNs: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const intervalNs = seriesIntervalNs(endNs - startNs);
  await until(clock, startNs, signal);
  for (const meter of meters) meter.begin();
  for (let atNs = startNs + intervalNs; atNs < endNs; atNs += intervalNs) {
    await until(clock, atNs, signal);
    for (const meter of meters) meter.lap();
  }
  await until(clock, endNs, signal);
  for (const meter of meters) meter.end();
}

/** The work's result, or an error as soon as a server dies or the user interrupts. */
async function whileAlive<T>(
  signal: AbortSignal,
  running: RunningTarget,
  work: Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    const stop = (): void =>
      reject(
        new HarnessError('interrupted', 'The run was interrupted.', 'Finished trials are saved.'),
      );
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { signal: ended.signal });
  });
  const died = running.died.then((error) => {
    throw error;
  });
  for (const end of [interrupted, died, work]) end.catch(() => undefined);
  try {
    return await Promise.race([work, interrupted, died]);
  } finally {
    ended.abort();
  }
}

async function serverUsage(
  running: RunningTarget,
  meter: TargetMeter,
  spread: Spread,
  pinned: PinPlan | undefined,
): Promise<ServerUsage[]> {
  const requests = await running.requests();
  // A balancer comes last, and has all connections.
  const front = running.urls.length < running.servers.length ? running.servers.length - 1 : -1;
  const connectionsOf = (index: number): number =>
    front < 0 ? (spread.byServer[index] ?? 0) : index === front ? (spread.byServer[0] ?? 0) : 0;
  return running.servers.map((server, index) => ({
    server: index,
    pid: server.pid,
    ...(index === front ? { role: 'balancer' as const } : {}),
    ...(pinned === undefined ? {} : { cores: pinned.servers[index] ?? [] }),
    connections: connectionsOf(index),
    ...meter.usage(index),
    requests: requests[index] ?? null,
    ...meter.numbers(index),
  }));
}
