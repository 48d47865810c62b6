const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** In place of a position: the line is not whole yet. */
export const CUT = -1;
/** In place of a position: this cannot become a line; `fault` says why. */
export const BAD = -2;

/** How long a section of lines may be, such as a whole header. */
export const SECTION_BYTES_MAX = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * The position after the line that starts at `at`. A bare LF ends a line, too (RFC 9112, section
 * 2.2); a CR elsewhere and other control characters may not occur in any line of HTTP.
 */
function lineEnd(bytes: Buffer, at: number, end: number): number {
  for (let position = at; position < end; position++) {
    const byte = bytes[position] as number;
    if (byte >= SPACE || byte === TAB) continue;
    if (byte === LF) return position + 1;
    if (byte !== CR) return BAD;
    if (position + 1 === end) return CUT;
    return bytes[position + 1] === LF ? position + 2 : BAD;
  }
  return CUT;
}

/** Takes lines out of bytes that may be cut anywhere. Copies only what is cut. */
export class LineReader {
  /** The last whole line is here, without its end. Only until more bytes are read. */
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  fault = '';
  /** The beginning of a line whose end has not come yet. */
  #kept = NOTHING;
  #keptLength = 0;
  #left = SECTION_BYTES_MAX;

  /** Begins a section of lines. Those before must have been whole. */
  begin(): void {
    this.#keptLength = 0;
    this.#left = SECTION_BYTES_MAX;
  }

  /** Nothing of a line has come that is not whole. */
  get fresh(): boolean {
    return this.#keptLength === 0;
  }

  /** The position after the line that begins or goes on at `at`; CUT or BAD if there is none. */
  read(bytes: Buffer, at: number, end: number): number {
    const lastKept = this.#kept[this.#keptLength - 1];
    const broken = this.#keptLength > 0 && lastKept === CR && bytes[at] !== LF;
    const after = broken ? BAD : lineEnd(bytes, at, end);
    if (after === BAD) return this.#bad('a control character in a line');
    this.#left -= (after === CUT ? end : after) - at;
    if (this.#left < 0) return this.#bad(`more than ${SECTION_BYTES_MAX} bytes of header`);
    if (after === CUT) {
      this.#keep(bytes, at, end);
      return CUT;
    }
    if (this.#keptLength === 0) {
      this.#line(bytes, at, after);
    } else {
      this.#keep(bytes, at, after);
      this.#line(this.#kept, 0, this.#keptLength);
      this.#keptLength = 0;
    }
    return after;
  }

  #bad(fault: string): typeof BAD {
    this.fault = fault;
    return BAD;
  }

  #line(bytes: Buffer, start: number, after: number): void {
    this.bytes = bytes;
    this.start = start;
    const crLf = after - 2 >= start && bytes[after - 2] === CR;
    this.end = after - (crLf ? 2 : 1);
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const length = this.#keptLength + to - from;
    if (length > this.#kept.length) {
      const longer = Buffer.allocUnsafeSlow(Math.max(512, 2 * length));
      this.#kept.copy(longer, 0, 0, this.#keptLength);
      this.#kept = longer;
    }
    bytes.copy(this.#kept, this.#keptLength, from, to);
    this.#keptLength = length;
  }
}
