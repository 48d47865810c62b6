import { scenarioError } from '../../../scenario/scenario-error.ts';
import type { ByteMatch } from '../../stream/byte-match.ts';
import { type FrameReader, type Framing, PAYLOAD_BYTES_MAX } from './framing.ts';

const PREFIX_BYTES = 4;

class LengthPrefixedReader implements FrameReader {
  whole = false;
  fault = '';
  #prefixBytes = 0;
  /** The length so far, then how much of the payload has not come yet. */
  #left = 0;

  restart(): void {
    this.whole = false;
    this.fault = '';
    this.#prefixBytes = 0;
    this.#left = 0;
  }

  read(bytes: Buffer, at: number, end: number, payload: ByteMatch): number {
    let position = at;
    while (this.#prefixBytes < PREFIX_BYTES && position < end) {
      this.#left = 256 * this.#left + (bytes[position] as number);
      this.#prefixBytes++;
      position++;
    }
    if (this.#prefixBytes < PREFIX_BYTES) return position;
    if (this.#left > PAYLOAD_BYTES_MAX) {
      this.fault = `a frame of ${this.#left} bytes`;
      return position;
    }
    const stop = Math.min(end, position + this.#left);
    payload.see(bytes, position, stop);
    this.#left -= stop - position;
    this.whole = this.#left === 0;
    return stop;
  }
}

export const lengthPrefixed = {
  name: 'length-prefixed',
  about: 'the length of the payload in 4 bytes, big-endian, and the payload',
  encode(payload) {
    if (payload.length > PAYLOAD_BYTES_MAX) {
      throw scenarioError(
        `The payload has ${payload.length} bytes; a frame may have ${PAYLOAD_BYTES_MAX}.`,
        'Send less in one frame.',
      );
    }
    const frame = Buffer.allocUnsafe(PREFIX_BYTES + payload.length);
    frame.writeUInt32BE(payload.length);
    payload.copy(frame, PREFIX_BYTES);
    return frame;
  },
  reader(): FrameReader {
    return new LengthPrefixedReader();
  },
} as const satisfies Framing;
