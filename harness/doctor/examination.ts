/** Everything the doctor looks at, one after the other, so that nothing disturbs the next. */
import { epochNow, realClock } from '../generator/clock.ts';
import { NS_PER_S } from '../model/units.ts';
import { watchClock } from './clock-watch.ts';
import type { CeilingFigures, Figures } from './figures.ts';
import { readCores, readLimits } from './system.ts';
import { watchTimers } from './timer-watch.ts';
import { type IdleServer, tryCeiling, tryFloor, tryPacing } from './trials.ts';

export interface ExaminationOptions {
  readonly server: IdleServer;
  /**
   * Length of each trial, of which the ceiling has two of half that length; the clock and the
   * timers are watched for a third of it or a second.
   */
  readonly durationNs: number;
  readonly signal: AbortSignal;
  /** Told what begins. */
  readonly beginning: (part: string) => void;
}

/** What else runs on a machine takes away from what can be done, and adds nothing. */
export const betterOf = (one: CeilingFigures, other: CeilingFigures): CeilingFigures =>
  one.perSecond > other.perSecond ? one : other;

/** Measures. Throws a `HarnessError` when the server cannot be started or the user interrupts. */
export async function examine(options: ExaminationOptions): Promise<Figures> {
  const { durationNs, beginning } = options;
  const watchNs = Math.min(NS_PER_S, Math.round(durationNs / 3));
  const clock = realClock(epochNow());
  beginning('the clock, and what else wants its core');
  const watched = watchClock(clock, watchNs);
  beginning('timers');
  const timers = await watchTimers(clock, watchNs);
  beginning('as much load as one thread can make');
  const early = await tryCeiling(options);
  beginning('an open load');
  const pacing = await tryPacing(options);
  beginning('a load so low that nothing waits');
  const floor = await tryFloor(options);
  beginning('as much load as one thread can make, once more');
  const late = await tryCeiling(options);
  const ceiling = betterOf(early, late);
  const system = { cores: readCores(), limits: readLimits() };
  return { ...watched, timers, pacing, floor, ceiling, ...system };
}
