/**
 * The memory that the main thread and the generator threads share: a few control words, so that no
 * message is on the hot path, and live counters that one thread writes and the main thread reads.
 * Counters are for showing progress; the record is made of what the threads return.
 */
import { type FailureKind, failureKinds, type Outcome } from '../model/protocol.ts';
import { threadNumber } from './thread-usage.ts';

const READY = 0;
const GO = 1;
const STOP = 2;
const CONTROL_WORDS = 3;

/** Slots of a worker's live counters. */
const SENT = 0;
const COMPLETED = 1;
/** 1 while an arrival waits for a free connection. */
const BLOCKED = 2;
/** By how much requests left late by the thread's own fault, added up, in ns. */
const LATE_NS = 3;
/** One for each kind of failure. */
const FAILED = 4;
const COUNTERS = FAILED + failureKinds.length;
const slotOf = new Map<string, number>([
  ['ok', COMPLETED],
  ...failureKinds.map((kind, index) => [kind, FAILED + index] as const),
]);

/** Latency buckets for the live view: 16 to each power of two of nanoseconds. */
const BUCKETS_PER_OCTAVE = 16;
const LIVE_BUCKETS = 44 * BUCKETS_PER_OCTAVE;

/** Logarithms would cost more than the histograms, so each octave is cut into equal parts. */
function liveBucket(valueNs: number): number {
  if (valueNs < BUCKETS_PER_OCTAVE) return Math.max(0, valueNs);
  // Integer operators know 31 bits; of longer values the upper ones say enough.
  if (valueNs >= 2 ** 31) {
    const upper = liveBucket(Math.floor(valueNs / 2 ** 16)) + 16 * BUCKETS_PER_OCTAVE;
    return Math.min(LIVE_BUCKETS - 1, upper);
  }
  const shift = 27 - Math.clz32(valueNs);
  return shift * BUCKETS_PER_OCTAVE + (valueNs >>> shift);
}

/** The middle of a live bucket, in ns. */
export function liveBucketNs(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / BUCKETS_PER_OCTAVE) - 1);
  return Math.round((bucket - shift * BUCKETS_PER_OCTAVE + 0.5) * 2 ** shift);
}

/** What crosses to a thread. */
export interface SharedMemory {
  readonly control: SharedArrayBuffer;
  readonly start: SharedArrayBuffer;
  readonly threads: SharedArrayBuffer;
  readonly counters: SharedArrayBuffer;
  readonly buckets: SharedArrayBuffer;
}

export function shareMemory(workers: number): SharedMemory {
  return {
    control: new SharedArrayBuffer(4 * CONTROL_WORDS),
    start: new SharedArrayBuffer(8),
    threads: new SharedArrayBuffer(4 * workers),
    counters: new SharedArrayBuffer(8 * COUNTERS * workers),
    buckets: new SharedArrayBuffer(4 * LIVE_BUCKETS * workers),
  };
}

/** The control words, seen from either side. */
export class Control {
  readonly #words: Int32Array;
  readonly #start: Float64Array;
  readonly #threads: Int32Array;

  constructor(memory: SharedMemory) {
    this.#words = new Int32Array(memory.control);
    this.#start = new Float64Array(memory.start);
    this.#threads = new Int32Array(memory.threads);
  }

  /** A thread has its connections and waits for the start. */
  reportReady(worker: number): void {
    this.#threads[worker] = threadNumber();
    Atomics.add(this.#words, READY, 1);
  }

  get ready(): number {
    return Atomics.load(this.#words, READY);
  }

  /** The system's numbers of the threads that are ready; 0 where it has none. */
  get threads(): readonly number[] {
    return [...this.#threads];
  }

  /** Sets the one time at which every thread begins. */
  go(startAtNs: number): void {
    this.#start[0] = startAtNs;
    Atomics.store(this.#words, GO, 1);
  }

  /** When to begin; undefined until the main thread has said so. */
  get startAtNs(): number | undefined {
    return Atomics.load(this.#words, GO) === 1 ? this.#start[0] : undefined;
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) === 1;
  }
}

/** One thread's live counters, as the thread writes them. */
export class LiveCounters {
  readonly #counters: Float64Array;
  readonly #buckets: Uint32Array;

  constructor(memory: SharedMemory, worker: number) {
    this.#counters = new Float64Array(memory.counters, 8 * COUNTERS * worker, COUNTERS);
    this.#buckets = new Uint32Array(memory.buckets, 4 * LIVE_BUCKETS * worker, LIVE_BUCKETS);
  }

  sent(): void {
    this.#counters[SENT] = (this.#counters[SENT] as number) + 1;
  }

  blocked(yes: boolean): void {
    this.#counters[BLOCKED] = yes ? 1 : 0;
  }

  /** A request left so much later than it could have. */
  late(lateNs: number): void {
    this.#counters[LATE_NS] = (this.#counters[LATE_NS] as number) + lateNs;
  }

  settled(outcome: Outcome, responseNs: number): void {
    const slot = outcome === 'ok' ? COMPLETED : (slotOf.get(outcome) as number);
    this.#counters[slot] = (this.#counters[slot] as number) + 1;
    const bucket = liveBucket(responseNs);
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1;
  }
}

/** The sums over all threads at one moment. */
export interface LiveTotals {
  readonly sent: number;
  readonly completed: number;
  /** By kind, those that there were. */
  readonly failed: Readonly<Partial<Record<FailureKind, number>>>;
  /** Lateness of sends by the threads' own fault, added up, in ns. */
  readonly lateNs: number;
  /** Threads with arrivals that wait for a free connection. */
  readonly blocked: number;
  /** Counts by live bucket. */
  readonly buckets: Uint32Array;
}

/** Reads every thread's counters. */
export function liveTotals(memory: SharedMemory): LiveTotals {
  const counters = new Float64Array(memory.counters);
  const all = new Uint32Array(memory.buckets);
  const totals = new Float64Array(COUNTERS);
  const buckets = new Uint32Array(LIVE_BUCKETS);
  counters.forEach((value, at) => {
    totals[at % COUNTERS] = (totals[at % COUNTERS] as number) + value;
  });
  all.forEach((count, at) => {
    buckets[at % LIVE_BUCKETS] = (buckets[at % LIVE_BUCKETS] as number) + count;
  });
  const [sent = 0, completed = 0, blocked = 0, lateNs = 0] = totals;
  const failed = Object.fromEntries(
    failureKinds
      .map((kind, index) => [kind, totals[FAILED + index] ?? 0] as const)
      .filter(([, count]) => count > 0),
  );
  return { sent, completed, blocked, lateNs, failed, buckets };
}
