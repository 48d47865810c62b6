/**
 * A tally in as few bytes as its counts need: a trial of ten minutes keeps six hundred of them. The
 * buckets of a histogram that have something in them are mostly neighbours with small counts, so
 * the way to the next one and its count take a byte each (LEB128).
 */
import { failureKinds } from '../model/protocol.ts';
import type { DistributionData } from '../stats/distribution.ts';
import { Histogram, type HistogramData, packedCounts } from '../stats/histogram.ts';
import type { TallyData } from './tally.ts';

/** Of one number, at most: 53 bits by sevens. */
const NUMBER_BYTES = 8;
/** Of a histogram's exact figures: three doubles and a number. */
const EXACT_BYTES = 32;

/** Room that is used again and again, because packing happens between two requests. */
let room = new DataView(new ArrayBuffer(2 ** 16));

class Writer {
  at = 0;

  /** Before what is written next, which takes so many bytes at most. */
  reserve(bytes: number): void {
    if (this.at + bytes <= room.byteLength) return;
    const larger = new Uint8Array(2 * (this.at + bytes));
    larger.set(new Uint8Array(room.buffer, 0, this.at));
    room = new DataView(larger.buffer);
  }

  number(value: number): void {
    let left = value;
    while (left >= 128) {
      room.setUint8(this.at++, 128 + (left % 128));
      left = Math.floor(left / 128);
    }
    room.setUint8(this.at++, left);
  }

  exact(value: number): void {
    room.setFloat64(this.at, value);
    this.at += 8;
  }
}

class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(): number {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.#view.getUint8(this.#at++);
      if (byte < 128) return value + byte * place;
      value += (byte - 128) * place;
    }
  }

  exact(): number {
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }
}

function write(writer: Writer, { indexes, counts, ...exact }: HistogramData): void {
  writer.reserve(EXACT_BYTES + 2 * NUMBER_BYTES * (indexes.length + 1));
  writer.number(indexes.length);
  if (indexes.length === 0) return;
  writer.exact(exact.minNs);
  writer.exact(exact.maxNs);
  writer.exact(exact.sumNs);
  writer.number(exact.overRange);
  let before = 0;
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at] as number;
    writer.number(index - before);
    writer.number(counts[at] as number);
    before = index;
  }
}

const empty = new Histogram().toData();

function read(reader: Reader): HistogramData {
  const length = reader.number();
  if (length === 0) return empty;
  const [minNs, maxNs, sumNs] = [reader.exact(), reader.exact(), reader.exact()];
  const overRange = reader.number();
  const indexes = new Uint16Array(length);
  const counts = new Float64Array(length);
  let index = 0;
  for (let at = 0; at < length; at++) {
    index += reader.number();
    indexes[at] = index;
    counts[at] = reader.number();
  }
  return { indexes, counts: packedCounts(counts), minNs, maxNs, sumNs, overRange };
}

/** Its bytes, in a buffer of their own. */
export function packTally(data: TallyData): Uint8Array {
  const writer = new Writer();
  writer.reserve(NUMBER_BYTES * (4 + failureKinds.length));
  const { completed, unsent, unfinished, answered, failed } = data;
  for (const count of [completed, unsent, unfinished, answered]) writer.number(count);
  for (const kind of failureKinds) writer.number(failed[kind]);
  for (const { answered: known, censored } of [data.response, data.service, data.lag]) {
    write(writer, known);
    write(writer, censored);
  }
  return new Uint8Array(room.buffer.slice(0, writer.at));
}

/** What was packed. */
export function unpackTally(bytes: Uint8Array): TallyData {
  const reader = new Reader(bytes);
  const [completed, unsent] = [reader.number(), reader.number()];
  const [unfinished, answered] = [reader.number(), reader.number()];
  const failures = failureKinds.map((kind) => [kind, reader.number()] as const);
  const distribution = (): DistributionData => ({ answered: read(reader), censored: read(reader) });
  return {
    ...{ completed, unsent, unfinished, answered },
    failed: Object.fromEntries(failures) as TallyData['failed'],
    response: distribution(),
    service: distribution(),
    lag: distribution(),
  };
}
