import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import { NS_PER_MS } from '../model/units.ts';
import type { Fleet } from './fleet.ts';

/** A way to decide what is sent when. */
export interface LoadLoop {
  /** Starts at `zeroNs` of the clock, which is now or just past. */
  begin(zeroNs: number): void;
  /** Nothing more will be sent. */
  readonly exhausted: boolean;
  /** Stops sending; what was due and not sent is recorded. */
  abandon(endNs: number): void;
}

export interface PlayOptions {
  readonly loop: LoadLoop;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly zeroNs: number;
  /** The window, from the start of the load. */
  readonly windowStartNs: number;
  readonly windowEndNs: number;
  readonly drainNs: number;
  readonly timeoutNs: number;
  readonly stopped: () => boolean;
  readonly atWindowStart: () => void;
  readonly atWindowEnd: () => void;
}

const TICK_MIN_NS = NS_PER_MS;
const TICK_MAX_NS = 50 * NS_PER_MS;

/**
 * Plays one load from its start until the last answer, or until the drain's deadline. Rejects with
 * an `interrupted` error when it is stopped before.
 */
export function play(options: PlayOptions): Promise<void> {
  const { loop, fleet, clock, zeroNs, windowEndNs, drainNs, timeoutNs } = options;
  const tickNs = Math.min(TICK_MAX_NS, Math.max(TICK_MIN_NS, Math.floor(timeoutNs / 20)));
  return new Promise((resolve, reject) => {
    const windowStart = clock.alarm('coarse', options.atWindowStart);
    const windowEnd = clock.alarm('coarse', options.atWindowEnd);
    const tick = clock.alarm('coarse', () => {
      const nowNs = fleet.nowNs();
      if (options.stopped()) return finish(nowNs, true);
      fleet.expire(nowNs);
      const answered = loop.exhausted && fleet.inFlight === 0;
      const over = nowNs > windowEndNs && (answered || nowNs >= windowEndNs + drainNs);
      if (over) return finish(nowNs, false);
      return tick.set(clock.nowNs() + tickNs);
    });
    const finish = (nowNs: number, interrupted: boolean): void => {
      windowStart.clear();
      windowEnd.clear();
      loop.abandon(nowNs);
      fleet.end(nowNs);
      if (interrupted) reject(new HarnessError('interrupted', 'The trial was stopped.', ''));
      else resolve();
    };
    windowStart.set(zeroNs + options.windowStartNs);
    windowEnd.set(zeroNs + windowEndNs);
    tick.set(zeroNs + tickNs);
    loop.begin(zeroNs);
  });
}
