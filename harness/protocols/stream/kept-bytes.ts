const NOTHING = Buffer.alloc(0);

/** Keeps bytes that come in pieces, up to a limit, in memory that is used again. */
export class KeptBytes {
  #bytes = NOTHING;
  #length = 0;
  #limit = 0;

  /** Forgets everything; keeps so many bytes of what follows. */
  begin(limit: number): void {
    this.#length = 0;
    this.#limit = limit;
  }

  /** The next piece is `bytes` from `from` up to `to`. */
  see(bytes: Buffer, from: number, to: number): void {
    const end = Math.min(to, from + this.#limit - this.#length);
    if (end <= from) return;
    const length = this.#length + end - from;
    if (length > this.#bytes.length) {
      const longer = Buffer.allocUnsafeSlow(Math.max(1024, 2 * length));
      this.#bytes.copy(longer, 0, 0, this.#length);
      this.#bytes = longer;
    }
    bytes.copy(this.#bytes, this.#length, from, end);
    this.#length = length;
  }

  /** What was kept. Only until the next `begin`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
