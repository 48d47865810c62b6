import { Tally, type TallyData } from './tally.ts';

/** Intervals that are still open: answers to older ones are rare. */
const OPEN_INTERVALS = 8;

/**
 * One tally per interval of the window. Only the latest few have histograms to record into; older
 * ones are packed, so that memory grows by a kilobyte or so per interval. An answer that comes
 * late unpacks its interval again.
 */
export class Series {
  readonly #intervalNs: number;
  readonly #open = new Map<number, Tally>();
  readonly #spare: Tally[] = [];
  readonly #packed: (TallyData | undefined)[];
  /** Most requests fall into the same interval as the one before. */
  #latest = -1;
  #latestTally: Tally | undefined;

  constructor(windowNs: number, intervalNs: number) {
    this.#intervalNs = intervalNs;
    this.#packed = new Array(Math.max(1, Math.ceil(windowNs / intervalNs))).fill(undefined);
  }

  /** The tally of the interval that a time within the window falls into. */
  at(windowTimeNs: number): Tally {
    const last = this.#packed.length - 1;
    const interval = Math.min(last, Math.max(0, Math.floor(windowTimeNs / this.#intervalNs)));
    if (interval === this.#latest && this.#latestTally) return this.#latestTally;
    const tally = this.#open.get(interval) ?? this.#openInterval(interval);
    this.#latest = interval;
    this.#latestTally = tally;
    return tally;
  }

  #openInterval(interval: number): Tally {
    if (this.#open.size >= OPEN_INTERVALS) this.#pack(Math.min(...this.#open.keys()));
    const tally = this.#spare.pop() ?? new Tally();
    const packed = this.#packed[interval];
    if (packed) tally.add(packed);
    this.#open.set(interval, tally);
    return tally;
  }

  #pack(interval: number): void {
    const tally = this.#open.get(interval);
    if (!tally) return;
    this.#packed[interval] = tally.toData();
    this.#open.delete(interval);
    tally.clear();
    this.#spare.push(tally);
    this.#latestTally = undefined;
  }

  /** Every interval of the window in order, the empty ones too. */
  toData(): readonly TallyData[] {
    for (const interval of [...this.#open.keys()]) this.#pack(interval);
    const empty = new Tally().toData();
    return this.#packed.map((packed) => packed ?? empty);
  }
}
