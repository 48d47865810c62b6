/**
 * Our own engine on one thread: opens the connections, says it is ready, begins when every thread
 * is, plays the load and hands back what it recorded.
 */
import { pickOperation } from '../arrivals/operation-mix.ts';
import { planSchedule, stripe } from '../arrivals/schedule.ts';
import type { Clock } from '../model/clock.ts';
import type { HarnessError } from '../model/harness-error.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Protocol } from '../model/protocol.ts';
import { checkModeOf, pacingOf } from '../model/trial.ts';
import type { BoundScenario } from '../scenario/bound-scenario.ts';
import type { Program } from '../scenario/program.ts';
import type { Session } from '../scenario/session.ts';
import { timeLimitNs } from '../scenario/time-limit.ts';
import { AnswerChecks } from './answer-checks.ts';
import { ClosedLoop } from './closed-loop.ts';
import { collectNow } from './collector.ts';
import { Control, LiveCounters } from './control.ts';
import type { Outlet } from './driver.ts';
import { Fleet } from './fleet.ts';
import type { Lane } from './lane.ts';
import { type LoadLoop, play } from './load-loop.ts';
import { OpenLoop } from './open-loop.ts';
import { Recorder } from './recorder.ts';
import { rehearse } from './rehearsal.ts';
import { SessionPlayer } from './session-player.ts';
import { SessionSource } from './session-source.ts';
import { startTime } from './start-time.ts';
import type { GeneratorResult, GeneratorTask } from './task.ts';
import { WindowUsage } from './window-usage.ts';

/**
 * Runs one thread's share of a trial. Rejects with `target`, `scenario` or `interrupted` errors.
 */
export async function runNative(
  task: GeneratorTask,
  protocol: Protocol,
  clock: Clock,
): Promise<GeneratorResult> {
  const { load, settings } = task.plan;
  const windowStartNs = settings.warmupNs;
  const windowEndNs = windowStartNs + loadDurationNs(load);
  const control = new Control(task.memory);
  // A closed load rehearses by itself: its clients send as fast as they can from the start.
  const { rehearsal } = protocol;
  const pacing = pacingOf(settings);
  if (load.model === 'open' && rehearsal) {
    await rehearse({ protocol, rehearsal, clock, pacing, stopped: () => control.stopped });
  }
  const limitsNs = task.scenario.operations.map(timeLimitNs);
  const { fleet, recorder, source, player } = await crewOf(task, protocol, clock, limitsNs);
  // Before the collection, which would throw away what V8 knows of an object that is not there: all
  // that the rehearsal had compiled for one like it.
  const fault = (): HarnessError | undefined => player?.fault ?? source?.fault;
  const loop = loopOf(task, player ?? fleet, recorder, clock, windowEndNs);
  try {
    await fleet.openAll();
    collectNow();
    control.reportReady(task.worker);
    const zeroNs = await startTime(control, clock);
    const usage = new WindowUsage(fleet.traffic, clock);
    await play({
      loop: player ? withSessions(loop, player) : loop,
      fleet,
      clock,
      zeroNs,
      windowStartNs,
      windowEndNs,
      drainNs: settings.drainNs,
      timeoutNs: Math.min(...limitsNs.map((limitNs) => limitNs ?? settings.timeoutNs)),
      stopped: () => control.stopped || fault() !== undefined,
      atWindowStart: () => usage.begin(),
      atWindowEnd: () => usage.end(),
    }).catch((error: unknown) => {
      throw fault() ?? error;
    });
    recorder.sessions.functionNs = source?.functionNs ?? 0;
    const { inFlightNs } = fleet;
    const { inspected, inspectNs, followed } = fleet.traffic;
    const looked = { inFlightNs, inspected, inspectNs, followed };
    return { worker: task.worker, ...looked, ...recorder.toData(), ...usage.result() };
  } finally {
    fleet.end(0);
  }
}

/** The connections, who counts, and who plays the sessions where there are some. */
async function crewOf(
  task: GeneratorTask,
  protocol: Protocol,
  clock: Clock,
  limitsNs: readonly (number | undefined)[],
) {
  const { scenario } = task;
  const { load, settings } = task.plan;
  const windowStartNs = settings.warmupNs;
  const windowEndNs = windowStartNs + loadDurationNs(load);
  const source = scenario.isStatic
    ? undefined
    : await SessionSource.load(scenario, protocol, clock);
  const programs = source?.programs() ?? [];
  const recorder = new Recorder({
    operations: scenario.operations.length,
    groups: programs[0]?.groups.length ?? 0,
    windowStartNs,
    windowEndNs,
    intervalNs: task.seriesIntervalNs,
    live: new LiveCounters(task.memory, task.worker),
  });
  const checks = new AnswerChecks(checkModeOf(settings), scenario.operations.length);
  const fleet = new Fleet({
    protocol,
    endpoints: task.endpoints,
    connections: task.connections,
    requests: scenario.operations.map(({ request }) => (source ? undefined : request)),
    firstClient: task.firstClient,
    checks,
    depth: settings.pipelining,
    timeoutNs: settings.timeoutNs,
    limitsNs,
    clock,
    recorder,
  });
  const player =
    source &&
    new SessionPlayer({
      ...{ fleet, clock, recorder, checks, endNs: windowEndNs },
      requests: task.endpoints.map((endpoint) => source.requests(endpoint)),
      sessionFor: sessionsOf(task, source, programs),
      hide: (session, text) => source.hide(session, text),
    });
  return { fleet, recorder, source, player };
}

/** A loop whose end is also that of the sessions it has begun. */
const withSessions = (loop: LoadLoop, player: SessionPlayer): LoadLoop => ({
  begin: (zeroNs) => loop.begin(zeroNs),
  get exhausted() {
    return loop.exhausted;
  },
  abandon(endNs) {
    player.abandon(endNs);
    loop.abandon(endNs);
  },
});

/** Numbers sessions so that what they draw does not depend on which thread plays them. */
function sessionsOf(
  task: GeneratorTask,
  source: SessionSource,
  programs: readonly Program[],
): (lane: Lane) => Session {
  const { load, seed, settings } = task.plan;
  const isClosed = load.model === 'closed';
  // In an open load every arrival is a client of its own.
  const keepsJar = isClosed && task.scenario.scenario.cookies === 'client';
  const begun = new Map<Lane, number>();
  const last = new Map<Lane, Session>();
  return (lane) => {
    const turn = begun.get(lane) ?? 0;
    begun.set(lane, turn + 1);
    const number = isClosed ? turn * settings.connections + lane.number : lane.index;
    const client = isClosed ? lane.number : lane.index;
    const program = programs[programs.length > 1 ? lane.operation : 0];
    if (program === undefined) throw new TypeError(`no program for operation ${lane.operation}`);
    const session = source.begin(program, { seed, session: number, client });
    if (keepsJar) {
      session.jar = last.get(lane)?.jar;
      last.set(lane, session);
    }
    return session;
  };
}

function loopOf(
  task: GeneratorTask,
  fleet: Outlet,
  recorder: Recorder,
  clock: Clock,
  endNs: number,
): LoadLoop {
  const { load, seed, settings } = task.plan;
  const pick = operationPicker(task.scenario, seed);
  if (load.model === 'closed') {
    const operationAt = (index: number): number => pick(index * task.workers + task.worker);
    return new ClosedLoop({ fleet, thinkNs: load.thinkNs, endNs, operationAt, recorder, clock });
  }
  const whole = planSchedule({ phases: load.phases, warmupNs: settings.warmupNs, seed });
  const schedule = stripe(whole, task.worker, task.workers);
  const pacing = pacingOf(settings);
  return new OpenLoop({ fleet, schedule, operationAt: pick, recorder, clock, pacing });
}

/** What an arrival asks for; the first request of a session stands for what was never sent. */
function operationPicker({ scenario }: BoundScenario, seed: number): (index: number) => number {
  const { operations } = scenario;
  if (operations === undefined) return () => 0;
  const weights = operations.map((operation) => operation.weight ?? 1);
  return pickOperation(weights, seed);
}
