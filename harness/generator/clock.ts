/** Real time, on one line for all threads. Here, and in the alarms, time is read and waited for. */
import { writeFileSync } from 'node:fs';
// The global of that name is an accessor, which each use of it would look up and call.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alarm, AlarmPrecision, Alone, Clock } from '../model/clock.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { CoarseAlarm } from './coarse-alarm.ts';
import { PollingThread } from './polling-thread.ts';
import { PreciseAlarm } from './precise-alarm.ts';
import { threadNumber } from './thread-usage.ts';

/**
 * Asks the kernel to end this thread's waits on time and not up to 50 µs later, its default (Linux:
 * `timerslack_ns`, see proc(5)). Elsewhere, or without the right to, waits stay a little later.
 */
function sharpenWaits(): void {
  try {
    // A thread is reached by its own number; below its process's `task` there is no such file.
    writeFileSync(`/proc/${threadNumber()}/timerslack_ns`, '1');
  } catch {
    // The margin covers the slack as well.
  }
}

/**
 * Ahead of both time lines: V8 compiles for 32-bit integers what it has only seen to be one, and
 * times that began at 0 would make it compile everything again 2.1 s (2³¹ ns) later.
 */
const AHEAD_NS = 10 * NS_PER_S;

/** Reads `performance.now()`, which starts at 0 in each thread, in integer nanoseconds. */
const threadNs = (): number => Math.round(performance.now() * NS_PER_MS) + AHEAD_NS;

/**
 * How far the thread's own time is behind the process-wide one, which starts at `epoch` (from
 * `process.hrtime.bigint()`). The shortest of a few readings, as a reading can be interrupted.
 */
function threadOffsetNs(epoch: bigint): number {
  let best = Number.POSITIVE_INFINITY;
  let offsetNs = 0;
  for (let reading = 0; reading < 16; reading++) {
    const before = threadNs();
    const shared = Number(process.hrtime.bigint() - epoch);
    const after = threadNs();
    if (after - before >= best) continue;
    best = after - before;
    offsetNs = shared - Math.round((before + after) / 2);
  }
  return offsetNs;
}

/** Of an alarm that knows nothing of the thread. */
const inCompany: Alone = { quiet: () => false };

/**
 * The clock of one thread, on the time line that starts at `epoch` in every thread. With
 * `ownProcessor` nobody else wants the thread's processor, so precise alarms need not let go of it.
 */
export function realClock(epoch: bigint, ownProcessor = false): Clock {
  const offsetNs = threadOffsetNs(epoch);
  const nowNs = (): number => threadNs() + offsetNs;
  const thread = new PollingThread(nowNs);
  const epochNs = Number(epoch);
  sharpenWaits();
  return {
    nowNs,
    idlePollNs: () => thread.idleNs,
    alarm(precision: AlarmPrecision, ring: () => void, alone: Alone = inCompany): Alarm {
      if (precision === 'coarse') return new CoarseAlarm(nowNs, ring);
      const economical = precision === 'economical';
      return new PreciseAlarm({ thread, epochNs, ownProcessor, ring, alone, economical });
    },
  };
}

/** The time line's origin, to hand to every thread. */
export function epochNow(): bigint {
  return process.hrtime.bigint() - BigInt(AHEAD_NS);
}

/** Resolves at or shortly after a time; rejects with an AbortError when the signal says so. */
export async function until(clock: Clock, atNs: number, signal?: AbortSignal): Promise<void> {
  while (clock.nowNs() < atNs) {
    const waitMs = Math.max(1, Math.ceil((atNs - clock.nowNs()) / NS_PER_MS));
    await sleep(waitMs, undefined, signal ? { signal } : {});
  }
}
