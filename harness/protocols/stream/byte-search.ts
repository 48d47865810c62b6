/** Bytes to look for, with the table that Knuth, Morris and Pratt's search needs (1977). */
export interface BytePattern {
  readonly bytes: Buffer;
  /** By how many bytes matched: how many of them still match when the next byte does not. */
  readonly fallback: readonly number[];
}

/** The pattern for bytes, made once before a run. Throws nothing; no bytes are found anywhere. */
export function bytePattern(bytes: Buffer): BytePattern {
  const fallback = [0, 0];
  for (let at = 1, matched = 0; at < bytes.length; at++) {
    while (matched > 0 && bytes[at] !== bytes[matched]) matched = fallback[matched] ?? 0;
    if (bytes[at] === bytes[matched]) matched++;
    fallback.push(matched);
  }
  return { bytes, fallback };
}

/** Looks for a pattern in bytes that come in pieces, without keeping any of them. */
export class ByteSearch {
  #matched = 0;

  begin(): void {
    this.#matched = 0;
  }

  /** The next piece is `bytes` from `from` up to `to`. The pattern stays the same until `begin`. */
  see(pattern: BytePattern, bytes: Buffer, from: number, to: number): void {
    const wanted = pattern.bytes;
    let matched = this.#matched;
    for (let at = from; at < to && matched < wanted.length; at++) {
      const byte = bytes[at];
      while (matched > 0 && byte !== wanted[matched]) matched = pattern.fallback[matched] ?? 0;
      if (byte === wanted[matched]) matched++;
    }
    this.#matched = matched;
  }

  /** Whether the pieces since `begin` had the pattern in them. */
  found(pattern: BytePattern): boolean {
    return this.#matched === pattern.bytes.length;
  }
}
