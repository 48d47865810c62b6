import { isWord, ListCursor } from './field-value.ts';
import { serverTimeNs } from './server-timing.ts';
import { tokenBytes } from './token.ts';

const SPACE = 0x20;
const TAB = 0x09;
const ZERO = 0x30;
const COLON = 0x3a;

const VERSION = Buffer.from('HTTP/1.');
const CONTENT_LENGTH = Buffer.from('content-length');
const TRANSFER_ENCODING = Buffer.from('transfer-encoding');
const CONNECTION = Buffer.from('connection');
const SERVER_TIMING = Buffer.from('server-timing');
const CHUNKED = Buffer.from('chunked');
const CLOSE = Buffer.from('close');
const KEEP_ALIVE = Buffer.from('keep-alive');

/** A response of a petabyte has a wrong length. Also, longer numbers would not be exact. */
const LENGTH_MAX = 1e15;

const isDigit = (byte: number | undefined): byte is number =>
  byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

/** How the end of the body is found, before the status and the method are looked at. */
export type Coding = 'none' | 'chunked' | 'other';

/** The position of the colon after a field's name; -1 if the line is no field. */
export function nameEnd(bytes: Buffer, start: number, end: number): number {
  let position = start;
  while (position < end && tokenBytes[bytes[position] as number] === 1) position++;
  return position > start && position < end && bytes[position] === COLON ? position : -1;
}

/**
 * What a status line and header fields say about the response's end and the connection's (RFC 9112,
 * sections 4, 6 and 9). Each line is read as it comes; an empty answer means that it is right.
 */
export class ResponseHead {
  status = 0;
  /** -1 when not given. */
  contentLength = -1;
  coding: Coding = 'none';
  /** How long the server says that it took; -1 when it does not. */
  serverNs = -1;
  #minor = 1;
  #close = false;
  #keepAlive = false;
  /** The line before was a field that may be folded, because it means nothing here. */
  #foldable = false;
  readonly #list = new ListCursor();

  restart(): void {
    this.status = 0;
    this.contentLength = -1;
    this.coding = 'none';
    this.serverNs = -1;
    this.#minor = 1;
    this.#close = false;
    this.#keepAlive = false;
    this.#foldable = false;
  }

  /** Whether the server keeps the connection open, as far as the header says. */
  get persistent(): boolean {
    if (this.#close) return false;
    // RFC 9112, section 6.1: HTTP/1.0 has no transfer codings, so the end is in doubt.
    return this.#minor > 0 || (this.#keepAlive && this.coding === 'none');
  }

  /** The body is as long as the header says, whatever was asked with GET, and others may follow. */
  get plain(): boolean {
    const { status } = this;
    const mayHaveBody = status >= 200 && status !== 204 && status !== 304;
    return mayHaveBody && this.coding === 'none' && this.contentLength >= 0 && this.persistent;
  }

  /** Reads `HTTP/1.1 200 OK`; the reason may be missing. Returns what is wrong, or nothing. */
  readStatusLine(bytes: Buffer, start: number, end: number): string {
    const digits = start + VERSION.length;
    for (let index = 0; index < VERSION.length; index++) {
      if (bytes[start + index] !== VERSION[index]) return 'not a status line of HTTP/1';
    }
    const minor = bytes[digits];
    const hundreds = bytes[digits + 2];
    const tens = bytes[digits + 3];
    const ones = bytes[digits + 4];
    const after = digits + 5;
    if (after > end || !isDigit(minor) || bytes[digits + 1] !== SPACE) return 'a bad status line';
    if (!isDigit(hundreds) || !isDigit(tens) || !isDigit(ones)) return 'a bad status';
    if (after < end && bytes[after] !== SPACE) return 'a bad status';
    this.#minor = minor - ZERO;
    this.status = (hundreds - ZERO) * 100 + (tens - ZERO) * 10 + (ones - ZERO);
    return this.status < 100 ? 'a status below 100' : '';
  }

  /** Reads one line of the header. Returns what is wrong, or nothing. */
  readField(bytes: Buffer, start: number, end: number): string {
    const first = bytes[start];
    if (first === SPACE || first === TAB) {
      // Folding is history (RFC 9112, section 5.2): harmless in fields that nobody reads here.
      return this.#foldable ? '' : 'a folded line where it would matter';
    }
    const colon = nameEnd(bytes, start, end);
    if (colon < 0) return 'a header line without a name';
    this.#foldable = false;
    switch (colon - start) {
      case CONTENT_LENGTH.length:
        if (isWord(bytes, start, colon, CONTENT_LENGTH)) return this.#length(bytes, colon + 1, end);
        break;
      case TRANSFER_ENCODING.length:
        if (isWord(bytes, start, colon, TRANSFER_ENCODING))
          return this.#code(bytes, colon + 1, end);
        break;
      case CONNECTION.length:
        if (isWord(bytes, start, colon, CONNECTION)) return this.#connect(bytes, colon + 1, end);
        break;
      case SERVER_TIMING.length:
        if (isWord(bytes, start, colon, SERVER_TIMING)) {
          const own = serverTimeNs(bytes.toString('latin1', colon + 1, end));
          this.serverNs = Math.max(this.serverNs, own);
        }
        break;
      default:
    }
    this.#foldable = true;
    return '';
  }

  /** The same length may be given several times, in lines or in a list. */
  #length(bytes: Buffer, start: number, end: number): string {
    const list = this.#list;
    list.over(bytes, start, end);
    if (!list.advance()) return 'an empty Content-Length';
    do {
      let length = 0;
      for (let position = list.start; position < list.end; position++) {
        const byte = bytes[position];
        if (!isDigit(byte)) return 'a Content-Length that is no number';
        length = 10 * length + (byte - ZERO);
        if (length > LENGTH_MAX) return 'an impossible Content-Length';
      }
      if (this.contentLength >= 0 && this.contentLength !== length) {
        return 'two different Content-Lengths';
      }
      this.contentLength = length;
    } while (list.advance());
    return '';
  }

  /** Only the last coding says where the body ends. */
  #code(bytes: Buffer, start: number, end: number): string {
    const list = this.#list;
    list.over(bytes, start, end);
    while (list.advance()) {
      this.coding = isWord(bytes, list.start, list.end, CHUNKED) ? 'chunked' : 'other';
    }
    return '';
  }

  #connect(bytes: Buffer, start: number, end: number): string {
    const list = this.#list;
    list.over(bytes, start, end);
    while (list.advance()) {
      if (isWord(bytes, list.start, list.end, CLOSE)) this.#close = true;
      if (isWord(bytes, list.start, list.end, KEEP_ALIVE)) this.#keepAlive = true;
    }
    return '';
  }
}
