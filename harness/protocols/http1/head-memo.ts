/** Longer headers are read again each time. */
const BYTES_MAX = 1024;
/** After so many headers in a row that differ from the one before, they seem to differ always. */
const MISSES_MAX = 16;
/** Then one in so many is still tried. */
const TRIED_ONE_IN = 256;

/**
 * The bytes of the last header, to recognise it when it comes again. The headers of most servers
 * differ once a second, by their `Date`, and comparing them costs a fifth of reading them.
 */
export class HeadMemo {
  #last: Buffer | undefined;
  #known = false;
  #misses = 0;

  /** Whether the remembered header stands at `at`. */
  recognises(bytes: Buffer, at: number, end: number): boolean {
    const last = this.#last;
    if (!this.#known || last === undefined || end - at < last.length) return false;
    if (last.compare(bytes, at, at + last.length) !== 0) return false;
    this.#misses = 0;
    return true;
  }

  /** Of the header that was recognised. */
  get length(): number {
    return this.#last?.length ?? 0;
  }

  /** Another header comes: this one stands for nothing any more. */
  forget(): void {
    this.#known = false;
    this.#misses++;
  }

  /** The header that was read is all that lies from `from` up to `to`. */
  remember(bytes: Buffer, from: number, to: number): void {
    const length = to - from;
    if (length > BYTES_MAX) return;
    if (this.#misses > MISSES_MAX && this.#misses % TRIED_ONE_IN > 0) return;
    if (this.#last?.length !== length) this.#last = Buffer.allocUnsafeSlow(length);
    bytes.copy(this.#last, 0, from, to);
    this.#known = true;
  }
}
