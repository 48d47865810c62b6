import { stripVTControlCharacters } from 'node:util';

/** Bytes kept by default; a server that logs every request must not fill our memory. */
const TAIL_BYTES = 16 * 1024;
const LINE_CHARACTERS_MAX = 300;

/** The end of a process's output: a ring of fixed size, whatever comes. */
export class OutputTail {
  readonly #ring: Buffer;
  #written = 0;

  constructor(bytesMax = TAIL_BYTES) {
    this.#ring = Buffer.alloc(bytesMax);
  }

  add(chunk: Buffer): void {
    const size = this.#ring.length;
    const kept = chunk.subarray(Math.max(0, chunk.length - size));
    this.#written += chunk.length - kept.length;
    const at = this.#written % size;
    const first = kept.copy(this.#ring, at);
    kept.copy(this.#ring, 0, first);
    this.#written += kept.length;
  }

  #text(): string {
    const size = this.#ring.length;
    if (this.#written <= size) return this.#ring.toString('utf8', 0, this.#written);
    const at = this.#written % size;
    return Buffer.concat([this.#ring.subarray(at), this.#ring.subarray(0, at)]).toString('utf8');
  }

  /** The last lines at most, without control characters; long lines are cut. */
  lines(count: number): string[] {
    const overflowed = this.#written > this.#ring.length;
    const lines = stripVTControlCharacters(this.#text()).split(/\r?\n/);
    // What is cut off at the front is no line, unless it is all there is.
    const whole = overflowed && lines.length > 1 ? lines.slice(1) : lines;
    return whole
      .map((line) =>
        line
          .replaceAll('\t', '  ')
          .replace(/\p{Cc}/gu, '')
          .trimEnd(),
      )
      .filter((line) => line !== '')
      .slice(-count)
      .map((line) =>
        line.length > LINE_CHARACTERS_MAX ? `${line.slice(0, LINE_CHARACTERS_MAX)}…` : line,
      );
  }
}
