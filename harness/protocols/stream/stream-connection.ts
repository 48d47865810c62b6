/**
 * A connection over a byte stream on which answers come in the order of the requests. What the
 * bytes mean is its reader's business; here is what all such protocols share: opening, matching
 * answers to requests, and what becomes of the requests when the stream ends.
 */
import { strict as assert } from 'node:assert';
import type { Clock } from '../../model/clock.ts';
import type {
  AnswerFault,
  Connection,
  ConnectionOptions,
  ConnectionOwner,
  ConnectTiming,
  Endpoint,
  ExchangeSink,
  Outcome,
  Traffic,
} from '../../model/protocol.ts';
import type { AnswerReader } from './answer-reader.ts';
import { InFlight } from './in-flight.ts';
import { Wire, type WireOptions, type WireOwner } from './wire.ts';

/** The least a prepared request is: its bytes. */
export interface Encoded {
  readonly bytes: Buffer;
}

export interface StreamOptions<Prepared> extends ConnectionOptions {
  readonly endpoint: Endpoint;
  readonly owner: ConnectionOwner<Prepared>;
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly reader: AnswerReader<Prepared>;
}

const ENDED = 'the server closed the connection';
const UNSOLICITED = 'the server sent bytes that answer no request';
const EXPIRED = 'an answer did not come in time';

export class StreamConnection<Prepared extends Encoded> implements Connection<Prepared>, WireOwner {
  readonly #wireOptions: WireOptions;
  readonly #owner: ConnectionOwner<Prepared>;
  readonly #clock: Clock;
  readonly #traffic: Traffic;
  readonly #reader: AnswerReader<Prepared>;
  readonly #inFlight: InFlight<Prepared>;
  readonly #pipelined: boolean;
  /** From `open` until it is closed or could not be connected. */
  #wire: Wire | undefined;
  /** Announced its end, and waits for it. One at most. */
  #leaving: Wire | undefined;
  #open = false;
  #ended = false;

  constructor(options: StreamOptions<Prepared>) {
    this.#wireOptions = options;
    this.#owner = options.owner;
    this.#clock = options.clock;
    this.#traffic = options.traffic;
    this.#reader = options.reader;
    this.#inFlight = new InFlight(options.depth);
    this.#pipelined = options.depth > 1;
  }

  open(): void {
    assert(!this.#ended, 'a connection that was closed for good is not opened');
    assert(this.#wire === undefined, 'opened once at a time');
    this.#wire = new Wire(this.#wireOptions, this);
  }

  up(timing: ConnectTiming): void {
    this.#open = true;
    this.#owner.opened(this, timing);
  }

  exchange(request: Prepared, sink: ExchangeSink): void {
    const wire = this.#wire;
    if (wire === undefined || !this.#open) assert.fail('sent on an open connection only');
    this.#inFlight.push(request, sink);
    this.#traffic.bytesOut += request.bytes.length;
    wire.write(request.bytes);
  }

  received(bytes: Buffer, length: number): void {
    // Read before anything is parsed: what parsing takes is not the server's.
    const readNs = this.#clock.nowNs();
    this.#traffic.bytesIn += length;
    const wire = this.#wire;
    // What a batch of answers makes room for leaves as a batch: a system call costs microseconds.
    if (this.#pipelined) wire?.hold();
    this.#read(bytes, length, readNs);
    if (this.#pipelined) wire?.release();
  }

  #read(bytes: Buffer, length: number, readNs: number): void {
    const wire = this.#wire;
    // Bytes that are here already cannot answer a request that is sent while they are read.
    let due = this.#inFlight.count;
    let at = 0;
    // Whoever is told of an answer may close this connection or give up on another exchange.
    while (at < length && this.#wire === wire) {
      const request = this.#inFlight.firstRequest;
      if (due === 0 || request === undefined) {
        this.#drop(UNSOLICITED);
        return;
      }
      at = this.#reader.read(bytes, at, length, request);
      if (this.#reader.outcome === undefined) return;
      due--;
      this.#answered(this.#reader.outcome, readNs, due === 0 && at < length);
    }
  }

  /** The oldest exchange has its answer; `surplus` says that more came than was asked for. */
  #answered(outcome: Outcome, readNs: number, surplus: boolean): void {
    const { closing } = this.#reader;
    if (closing === '' && !surplus) {
      this.#reader.restart();
      this.#inFlight.shift()?.settle(outcome, readNs);
      return;
    }
    if (outcome !== 'malformed' && !surplus) this.#leave();
    this.#drop(closing === '' ? UNSOLICITED : closing, outcome);
  }

  /** The server said that it closes: it may do so in its own time, and no more is read. */
  #leave(): void {
    this.#leaving?.destroy();
    this.#leaving = this.#wire;
    this.#leaving?.letGo();
  }

  ended(): void {
    const request = this.#inFlight.firstRequest;
    const outcome = request === undefined ? undefined : this.#reader.finish(request);
    this.#drop(ENDED, outcome);
  }

  broken(cause: string): void {
    this.#drop(cause);
  }

  expire(sink: ExchangeSink): void {
    const nowNs = this.#clock.nowNs();
    const sinks = this.#takeDown(EXPIRED);
    assert(sinks.includes(sink), 'gives up on what is in flight only');
    for (const each of sinks) this.#settle(each, each === sink ? 'timeout' : 'reset', nowNs);
  }

  /** Ends the stream: the oldest exchange settles as said, what was sent after it as `reset`. */
  #drop(cause: string, first: Outcome = 'reset'): void {
    const nowNs = this.#clock.nowNs();
    let outcome = first;
    for (const sink of this.#takeDown(cause)) {
      this.#settle(sink, outcome, nowNs);
      outcome = 'reset';
    }
  }

  #takeDown(cause: string): readonly ExchangeSink[] {
    const sinks = this.#inFlight.drain();
    if (this.#wire !== this.#leaving) this.#wire?.destroy();
    this.#wire = undefined;
    this.#open = false;
    this.#reader.restart();
    this.#owner.closed(this, cause);
    return sinks;
  }

  #settle(sink: ExchangeSink, outcome: Outcome, atNs: number): void {
    if (!this.#ended) sink.settle(outcome, atNs);
  }

  get serverNs(): number {
    return this.#reader.serverNs ?? -1;
  }

  fault(): AnswerFault | undefined {
    return this.#reader.fault?.();
  }

  close(): void {
    this.#ended = true;
    this.#open = false;
    this.#wire?.destroy();
    this.#wire = undefined;
    this.#leaving?.destroy();
    this.#inFlight.drain();
  }
}
