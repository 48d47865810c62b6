/** Compares bytes that come in pieces with the expected ones, without keeping any. */
export class ByteMatch {
  #expected: Buffer | undefined;
  #seen = 0;
  #same = true;

  /** Anything matches when nothing is expected. */
  begin(expected: Buffer | undefined): void {
    this.#expected = expected;
    this.#seen = 0;
    this.#same = true;
  }

  /** The next piece is `bytes` from `from` up to `to`. */
  see(bytes: Buffer, from: number, to: number): void {
    const expected = this.#expected;
    if (expected === undefined || !this.#same) return;
    const seen = this.#seen;
    this.#seen += to - from;
    this.#same =
      this.#seen <= expected.length && bytes.compare(expected, seen, this.#seen, from, to) === 0;
  }

  /** Whether the pieces were all that was expected, and nothing else. */
  get whole(): boolean {
    return this.#same && (this.#expected === undefined || this.#seen === this.#expected.length);
  }
}
