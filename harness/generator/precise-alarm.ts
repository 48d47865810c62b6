/**
 * An alarm that rings within microseconds. It sleeps in a timer until its time is close and then
 * polls once per turn of the event loop: a Node.js timer rings about a millisecond late, a poll
 * within microseconds. Polling takes a whole processor, also from the server if they share one. So
 * while nothing is in flight, whose answer could come in meanwhile, the thread blocks until shortly
 * before the time instead, and only reads the clock for the rest. And while an answer is on its way
 * it leaves the processor now and then, for a server that was put on the same one: the kernel would
 * have it wait for a whole time slice, milliseconds, although others are free.
 *
 * A thread with a processor to itself does none of this: after a rest of half a millisecond caches
 * are cold, a send takes longer and an answer is noticed later, by microseconds each.
 */
import type { Alarm, Alone } from '../model/clock.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import type { Polling, PollingThread } from './polling-thread.ts';

/** Timers ring up to about 1.2 ms late, so polling begins this long before the time. */
const POLL_NS = 2 * NS_PER_MS;
/** With a processor to itself a thread that sends a hundred times a second need not sleep. */
const POLL_AWAKE_NS = 10 * NS_PER_MS;

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

/** Polling for an answer, a thread that has no processor to itself keeps one for so long … */
const KEEP_NS = 100_000;
/** … and then leaves it for a while: the server that is to answer may be waiting for just that. */
const GIVE_WAY_NS = 50_000;

/** Nobody ever wakes it: a wait on it ends with its time. */
const nothing = new Int32Array(new SharedArrayBuffer(4));

/**
 * Reads the kernel's monotonic clock until it says so. Unlike `performance.now()`, which makes 16
 * bytes of garbage each time, as V8 compiles this it makes none.
 */
function stayAwake(untilNs: number): void {
  while (monotonicNs() < untilNs);
}

function monotonicNs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * NS_PER_S + ns;
}

export interface PreciseOptions {
  readonly thread: PollingThread;
  readonly ring: () => void;
  readonly alone: Alone;
  /** Blocks though answers may come, a little at a time. */
  readonly economical: boolean;
  /** Nobody else wants the thread's processor. */
  readonly ownProcessor: boolean;
  /** Of the time line, by the kernel's monotonic clock. */
  readonly epochNs: number;
}

export class PreciseAlarm implements Alarm, Polling {
  readonly #nowNs: () => number;
  readonly #thread: PollingThread;
  readonly #ring: () => void;
  readonly #alone: Alone;
  /** How long it may block while not quiet; 0 for a precise one. */
  readonly #sliceNs: number;
  readonly #awake: boolean;
  readonly #pollNs: number;
  readonly #epochNs: number;
  readonly #turn = (): void => this.#poll();
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #turnNs = 0;
  /** In what is left of this turn there is something to do. */
  #works = false;
  /** Polling for an answer since then: it left the processor last, or sent something. */
  #keptNs = 0;
  #atNs = Number.POSITIVE_INFINITY;

  constructor(options: PreciseOptions) {
    this.#nowNs = options.thread.nowNs;
    this.#thread = options.thread;
    this.#ring = options.ring;
    this.#alone = options.alone;
    this.#sliceNs = options.economical ? BLOCK_ECONOMICAL_NS : 0;
    this.#awake = options.ownProcessor && !options.economical;
    this.#pollNs = this.#awake ? POLL_AWAKE_NS : POLL_NS;
    this.#epochNs = options.epochNs;
  }

  get atNs(): number {
    return this.#atNs;
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
    const nowNs = this.#nowNs();
    const leftNs = this.#atNs - nowNs;
    if (leftNs > this.#pollNs) {
      const wake = (): void => {
        this.#timer = undefined;
        this.#approach();
      };
      this.#timer = setTimeout(wake, Math.floor((leftNs - this.#pollNs) / NS_PER_MS) || 1);
      return;
    }
    this.#polling = true;
    this.#thread.join(this);
    this.#works = true;
    this.#turnNs = nowNs;
    this.#keptNs = nowNs;
    setImmediate(this.#turn);
  }

  #poll(): void {
    const nowNs = this.#nowNs();
    const idle = !this.#works && nowNs - this.#turnNs < IDLE_TURN_NS;
    if (idle) this.#thread.wasIdle(this.#turnNs, nowNs);
    this.#works = false;
    this.#turnNs = nowNs;
    if (this.#atNs <= nowNs) this.#due();
    else if (this.#atNs - nowNs <= this.#pollNs) this.#waitAwhile();
    if (this.#atNs - this.#turnNs <= this.#pollNs) {
      setImmediate(this.#turn);
      return;
    }
    this.#polling = false;
    this.#thread.leave(this);
    if (this.#atNs !== Number.POSITIVE_INFINITY) this.#approach();
  }

  /** Still polling while it rings, so that setting the next time costs nothing. */
  #due(): void {
    this.#atNs = Number.POSITIVE_INFINITY;
    this.#keptNs = this.#turnNs;
    this.#works = true;
    this.#ring();
  }

  #waitAwhile(): void {
    if (this.#alone.quiet()) this.#waitAlone();
    else if (this.#sliceNs > 0) this.#block(this.#sliceNs);
    else if (!this.#awake && this.#turnNs - this.#keptNs > KEEP_NS) this.#giveWay();
  }

  #giveWay(): void {
    this.#block(GIVE_WAY_NS);
    this.#keptNs = this.#turnNs;
  }

  /** Does nothing for a while, but not into the last stretch before this or another's time. */
  #block(longestNs: number): void {
    const fromNs = this.#turnNs;
    const waitNs = Math.min(longestNs, this.#thread.firstNs - fromNs - BLOCK_MARGIN_NS);
    if (waitNs <= BLOCK_MIN_NS) return;
    if (this.#awake) stayAwake(this.#epochNs + fromNs + waitNs);
    else Atomics.wait(nothing, 0, 0, waitNs / NS_PER_MS);
    this.#turnNs = this.#nowNs();
    this.#thread.wasIdle(fromNs, this.#turnNs);
  }

  /**
   * Nothing can come in: rests, and for the last stretch reads the clock without turning the loop,
   * which would make garbage.
   */
  #waitAlone(): void {
    this.#block(BLOCK_MAX_NS);
    if (this.#atNs - this.#turnNs > BLOCK_MARGIN_NS + BLOCK_MIN_NS) return;
    this.#alone.prepare?.();
    stayAwake(this.#epochNs + this.#atNs);
    let nowNs = this.#nowNs();
    while (nowNs < this.#atNs) nowNs = this.#nowNs();
    this.#thread.wasIdle(this.#turnNs, nowNs);
    this.#turnNs = nowNs;
    this.#due();
  }

  clear(): void {
    this.#atNs = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
