import { packTally, unpackTally } from './packed-tally.ts';
import { Tally, type TallyData } from './tally.ts';

/**
 * Intervals that are open at a time. To pack one takes 0.3 ms of the thread that sends, so a trial
 * of no more than these packs none before its end. Each takes a quarter of a megabyte.
 */
export const OPEN_INTERVALS = 40;

/** Intervals of a warm-up at most: they are only looked at. */
const WARMUP_INTERVALS_MAX = 12;

/** The length of a warm-up's intervals, of which the last may be shorter. */
export const warmupIntervalNs = (warmupNs: number, intervalNs: number): number =>
  Math.max(intervalNs, Math.ceil(warmupNs / WARMUP_INTERVALS_MAX));

/** The interval that was asked for last, because most requests fall into the same. */
interface Latest {
  interval: number;
  tally: Tally | undefined;
}

/**
 * One tally per interval of the window, or of the warm-up. Only the ones used last have histograms
 * to record into; the others are packed, so that memory grows by a few kilobytes per interval. An
 * answer that comes late unpacks its interval again.
 */
export class Series {
  readonly #intervalNs: number;
  /** The one used longest ago first. */
  readonly #open = new Map<number, Tally>();
  readonly #spare: Tally[] = [];
  readonly #packed: (Uint8Array | undefined)[];
  readonly #intended: Latest = { interval: -1, tally: undefined };
  readonly #answered: Latest = { interval: -1, tally: undefined };

  constructor(lengthNs: number, intervalNs: number) {
    this.#intervalNs = intervalNs;
    this.#packed = new Array(Math.max(1, Math.ceil(lengthNs / intervalNs))).fill(undefined);
  }

  /** The tally of the interval that a request was intended in. */
  at(timeNs: number): Tally {
    return this.#find(this.#intended, timeNs);
  }

  /** A right answer arrived at this time. */
  answered(timeNs: number): void {
    this.#find(this.#answered, timeNs).answered++;
  }

  #find(latest: Latest, timeNs: number): Tally {
    const last = this.#packed.length - 1;
    const interval = Math.min(last, Math.max(0, Math.floor(timeNs / this.#intervalNs)));
    if (interval === latest.interval && latest.tally) return latest.tally;
    const tally = this.#open.get(interval) ?? this.#openInterval(interval);
    this.#open.delete(interval);
    this.#open.set(interval, tally);
    latest.interval = interval;
    latest.tally = tally;
    return tally;
  }

  #openInterval(interval: number): Tally {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= OPEN_INTERVALS && oldest !== undefined) this.#pack(oldest);
    const tally = this.#spare.pop() ?? new Tally();
    const packed = this.#packed[interval];
    if (packed) tally.add(unpackTally(packed));
    return tally;
  }

  #pack(interval: number): void {
    const tally = this.#open.get(interval);
    if (!tally) return;
    this.#packed[interval] = packTally(tally.toData());
    this.#open.delete(interval);
    for (const latest of [this.#intended, this.#answered]) {
      if (latest.interval === interval) latest.tally = undefined;
    }
    tally.clear();
    this.#spare.push(tally);
  }

  /** Every interval in order, the empty ones too. */
  toData(): readonly TallyData[] {
    for (const interval of [...this.#open.keys()]) this.#pack(interval);
    const empty = new Tally().toData();
    return this.#packed.map((packed) => (packed ? unpackTally(packed) : empty));
  }
}
