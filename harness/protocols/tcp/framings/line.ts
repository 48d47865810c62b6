import { scenarioError } from '../../../scenario/scenario-error.ts';
import type { ByteMatch } from '../../stream/byte-match.ts';
import { type FrameReader, type Framing, PAYLOAD_BYTES_MAX } from './framing.ts';

const LF = 0x0a;
const CR = 0x0d;
const CARRIAGE_RETURN = Buffer.of(CR);

class NewlineReader implements FrameReader {
  whole = false;
  fault = '';
  #bytes = 0;
  /** What came last was a CR: payload, unless an LF follows. */
  #afterCr = false;

  restart(): void {
    this.whole = false;
    this.fault = '';
    this.#bytes = 0;
    this.#afterCr = false;
  }

  read(bytes: Buffer, at: number, end: number, payload: ByteMatch): number {
    let stop = at;
    while (stop < end && bytes[stop] !== LF) stop++;
    if (stop > at) {
      if (this.#afterCr) payload.see(CARRIAGE_RETURN, 0, 1);
      this.#afterCr = bytes[stop - 1] === CR;
      payload.see(bytes, at, this.#afterCr ? stop - 1 : stop);
    }
    this.#bytes += stop - at;
    if (this.#bytes > PAYLOAD_BYTES_MAX) {
      this.fault = `a line of more than ${PAYLOAD_BYTES_MAX} bytes`;
      return stop;
    }
    this.whole = stop < end;
    return this.whole ? stop + 1 : stop;
  }
}

export const line = {
  name: 'line',
  about: 'a line of text each; an answer may end in CR LF as well as in LF',
  encode(payload) {
    if (payload.includes(LF)) {
      throw scenarioError(
        `The payload ${JSON.stringify(payload.toString())} has a line feed in it.`,
        'Leave it out (one is added), or use the framing "length-prefixed".',
      );
    }
    if (payload.length > PAYLOAD_BYTES_MAX) {
      throw scenarioError(
        `The payload has ${payload.length} bytes; a line may have ${PAYLOAD_BYTES_MAX}.`,
        'Send less in one line.',
      );
    }
    return Buffer.concat([payload, Buffer.of(LF)]);
  },
  reader(): FrameReader {
    return new NewlineReader();
  },
} as const satisfies Framing;
