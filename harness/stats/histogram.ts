/**
 * A high dynamic range histogram of nanoseconds: three significant digits over 0 ns to 2⁴² ns
 * (73 minutes). The buckets are HdrHistogram's for (lowest 1, three digits): values below 2,048
 * have a bucket each, and every further power of two is cut into 1,024, so a bucket is never wider
 * than 1/1,024 of its value (0.098 %). See http://hdrhistogram.org for the original.
 *
 * The counts are kept by octave, and an octave's array is made when its first value comes: a
 * typical latency distribution touches ten of 32. Counts are doubles, exact to 2⁵³. Minimum,
 * maximum and sum are kept exactly beside the buckets.
 */
import { strict as assert } from 'node:assert';

const LINEAR_SLOTS = 2048;
const OCTAVE_SLOTS = 1024;
const OCTAVES = 32;
/** Values from here on do not fit the buckets; they count at the upper end and are named. */
export const HISTOGRAM_LIMIT_NS = 2 ** 42;

/** One run of equal values: a bucket with something in it. */
export interface Bucket {
  readonly lowNs: number;
  /** The largest value that falls into the bucket; what a percentile reports. */
  readonly valueNs: number;
  readonly count: number;
}

/**
 * A histogram as plain data that crosses between threads, as small as its counts allow: a trial
 * keeps hundreds of them. `indexes` are HdrHistogram's.
 */
export interface HistogramData {
  readonly indexes: Uint16Array;
  readonly counts: Uint8Array | Uint32Array | Float64Array;
  readonly minNs: number;
  readonly maxNs: number;
  readonly sumNs: number;
  readonly overRange: number;
}

/** Most histograms of failures are empty, and a typed array of nothing still takes memory. */
const noIndexes = new Uint16Array(0);
const noCounts = new Uint8Array(0);

/** Counts in the smallest array that holds them. */
export function packedCounts(counts: readonly number[] | Float64Array): HistogramData['counts'] {
  if (counts.length === 0) return noCounts;
  let largest = 0;
  for (const count of counts) largest = Math.max(largest, count);
  if (largest < 2 ** 8) return Uint8Array.from(counts);
  return largest < 2 ** 32 ? Uint32Array.from(counts) : Float64Array.from(counts);
}

/** The width of each octave's buckets in ns: octave 0 has the linear part, of width 1. */
const widthsNs = Float64Array.from({ length: OCTAVES }, (_, octave) => 2 ** octave);

const widthNs = (octave: number): number => widthsNs[octave] as number;

const lowNsOf = (octave: number, slot: number): number =>
  octave === 0 ? slot : (OCTAVE_SLOTS + slot) * widthNs(octave);

/** Counts of integer nanoseconds by bucket, with exact minimum, maximum and sum beside them. */
export class Histogram {
  readonly #octaves: (Float64Array | undefined)[] = new Array(OCTAVES).fill(undefined);
  #count = 0;
  #minNs = Number.POSITIVE_INFINITY;
  #maxNs = Number.NEGATIVE_INFINITY;
  #sumNs = 0;
  #overRange = 0;

  /** Adds one value: integer nanoseconds, 0 or more. The hot path: about 5 ns, no allocation. */
  record(valueNs: number): void {
    this.recordMany(valueNs, 1);
  }

  /** Adds a value `count` times. */
  recordMany(valueNs: number, count: number): void {
    if (!(valueNs >= 0)) throw new RangeError(`a latency must be 0 or more, got ${valueNs}`);
    if (valueNs < this.#minNs) this.#minNs = valueNs;
    if (valueNs > this.#maxNs) this.#maxNs = valueNs;
    this.#sumNs += valueNs * count;
    this.#count += count;
    let value = valueNs;
    if (value >= HISTOGRAM_LIMIT_NS) {
      this.#overRange += count;
      value = HISTOGRAM_LIMIT_NS - 1;
    }
    if (value < LINEAR_SLOTS) this.#bump(0, value | 0, count);
    else if (value < 2 ** 31) {
      const octave = 21 - Math.clz32(value);
      this.#bump(octave, (value >>> octave) - OCTAVE_SLOTS, count);
    } else {
      // Above 31 bits the integer operators fail; the upper bits are enough to find the bucket.
      const upper = Math.floor(value / 2 ** 21);
      const shift = 21 - Math.clz32(upper);
      this.#bump(21 + shift, (upper >>> shift) - OCTAVE_SLOTS, count);
    }
  }

  #bump(octave: number, slot: number, count: number): void {
    let counts = this.#octaves[octave];
    if (counts === undefined) {
      counts = new Float64Array(octave === 0 ? LINEAR_SLOTS : OCTAVE_SLOTS);
      this.#octaves[octave] = counts;
    }
    counts[slot] = (counts[slot] as number) + count;
  }

  /** Adds all of another's values: exact, and in any order. */
  add(other: Histogram): void {
    // A report adds thousands of them up, so octaves are taken over whole, or in a plain loop.
    for (let octave = 0; octave < OCTAVES; octave++) {
      const theirs = other.#octaves[octave];
      if (theirs === undefined) continue;
      const ours = this.#octaves[octave];
      if (ours === undefined) this.#octaves[octave] = theirs.slice();
      else {
        for (let slot = 0; slot < theirs.length; slot++) {
          ours[slot] = (ours[slot] as number) + (theirs[slot] as number);
        }
      }
    }
    this.#count += other.#count;
    this.#sumNs += other.#sumNs;
    this.#overRange += other.#overRange;
    this.#minNs = Math.min(this.#minNs, other.#minNs);
    this.#maxNs = Math.max(this.#maxNs, other.#maxNs);
  }

  /**
   * What is left when another's buckets are taken away, which must all be in here. Minimum, maximum
   * and sum of the rest are those of its buckets.
   */
  minus(other: Histogram): Histogram {
    const taken = new Map([...other.nonZero()].map((bucket) => [bucket.lowNs, bucket.count]));
    const rest = new Histogram();
    for (const bucket of this.nonZero()) {
      const left = bucket.count - (taken.get(bucket.lowNs) ?? 0);
      assert(left >= 0, `cannot take more than there is at ${bucket.lowNs} ns`);
      if (left > 0) rest.recordMany(bucket.lowNs, left);
    }
    return rest;
  }

  /** Forgets the values and keeps the memory. */
  clear(): void {
    if (this.#count > 0) for (const counts of this.#octaves) counts?.fill(0);
    this.#count = 0;
    this.#sumNs = 0;
    this.#overRange = 0;
    this.#minNs = Number.POSITIVE_INFINITY;
    this.#maxNs = Number.NEGATIVE_INFINITY;
  }

  get count(): number {
    return this.#count;
  }

  /** Exact; null when empty. */
  get minNs(): number | null {
    return this.#count > 0 ? this.#minNs : null;
  }

  /** Exact; null when empty. */
  get maxNs(): number | null {
    return this.#count > 0 ? this.#maxNs : null;
  }

  /** Exact to 2⁵³. */
  get sumNs(): number {
    return this.#sumNs;
  }

  /** Null when empty. */
  get meanNs(): number | null {
    return this.#count > 0 ? this.#sumNs / this.#count : null;
  }

  /** How many values were 2⁴² ns or more. */
  get overRange(): number {
    return this.#overRange;
  }

  /** The buckets with something in them, from the smallest value up. */
  *nonZero(): Generator<Bucket> {
    for (const [octave, counts] of this.#octaves.entries()) {
      if (counts === undefined) continue;
      for (let slot = 0; slot < counts.length; slot++) {
        const count = counts[slot] as number;
        if (count === 0) continue;
        const lowNs = lowNsOf(octave, slot);
        yield { lowNs, valueNs: lowNs + widthNs(octave) - 1, count };
      }
    }
  }

  /**
   * The value of a rank from 1 to `count`, as the largest value of its bucket, but never above the
   * exact maximum. Throws when there is no such rank.
   */
  valueAtRank(rank: number): number {
    assert(rank >= 1 && rank <= this.#count, `rank ${rank} of ${this.#count}`);
    let seen = 0;
    for (let octave = 0; octave < OCTAVES; octave++) {
      const counts = this.#octaves[octave];
      if (counts === undefined) continue;
      for (let slot = 0; slot < counts.length; slot++) {
        seen += counts[slot] as number;
        if (seen >= rank) return this.#within(lowNsOf(octave, slot) + widthNs(octave) - 1);
      }
    }
    return this.#maxNs;
  }

  /** A bucket's edge may lie outside the values seen, and the last bucket stands for all above. */
  #within(edgeNs: number): number {
    if (edgeNs >= HISTOGRAM_LIMIT_NS - 1) return this.#maxNs;
    return Math.max(this.#minNs, Math.min(edgeNs, this.#maxNs));
  }

  /** The rank of a percentile as HdrHistogram counts: ⌈percent/100 · count⌉, from 1 to count. */
  rankOf(percent: number): number {
    // HdrHistogram takes the next double below, so that 99.9 % of 1,000 is rank 999 and not 1,000.
    const below = percent * (1 - Number.EPSILON / 2);
    return Math.min(this.#count, Math.max(1, Math.ceil((below * this.#count) / 100)));
  }

  /** The smallest value that `percent` of all values do not exceed. Null when empty. */
  percentileNs(percent: number): number | null {
    return this.#count === 0 ? null : this.valueAtRank(this.rankOf(percent));
  }

  /** How many values lie in buckets wholly above the one of `valueNs`. */
  countAbove(valueNs: number): number {
    let above = 0;
    for (let octave = OCTAVES - 1; octave >= 0; octave--) {
      const counts = this.#octaves[octave];
      if (counts === undefined) continue;
      const width = widthNs(octave);
      const first = octave === 0 ? 0 : OCTAVE_SLOTS;
      // The last slot that begins at or below the value, or -1 where all of the octave is above.
      const last = Math.max(-1, Math.floor(valueNs / width) - first);
      for (let slot = counts.length - 1; slot > last; slot--) above += counts[slot] as number;
      if (last >= 0) return above;
    }
    return above;
  }

  /** Generator threads do this now and then between two requests, hence the plain loops. */
  toData(): HistogramData {
    const indexes: number[] = [];
    const counts: number[] = [];
    for (let octave = 0; octave < OCTAVES && this.#count > 0; octave++) {
      const slots = this.#octaves[octave];
      if (slots === undefined) continue;
      const base = octave === 0 ? 0 : LINEAR_SLOTS + (octave - 1) * OCTAVE_SLOTS;
      for (let slot = 0; slot < slots.length; slot++) {
        const count = slots[slot] as number;
        if (count === 0) continue;
        indexes.push(base + slot);
        counts.push(count);
      }
    }
    return {
      indexes: indexes.length === 0 ? noIndexes : Uint16Array.from(indexes),
      counts: packedCounts(counts),
      minNs: this.#minNs,
      maxNs: this.#maxNs,
      sumNs: this.#sumNs,
      overRange: this.#overRange,
    };
  }

  static fromData(data: HistogramData): Histogram {
    const histogram = new Histogram();
    data.indexes.forEach((index, at) => {
      const octave =
        index < LINEAR_SLOTS ? 0 : 1 + Math.floor((index - LINEAR_SLOTS) / OCTAVE_SLOTS);
      const slot = octave === 0 ? index : (index - LINEAR_SLOTS) % OCTAVE_SLOTS;
      histogram.#bump(octave, slot, data.counts[at] as number);
      histogram.#count += data.counts[at] as number;
    });
    histogram.restore(data);
    return histogram;
  }

  /** Puts back the exact figures that buckets cannot hold, after decoding. */
  restore(exact: Pick<HistogramData, 'minNs' | 'maxNs' | 'sumNs' | 'overRange'>): void {
    this.#minNs = exact.minNs;
    this.#maxNs = exact.maxNs;
    this.#sumNs = exact.sumNs;
    this.#overRange = exact.overRange;
  }
}
