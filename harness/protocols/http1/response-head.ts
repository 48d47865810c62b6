/**
 * The head of an HTTP/1.1 response: status line and header fields (RFC 9112 §4, §5), of which only
 * what frames the message is kept.
 */

/** How the body's end is found (RFC 9112 §6.3). */
export type Framing = 'length' | 'chunked' | 'until-close';

export interface ResponseHead {
  readonly status: number;
  readonly framing: Framing;
  /** Body bytes, for framing `length`; 0 when no length was given. */
  readonly length: number;
  /** The server closes the connection after this message. */
  readonly closes: boolean;
}

const CR = 13;
const LF = 10;
const SP = 32;
const HT = 9;
const COLON = 58;
const ZERO = 48;

/**
 * The offset behind the blank line that ends a head, or -1 if it is not in `bytes[from, to)`. Lines
 * may end in LF alone (RFC 9112 §2.2).
 */
export function headEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    at = bytes.indexOf(LF, at);
    if (at < 0 || at >= to) return -1;
    if (bytes[at + 1] === LF && at + 1 < to) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF && at + 2 < to) return at + 3;
  }
  return -1;
}

const isDigit = (byte: number | undefined): byte is number =>
  byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

/** `HTTP/1.x SSS`, where SSS starts with 1 to 9; the status, or -1. */
function statusOf(bytes: Buffer, from: number): number {
  if (bytes.toString('latin1', from, from + 7) !== 'HTTP/1.') return -1;
  const [minor, space, a, b, c, after] = bytes.subarray(from + 7, from + 13);
  if (!isDigit(minor) || space !== SP || !isDigit(a) || !isDigit(b) || !isDigit(c)) return -1;
  if (a === ZERO || (after !== SP && after !== CR && after !== LF)) return -1;
  return (a - ZERO) * 100 + (b - ZERO) * 10 + (c - ZERO);
}

/** A decimal length, or a list of equal ones (RFC 9112 §6.3 rule 5); -1 for anything else. */
function lengthOf(value: string): number {
  const parts = value.split(',').map((part) => part.trim());
  const [first = ''] = parts;
  if (!/^\d{1,15}$/.test(first) || parts.some((part) => part !== first)) return -1;
  return Number(first);
}

interface Fields {
  length: number | undefined;
  encoding: string;
  connection: string;
}

/** Reads the fields that frame a message; undefined when a line is no field. */
function fieldsOf(bytes: Buffer, from: number, to: number): Fields | undefined {
  const fields: Fields = { length: undefined, encoding: '', connection: '' };
  let at = from;
  while (at < to) {
    const lineEnd = bytes.indexOf(LF, at);
    const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (end <= at) return fields;
    if (!readField(bytes, at, end, fields)) return undefined;
    at = lineEnd + 1;
  }
  return fields;
}

/** Reads one line into `fields`; false when it is no field. */
function readField(bytes: Buffer, at: number, end: number, fields: Fields): boolean {
  // Folded lines are obsolete (RFC 9112 §5.2) and would hide a framing field: refused.
  if (bytes[at] === SP || bytes[at] === HT) return false;
  const colon = bytes.indexOf(COLON, at);
  if (colon <= at || colon >= end) return false;
  if (bytes[colon - 1] === SP || bytes[colon - 1] === HT) return false;
  const name = colon - at;
  // Only these lengths can be a field that frames the message; names are rarely so long.
  if (name !== 14 && name !== 17 && name !== 10) return true;
  const field = bytes.toString('latin1', at, colon).toLowerCase();
  const value = bytes.toString('latin1', colon + 1, end).trim();
  if (field === 'content-length') {
    const length = lengthOf(value);
    if (length < 0 || (fields.length !== undefined && fields.length !== length)) return false;
    fields.length = length;
  } else if (field === 'transfer-encoding') fields.encoding += `,${value.toLowerCase()}`;
  else if (field === 'connection') fields.connection += `,${value.toLowerCase()}`;
  return true;
}

const has = (list: string, token: string): boolean =>
  list.split(',').some((part) => part.trim() === token);

/**
 * Reads a whole head, blank line included; undefined when it is malformed. `headOnly` says that the
 * request was HEAD, whose answers have no body whatever their fields say.
 */
export function readHead(
  bytes: Buffer,
  from: number,
  to: number,
  headOnly: boolean,
): ResponseHead | undefined {
  const status = statusOf(bytes, from);
  if (status < 0) return undefined;
  const fields = fieldsOf(bytes, bytes.indexOf(LF, from) + 1, to);
  if (fields === undefined) return undefined;
  const { length, encoding, connection } = fields;
  const old = bytes[from + 7] === ZERO;
  const keeps = old ? has(connection, 'keep-alive') : !has(connection, 'close');
  const bodiless = headOnly || status < 200 || status === 204 || status === 304;
  if (bodiless) return { status, framing: 'length', length: 0, closes: !keeps };
  if (encoding !== '') {
    // The last coding frames the message; if that is not chunked, the end of the stream does.
    const chunked = encoding.split(',').at(-1)?.trim() === 'chunked';
    return chunked
      ? { status, framing: 'chunked', length: 0, closes: !keeps }
      : { status, framing: 'until-close', length: 0, closes: true };
  }
  if (length === undefined) return { status, framing: 'until-close', length: 0, closes: true };
  return { status, framing: 'length', length, closes: !keeps };
}
