import type { Outcome } from '../../model/protocol.ts';
import type { Codec, CodecState, PreparedBytes } from '../stream/codec.ts';
import type { Framing } from './framing.ts';

/** A frame as the hot path sends it, and what is to be known of its answer. */
export interface PreparedFrame extends PreparedBytes {
  readonly framing: Framing;
  /** The payload that is right; any when undefined. */
  readonly answer: Buffer | undefined;
}

const NOTHING = Buffer.alloc(0);

/** Reads one frame for every frame sent. */
export class FrameCodec implements Codec<PreparedFrame> {
  state: CodecState = 'more';
  outcome: Outcome = 'ok';
  readonly closes = false;
  #begun: Buffer = NOTHING;

  restart(): void {
    this.#begun = NOTHING;
    this.state = 'more';
  }

  consume(bytes: Buffer, from: number, to: number, request: PreparedFrame): number {
    const before = this.#begun.length;
    const all = before === 0 ? bytes : Buffer.concat([this.#begun, bytes.subarray(from, to)]);
    const start = before === 0 ? from : 0;
    const limit = before === 0 ? to : all.length;
    const found = request.framing.find(all, start, limit);
    this.state = found === undefined ? 'more' : found === 'malformed' ? 'malformed' : 'answer';
    if (found === undefined) this.#begun = Buffer.from(all.subarray(start, limit));
    if (found === undefined || found === 'malformed') return to;
    this.#begun = NOTHING;
    const { payloadFrom, payloadTo, end } = found;
    const right = request.answer?.compare(all, payloadFrom, payloadTo) ?? 0;
    this.outcome = right === 0 ? 'ok' : 'mismatch';
    return from + (end - start - before);
  }

  /** A frame never ends with the stream. */
  finish(): void {}
}
