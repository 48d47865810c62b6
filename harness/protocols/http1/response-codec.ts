/**
 * Reads HTTP/1.1 responses from a stream that may be split at any byte (RFC 9112 §6, §7). Line-wise
 * parts (heads, chunk sizes, trailers) are put together when a piece ends within them; bodies are
 * counted through and, where the scenario expects a body, compared as they pass.
 */
import type { Outcome } from '../../model/protocol.ts';
import type { Codec, CodecState } from '../stream/codec.ts';
import type { PreparedHttp } from './request-encoder.ts';
import { headEnd, type ResponseHead, readHead } from './response-head.ts';

/** A head, a trailer or a chunk's size line that is longer is refused. */
const LINES_MAX = 64 * 1024;
/** Heads up to this size are remembered, to be recognised when the next one is the same. */
const MEMO_MAX = 1024;
const LF = 10;
const CR = 13;

type Part =
  | 'head'
  | 'length'
  | 'until-close'
  | 'chunk-size'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailer';

const NOTHING = Buffer.alloc(0);

export class ResponseCodec implements Codec<PreparedHttp> {
  state: CodecState = 'more';
  outcome: Outcome = 'ok';
  closes = false;
  #part: Part = 'head';
  /** What was read of a line-wise part so far. */
  #begun: Buffer = NOTHING;
  #left = 0;
  #status = 0;
  #matched = 0;
  #matches = true;
  /** The last head, byte for byte: a server's heads differ once a second, by their date. */
  #memo: Buffer = NOTHING;
  #memoHead: ResponseHead | undefined;
  #memoForHead = false;

  restart(): void {
    this.#part = 'head';
    this.#begun = NOTHING;
    this.#begin();
  }

  #begin(): void {
    this.state = 'more';
    this.closes = false;
    this.#matched = 0;
    this.#matches = true;
  }

  consume(bytes: Buffer, from: number, to: number, request: PreparedHttp): number {
    if (this.state === 'answer') this.#begin();
    let at = from;
    while (at < to && this.state === 'more') at = this.#step(bytes, at, to, request);
    return at;
  }

  #step(bytes: Buffer, at: number, to: number, request: PreparedHttp): number {
    switch (this.#part) {
      case 'head':
        return this.#readHead(bytes, at, to, request);
      case 'length':
      case 'until-close':
      case 'chunk-data':
        return this.#readBody(bytes, at, to, request);
      default:
        return this.#readLine(bytes, at, to, request);
    }
  }

  #readHead(bytes: Buffer, at: number, to: number, request: PreparedHttp): number {
    const known = this.#recognised(bytes, at, to, request);
    if (known !== undefined) {
      this.#enter(known, request);
      return at + this.#memo.length;
    }
    const before = this.#begun.length;
    const all = before === 0 ? bytes : Buffer.concat([this.#begun, bytes.subarray(at, to)]);
    const start = before === 0 ? at : 0;
    const limit = before === 0 ? to : all.length;
    const end = headEnd(all, start, limit);
    if (end < 0) return this.#keep(all, start, limit, to);
    this.#begun = NOTHING;
    const head = readHead(all, start, end, request.head);
    if (head === undefined || head.status === 101) this.state = 'malformed';
    else {
      this.#remember(all, start, end, head, request);
      this.#enter(head, request);
    }
    return at + (end - start - before);
  }

  /** The remembered head if these bytes begin with it. */
  #recognised(
    bytes: Buffer,
    at: number,
    to: number,
    request: PreparedHttp,
  ): ResponseHead | undefined {
    const { length } = this.#memo;
    if (length === 0 || this.#begun.length > 0 || to - at < length) return undefined;
    if (request.head !== this.#memoForHead) return undefined;
    return this.#memo.compare(bytes, at, at + length) === 0 ? this.#memoHead : undefined;
  }

  #remember(
    bytes: Buffer,
    start: number,
    end: number,
    head: ResponseHead,
    request: PreparedHttp,
  ): void {
    if (end - start > MEMO_MAX) return;
    this.#memo = Buffer.from(bytes.subarray(start, end));
    this.#memoHead = head;
    this.#memoForHead = request.head;
  }

  /** Keeps an unfinished line-wise part until more comes, unless it is too long by now. */
  #keep(all: Buffer, start: number, limit: number, to: number): number {
    if (limit - start > LINES_MAX) this.state = 'malformed';
    else this.#begun = Buffer.from(all.subarray(start, limit));
    return to;
  }

  #enter(head: ResponseHead, request: PreparedHttp): void {
    // An interim response: the one that counts is still to come.
    if (head.status < 200) return;
    this.#status = head.status;
    this.closes = head.closes;
    this.#left = head.length;
    this.#part = head.framing === 'chunked' ? 'chunk-size' : head.framing;
    if (head.framing === 'length' && head.length === 0) this.#end(request);
  }

  #readBody(bytes: Buffer, at: number, to: number, request: PreparedHttp): number {
    const untilClose = this.#part === 'until-close';
    const end = untilClose ? to : Math.min(to, at + this.#left);
    if (request.body !== undefined) this.#compare(bytes, at, end, request.body);
    if (untilClose) return end;
    this.#left -= end - at;
    if (this.#left > 0) return end;
    if (this.#part === 'length') this.#end(request);
    else this.#part = 'chunk-end';
    return end;
  }

  #compare(bytes: Buffer, at: number, end: number, wanted: Buffer): void {
    const upTo = this.#matched + end - at;
    this.#matches &&=
      upTo <= wanted.length && wanted.compare(bytes, at, end, this.#matched, upTo) === 0;
    this.#matched = upTo;
  }

  /** A chunk's size line, the line break behind its data, or a line of the trailer. */
  #readLine(bytes: Buffer, at: number, to: number, request: PreparedHttp): number {
    const lineEnd = bytes.indexOf(LF, at);
    const before = this.#begun;
    if (lineEnd < 0 || lineEnd >= to) {
      const all = Buffer.concat([before, bytes.subarray(at, to)]);
      return this.#keep(all, 0, all.length, to);
    }
    const line = Buffer.concat([before, bytes.subarray(at, lineEnd)]);
    this.#begun = NOTHING;
    const text = line.toString('latin1', 0, line.at(-1) === CR ? line.length - 1 : line.length);
    if (this.#part === 'chunk-size') this.#readSize(text);
    else if (this.#part === 'chunk-end') {
      if (text === '') this.#part = 'chunk-size';
      else this.state = 'malformed';
    } else if (text === '') this.#end(request);
    return lineEnd + 1;
  }

  /** Hexadecimal, with extensions that mean nothing to us (RFC 9112 §7.1). */
  #readSize(text: string): void {
    const size = /^([0-9a-f]{1,13})[ \t]*(;.*)?$/i.exec(text)?.[1];
    if (size === undefined) {
      this.state = 'malformed';
      return;
    }
    this.#left = Number.parseInt(size, 16);
    this.#part = this.#left === 0 ? 'trailer' : 'chunk-data';
  }

  #end(request: PreparedHttp): void {
    this.#part = 'head';
    this.state = 'answer';
    this.outcome = this.#judge(request);
  }

  #judge({ statuses, body }: PreparedHttp): Outcome {
    const status = this.#status;
    const right = statuses === undefined ? status < 400 : statuses.includes(status);
    if (!right) return 'status';
    if (body === undefined) return 'ok';
    return this.#matches && this.#matched === body.length ? 'ok' : 'mismatch';
  }

  finish(request: PreparedHttp): void {
    if (this.state === 'more' && this.#part === 'until-close') this.#end(request);
  }
}
