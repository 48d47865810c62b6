/**
 * Real time. The only file of the generator that reads a clock or sets a timer.
 *
 * A precise alarm sleeps in a timer until its time is close and then polls once per turn of the
 * event loop: a Node.js timer rings about a millisecond late, a poll within microseconds. Polling
 * takes a whole processor, also from the server if they share one. So while nothing is in flight,
 * whose answer could come in meanwhile, the thread blocks until shortly before the time instead,
 * and only reads the clock for the rest.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alarm, AlarmPrecision, Alone, Clock } from '../model/clock.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { threadNumber } from './thread-usage.ts';

/** Timers ring up to about 1.2 ms late, so polling begins this long before the time. */
const POLL_NS = 2 * NS_PER_MS;

/**
 * A turn of the event loop that only polls takes about 2 µs; one that also reads an answer takes
 * longer than this.
 */
const IDLE_TURN_NS = 5000;

/** Blocked waits end this much before the time, and the rest is polled: they end a little late. */
const BLOCK_MARGIN_NS = 60_000;
/** Shorter waits are not worth a system call. */
const BLOCK_MIN_NS = 20_000;
/** What the loop has to do besides, such as timers, is late by this much at most. */
const BLOCK_MAX_NS = 500_000;

/** With answers on their way, an economical alarm blocks for this long at most. */
const BLOCK_ECONOMICAL_NS = 200_000;

/** Nobody ever wakes it: a wait on it ends with its time. */
const nothing = new Int32Array(new SharedArrayBuffer(4));

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

/** Polling keeps a processor busy, so how much of it was idle has to be counted apart. */
interface IdleMeter {
  ns: number;
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

class CoarseAlarm implements Alarm {
  readonly #nowNs: () => number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #atNs = 0;

  constructor(nowNs: () => number, ring: () => void) {
    this.#nowNs = nowNs;
    this.#ring = ring;
  }

  set(atNs: number): void {
    this.clear();
    this.#atNs = atNs;
    this.#wait();
  }

  #wait(): void {
    const waitMs = Math.max(1, Math.ceil((this.#atNs - this.#nowNs()) / NS_PER_MS));
    this.#timer = setTimeout(() => {
      // Timers can ring a fraction of a millisecond early by this clock.
      if (this.#nowNs() < this.#atNs) this.#wait();
      else this.#ring();
    }, waitMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** Of an alarm that knows nothing of the thread. */
const inCompany: Alone = { quiet: () => false };

interface PreciseOptions {
  readonly nowNs: () => number;
  readonly idle: IdleMeter;
  readonly ring: () => void;
  readonly alone: Alone;
  readonly sliceNs: number;
}

class PreciseAlarm implements Alarm {
  readonly #nowNs: () => number;
  readonly #idle: IdleMeter;
  readonly #ring: () => void;
  readonly #alone: Alone;
  /** How long it may block while not quiet; 0 for a precise one. */
  readonly #sliceNs: number;
  readonly #turn = (): void => this.#poll();
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #turnNs = 0;
  #atNs = Number.POSITIVE_INFINITY;

  constructor(options: PreciseOptions) {
    this.#nowNs = options.nowNs;
    this.#idle = options.idle;
    this.#ring = options.ring;
    this.#alone = options.alone;
    this.#sliceNs = options.sliceNs;
  }

  set(atNs: number): void {
    this.#atNs = atNs;
    if (this.#polling) return;
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#approach();
  }

  /** Sleeps while there is time, polls when there is not. */
  #approach(): void {
    const leftNs = this.#atNs - this.#nowNs();
    if (leftNs > POLL_NS) {
      const wake = (): void => {
        this.#timer = undefined;
        this.#approach();
      };
      this.#timer = setTimeout(wake, Math.floor((leftNs - POLL_NS) / NS_PER_MS) || 1);
      return;
    }
    this.#polling = true;
    this.#turnNs = this.#nowNs();
    setImmediate(this.#turn);
  }

  #poll(): void {
    const nowNs = this.#nowNs();
    const turnNs = nowNs - this.#turnNs;
    if (turnNs < IDLE_TURN_NS) this.#idle.ns += turnNs;
    this.#turnNs = nowNs;
    if (this.#atNs <= nowNs) this.#due();
    else if (this.#atNs - nowNs <= POLL_NS) this.#waitAwhile();
    if (this.#atNs - this.#turnNs <= POLL_NS) {
      setImmediate(this.#turn);
      return;
    }
    this.#polling = false;
    if (this.#atNs !== Number.POSITIVE_INFINITY) this.#approach();
  }

  /** Still polling while it rings, so that setting the next time costs nothing. */
  #due(): void {
    this.#atNs = Number.POSITIVE_INFINITY;
    this.#ring();
  }

  #waitAwhile(): void {
    if (this.#alone.quiet()) this.#waitAlone();
    else if (this.#sliceNs > 0) this.#block(this.#sliceNs);
  }

  /** Blocks for a while, but not into the last stretch before the time. */
  #block(longestNs: number): void {
    const fromNs = this.#turnNs;
    const waitNs = Math.min(longestNs, this.#atNs - fromNs - BLOCK_MARGIN_NS);
    if (waitNs <= BLOCK_MIN_NS) return;
    Atomics.wait(nothing, 0, 0, waitNs / NS_PER_MS);
    this.#turnNs = this.#nowNs();
    this.#idle.ns += this.#turnNs - fromNs;
  }

  /**
   * Nothing can come in: blocks, and for the last stretch reads the clock without turning the loop,
   * which would make garbage.
   */
  #waitAlone(): void {
    this.#block(BLOCK_MAX_NS);
    if (this.#atNs - this.#turnNs > BLOCK_MARGIN_NS + BLOCK_MIN_NS) return;
    this.#alone.prepare?.();
    let nowNs = this.#nowNs();
    while (nowNs < this.#atNs) nowNs = this.#nowNs();
    this.#idle.ns += nowNs - this.#turnNs;
    this.#turnNs = nowNs;
    this.#due();
  }

  clear(): void {
    this.#atNs = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The clock of one thread, on the time line that starts at `epoch` in every thread. */
export function realClock(epoch: bigint): Clock {
  const offsetNs = threadOffsetNs(epoch);
  const nowNs = (): number => threadNs() + offsetNs;
  const idle: IdleMeter = { ns: 0 };
  sharpenWaits();
  return {
    nowNs,
    idlePollNs: () => idle.ns,
    alarm(precision: AlarmPrecision, ring: () => void, alone: Alone = inCompany): Alarm {
      if (precision === 'coarse') return new CoarseAlarm(nowNs, ring);
      const sliceNs = precision === 'economical' ? BLOCK_ECONOMICAL_NS : 0;
      return new PreciseAlarm({ nowNs, idle, ring, alone, sliceNs });
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
