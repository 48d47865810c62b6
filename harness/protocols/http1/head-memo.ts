import type { ResponseHead } from './response-head.ts';

/** Longer headers are read again each time. */
const BYTES_MAX = 1024;
/** After so many headers in a row that differ from the one before, they seem to differ always. */
const MISSES_MAX = 16;
/** Then one in so many is still tried. */
const TRIED_ONE_IN = 256;

/**
 * The bytes of the last header that answered a request, to recognise it when it comes again. The
 * headers of most servers differ once a second, by their `Date`, and comparing them costs a fifth
 * of reading them. Answers to one request are alike on all connections, so they share what is known
 * of it: one header that is at hand is found sooner than one for each connection.
 */
export class HeadMemo {
  #last: Buffer | undefined;
  #head: ResponseHead | undefined;
  #misses = 0;
  /** Of the answer to which the header belongs, where its body is as long as it says; or -1. */
  answerBytes = -1;

  /** What is in the header at `at`, if it is the remembered one. */
  recognise(bytes: Buffer, at: number, end: number): ResponseHead | undefined {
    const last = this.#last;
    if (this.#head === undefined || last === undefined || end - at < last.length) return undefined;
    if (last.compare(bytes, at, at + last.length) !== 0) return undefined;
    this.#misses = 0;
    return this.#head;
  }

  /** Of the header that was recognised. */
  get length(): number {
    return this.#last?.length ?? 0;
  }

  /** Another header comes: this one stands for nothing any more. */
  forget(): void {
    this.#head = undefined;
    this.#misses++;
  }

  /**
   * The header that was read is all that lies from `from` up to `to`. Returns whether it has taken
   * over what is in it, which must not change any more.
   */
  remember(bytes: Buffer, from: number, to: number, head: ResponseHead): boolean {
    const length = to - from;
    if (length > BYTES_MAX) return false;
    if (this.#misses > MISSES_MAX && this.#misses % TRIED_ONE_IN > 0) return false;
    if (this.#last?.length !== length) this.#last = Buffer.allocUnsafeSlow(length);
    bytes.copy(this.#last, 0, from, to);
    this.#head = head;
    this.answerBytes = head.plain ? length + head.contentLength : -1;
    return true;
  }
}
