import type { Outcome } from '../../model/protocol.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { ByteMatch } from '../stream/byte-match.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import type { FrameReader, Framing } from './framings/framing.ts';

/** One frame back for each frame sent, framed as the request was. */
export class FrameAnswerReader implements AnswerReader<EncodedFrame> {
  outcome: Outcome | undefined;
  closing = '';
  #framing: Framing | undefined;
  #frame: FrameReader | undefined;
  #begun = false;
  readonly #payload = new ByteMatch();

  restart(): void {
    this.outcome = undefined;
    this.closing = '';
    this.#begun = false;
  }

  read(bytes: Buffer, at: number, end: number, request: EncodedFrame): number {
    const frame = this.#frameOf(request);
    const after = frame.read(bytes, at, end, this.#payload);
    if (frame.fault !== '') {
      this.outcome = 'malformed';
      this.closing = `malformed answer: ${frame.fault}`;
    } else if (frame.whole) {
      this.outcome = this.#payload.whole ? 'ok' : 'mismatch';
    }
    return after;
  }

  /** A frame that was cut is no answer. */
  finish(): undefined {
    return undefined;
  }

  #frameOf(request: EncodedFrame): FrameReader {
    const known = this.#framing === request.framing ? this.#frame : undefined;
    const frame = known ?? request.framing.reader();
    if (this.#begun) return frame;
    this.#begun = true;
    this.#framing = request.framing;
    this.#frame = frame;
    frame.restart();
    this.#payload.begin(request.payload);
    return frame;
  }
}
