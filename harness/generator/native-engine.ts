/**
 * Our own engine on one thread: opens the connections, says it is ready, begins when every thread
 * is, plays the load and hands back what it recorded.
 */
import { pickOperation } from '../arrivals/operation-mix.ts';
import { planSchedule, stripe } from '../arrivals/schedule.ts';
import type { Clock } from '../model/clock.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Protocol } from '../model/protocol.ts';
import { pacingOf } from '../model/trial.ts';
import { ClosedLoop } from './closed-loop.ts';
import { collectNow } from './collector.ts';
import { Control, LiveCounters } from './control.ts';
import { Fleet } from './fleet.ts';
import { type LoadLoop, play } from './load-loop.ts';
import { OpenLoop } from './open-loop.ts';
import { Recorder } from './recorder.ts';
import { rehearse } from './rehearsal.ts';
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
  const recorder = new Recorder({
    operations: task.scenario.operations.length,
    windowStartNs,
    windowEndNs,
    intervalNs: task.seriesIntervalNs,
    live: new LiveCounters(task.memory, task.worker),
  });
  const fleet = new Fleet({
    protocol,
    endpoints: task.endpoints,
    connections: task.connections,
    requests: task.scenario.operations.map((operation) => operation.request),
    depth: settings.pipelining,
    timeoutNs: settings.timeoutNs,
    clock,
    recorder,
  });
  // Before the collection, which would throw away what V8 knows of an object that is not there: all
  // that the rehearsal had compiled for one like it.
  const loop = loopOf(task, fleet, recorder, clock, windowEndNs);
  try {
    await fleet.openAll();
    collectNow();
    control.reportReady();
    const zeroNs = await startTime(control, clock);
    const usage = new WindowUsage(fleet.traffic, clock);
    await play({
      loop,
      fleet,
      clock,
      zeroNs,
      windowStartNs,
      windowEndNs,
      drainNs: settings.drainNs,
      timeoutNs: settings.timeoutNs,
      stopped: () => control.stopped,
      atWindowStart: () => usage.begin(),
      atWindowEnd: () => usage.end(),
    });
    const { inFlightNs } = fleet;
    return { worker: task.worker, inFlightNs, ...recorder.toData(), ...usage.result() };
  } finally {
    fleet.end(0);
  }
}

function loopOf(
  task: GeneratorTask,
  fleet: Fleet,
  recorder: Recorder,
  clock: Clock,
  endNs: number,
): LoadLoop {
  const { load, seed, settings } = task.plan;
  const weights = task.scenario.operations.map((operation) => operation.weight ?? 1);
  const pick = pickOperation(weights, seed);
  if (load.model === 'closed') {
    const operationAt = (index: number): number => pick(index * task.workers + task.worker);
    return new ClosedLoop({ fleet, thinkNs: load.thinkNs, endNs, operationAt, recorder, clock });
  }
  const whole = planSchedule({ phases: load.phases, warmupNs: settings.warmupNs, seed });
  const schedule = stripe(whole, task.worker, task.workers);
  const pacing = pacingOf(settings);
  return new OpenLoop({ fleet, schedule, operationAt: pick, recorder, clock, pacing });
}
