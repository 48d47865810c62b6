/**
 * Reads every response that HTTP/1.0 and 1.1 allow (RFC 9112): header lines whole or in pieces, a
 * body by length, in chunks or until the end of the connection, interim responses before it, and
 * several responses in a row. Nothing is allocated for a response that comes in whole lines.
 */
import type { Clock } from '../../model/clock.ts';
import type { AnswerFault, Outcome, Traffic } from '../../model/protocol.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { ByteMatch } from '../stream/byte-match.ts';
import { ByteSearch } from '../stream/byte-search.ts';
import { KeptBytes } from '../stream/kept-bytes.ts';
import { excerpt, expectedText, STATUSES_USUAL } from './answer-text.ts';
import { parseChunkSize } from './chunk-size.ts';
import type { EncodedRequest, Inspector } from './encoded-request.ts';
import { BAD, CUT, LineReader, SECTION_BYTES_MAX } from './line-reader.ts';
import { nameEnd, ResponseHead } from './response-head.ts';

/** What comes next: a line of a section, or bytes of a body. */
type Stage =
  | 'status-line'
  | 'fields'
  | 'head-read'
  | 'sized-body'
  | 'endless-body'
  | 'chunk-size'
  | 'chunk'
  | 'chunk-end'
  | 'trailers';

const ANNOUNCED = 'the server announced the close';
const ASKED = 'the request asked for the close';
const BY_CLOSE = 'the answer ended with the connection';
const SWITCHED = 'the server switched protocols';

/** Of a body, to show what was wrong with it. */
const EXCERPT_BYTES = 1024;
/** Of a body that is looked at as a whole. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;
const LINE_END = Buffer.from('\n');

export class ResponseReader implements AnswerReader<EncodedRequest> {
  outcome: Outcome | undefined;
  closing = '';
  #stage: Stage = 'status-line';
  /** Bytes of the body or the chunk that have not come yet. */
  #left = 0;
  readonly #lines = new LineReader();
  /** Of this answer; not this reader's own where others have read the same. */
  #head = new ResponseHead();
  /** To read the next header into. */
  #own = this.#head;
  readonly #body = new ByteMatch();
  readonly #search = new ByteSearch();
  readonly #keptHead = new KeptBytes();
  readonly #keptBody = new KeptBytes();
  /** Something may want to see the body. */
  #keeps = false;
  /** The status is a right one. */
  #welcome = true;
  #request: EncodedRequest | undefined;
  #fault: AnswerFault | undefined;
  readonly #clock: Pick<Clock, 'nowNs'>;
  readonly #traffic: Pick<Traffic, 'inspected' | 'inspectNs'>;

  /** Counts what is looked at as a whole, and the time that it takes. */
  constructor(clock: Pick<Clock, 'nowNs'>, traffic: Pick<Traffic, 'inspected' | 'inspectNs'>) {
    this.#clock = clock;
    this.#traffic = traffic;
  }

  restart(): void {
    this.outcome = undefined;
    this.closing = '';
    this.#stage = 'status-line';
    this.#lines.begin();
  }

  read(bytes: Buffer, at: number, end: number, request: EncodedRequest): number {
    let position = at;
    while (position < end && this.outcome === undefined) {
      switch (this.#stage) {
        case 'status-line':
        case 'fields':
          position = this.#readHead(bytes, position, end, request);
          break;
        case 'sized-body':
        case 'chunk':
        case 'endless-body':
          position = this.#readBody(bytes, position, end, request);
          break;
        default:
          position = this.#readLine(bytes, position, end, request);
      }
    }
    return position;
  }

  finish(request: EncodedRequest): Outcome | undefined {
    if (this.#stage !== 'endless-body') return undefined;
    this.#complete(request);
    return this.outcome;
  }

  #readHead(bytes: Buffer, at: number, end: number, request: EncodedRequest): number {
    const fresh = this.#stage === 'status-line' && this.#lines.fresh;
    const inspected = request.inspect !== undefined;
    if (fresh && !inspected) {
      const known = request.memo.recognise(bytes, at, end);
      if (known) return this.#readKnown(known, at, end, request);
      request.memo.forget();
    }
    if (fresh) {
      this.#head = this.#own;
      this.#head.restart();
      if (inspected) this.#keptHead.begin(SECTION_BYTES_MAX);
    }
    let position = at;
    while (position < end && this.#stage !== 'head-read') {
      position = this.#readLine(bytes, position, end, request);
    }
    if (this.#stage !== 'head-read') return position;
    if (fresh && !inspected && request.memo.remember(bytes, at, position, this.#own)) {
      this.#own = new ResponseHead();
    }
    this.#beginBody(request);
    return position;
  }

  /** Goes on behind a header that was recognised; past a body that nobody wants to see as well. */
  #readKnown(head: ResponseHead, at: number, end: number, request: EncodedRequest): number {
    const { memo, statuses } = request;
    this.#head = head;
    const whole = memo.answerBytes > 0 && at + memo.answerBytes <= end;
    if (whole && expectsNothing(request) && isWelcome(head.status, statuses)) {
      this.outcome = 'ok';
      this.#fault = undefined;
      this.#request = undefined;
      return at + memo.answerBytes;
    }
    this.#beginBody(request);
    return at + memo.length;
  }

  #readLine(bytes: Buffer, at: number, end: number, request: EncodedRequest): number {
    const after = this.#lines.read(bytes, at, end);
    if (after === CUT) return end;
    const fault = after === BAD ? this.#lines.fault : this.#takeLine(request);
    if (fault === '') return after;
    this.outcome = 'malformed';
    this.closing = `malformed answer: ${fault}`;
    return end;
  }

  /** Returns what is wrong with the line, or nothing. */
  #takeLine(request: EncodedRequest): string {
    const { bytes, start, end } = this.#lines;
    const empty = start === end;
    switch (this.#stage) {
      case 'status-line':
        this.#stage = 'fields';
        return this.#head.readStatusLine(bytes, start, end);
      case 'fields':
        if (!empty) {
          if (request.inspect) this.#keepLine(bytes, start, end);
          return this.#head.readField(bytes, start, end);
        }
        this.#stage = 'head-read';
        return '';
      case 'chunk-size':
        return this.#beginChunk(parseChunkSize(bytes, start, end));
      case 'chunk-end':
        this.#expect('chunk-size');
        return empty ? '' : 'a chunk of another size than it says';
      case 'trailers':
        if (!empty) return nameEnd(bytes, start, end) < 0 ? 'a trailer without a name' : '';
        this.#complete(request);
        return '';
      default:
        return 'a line within a body';
    }
  }

  #keepLine(bytes: Buffer, start: number, end: number): void {
    this.#keptHead.see(bytes, start, end);
    this.#keptHead.see(LINE_END, 0, 1);
  }

  /** Begins a section of lines. */
  #expect(stage: Stage): void {
    this.#stage = stage;
    this.#lines.begin();
  }

  /** RFC 9112, section 6.3, in its order. */
  #beginBody(request: EncodedRequest): void {
    const { status, coding, contentLength } = this.#head;
    this.#body.begin(request.body);
    this.#search.begin();
    const { inspect, body, contains, statuses } = request;
    this.#welcome = isWelcome(status, statuses);
    this.#keeps =
      !this.#welcome || inspect !== undefined || body !== undefined || contains !== undefined;
    if (this.#keeps) this.#keptBody.begin(inspect ? BODY_BYTES_MAX : EXCERPT_BYTES);
    if (status < 200 && status !== 101) {
      // An interim response; the real one follows.
      this.#expect('status-line');
    } else if (request.bodiless || status === 101 || status === 204 || status === 304) {
      this.#complete(request);
    } else if (coding === 'chunked') {
      this.#expect('chunk-size');
    } else if (coding === 'other' || contentLength < 0) {
      this.#stage = 'endless-body';
    } else if (contentLength === 0) {
      this.#complete(request);
    } else {
      this.#stage = 'sized-body';
      this.#left = contentLength;
    }
  }

  #beginChunk(size: number): string {
    if (size < 0) return 'a chunk without a size';
    this.#left = size;
    if (size > 0) this.#stage = 'chunk';
    else this.#expect('trailers');
    return '';
  }

  #readBody(bytes: Buffer, at: number, end: number, request: EncodedRequest): number {
    const endless = this.#stage === 'endless-body';
    const to = endless ? end : Math.min(end, at + this.#left);
    this.#body.see(bytes, at, to);
    if (request.contains) this.#search.see(request.contains, bytes, at, to);
    if (this.#keeps) this.#keptBody.see(bytes, at, to);
    if (endless) return to;
    this.#left -= to - at;
    if (this.#left > 0) return to;
    if (this.#stage === 'chunk') this.#expect('chunk-end');
    else this.#complete(request);
    return to;
  }

  #complete(request: EncodedRequest): void {
    const { status } = this.#head;
    this.#request = request;
    this.#fault = request.inspect === undefined ? undefined : this.#inspect(request.inspect);
    if (!this.#welcome) this.outcome = 'status';
    else if (!this.#body.whole || this.#fault !== undefined) this.outcome = 'mismatch';
    else if (request.contains && !this.#search.found(request.contains)) this.outcome = 'mismatch';
    else this.outcome = 'ok';
    if (this.#stage === 'endless-body') this.closing = BY_CLOSE;
    else if (status === 101) this.closing = SWITCHED;
    else if (!this.#head.persistent) this.closing = ANNOUNCED;
    else if (request.closes) this.closing = ASKED;
  }

  get serverNs(): number {
    return this.#head.serverNs;
  }

  #inspect(inspect: Inspector): AnswerFault | undefined {
    const startNs = this.#clock.nowNs();
    const { status } = this.#head;
    const head = this.#keptHead.bytes.toString('latin1');
    const fault = inspect({ status, head, body: this.#keptBody.bytes }, this.#welcome);
    this.#traffic.inspected++;
    this.#traffic.inspectNs += this.#clock.nowNs() - startNs;
    return fault;
  }

  fault(): AnswerFault | undefined {
    const request = this.#request;
    if (this.#fault !== undefined || request === undefined) return this.#fault;
    const { status } = this.#head;
    const got = `status ${status}, ${excerpt(this.#keptBody.bytes)}`;
    if (!this.#welcome)
      return { expected: `status ${request.statuses?.join(' or ') ?? STATUSES_USUAL}`, got };
    return { expected: expectedText(request.body ?? request.contains?.bytes, request), got };
  }
}

/** Of the answer’s body, and its end is where its header says. */
const expectsNothing = ({ body, contains, bodiless, closes }: EncodedRequest): boolean =>
  body === undefined && contains === undefined && !bodiless && !closes;

const isWelcome = (status: number, statuses: readonly number[] | undefined): boolean =>
  statuses === undefined ? status >= 200 && status < 400 : statuses.includes(status);
