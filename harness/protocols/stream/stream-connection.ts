/**
 * A connection of any protocol that sends requests and reads answers in the same order over a byte
 * stream. The protocol's own part is its codec. This is the hot path: a request and its answer
 * allocate nothing here.
 */
import { strict as assert } from 'node:assert';
import type { Socket } from 'node:net';
import type { Alarm, Clock } from '../../model/clock.ts';
import type {
  Connection,
  ConnectionOptions,
  ConnectionOwner,
  Endpoint,
  ExchangeSink,
  Outcome,
  Traffic,
} from '../../model/protocol.ts';
import type { Codec, PreparedBytes } from './codec.ts';
import { ExchangeRing } from './exchange-ring.ts';
import { openSocket } from './socket.ts';

export interface StreamSetup<Prepared extends PreparedBytes> {
  readonly endpoint: Endpoint;
  readonly options: ConnectionOptions;
  readonly owner: ConnectionOwner<Prepared>;
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly codec: Codec<Prepared>;
}

type State = 'idle' | 'connecting' | 'open' | 'over';

export class StreamConnection<Prepared extends PreparedBytes> implements Connection<Prepared> {
  readonly #setup: StreamSetup<Prepared>;
  readonly #codec: Codec<Prepared>;
  readonly #traffic: Traffic;
  readonly #inFlight: ExchangeRing<Prepared>;
  readonly #deadline: Alarm;
  #state: State = 'idle';
  #socket: Socket | undefined;

  constructor(setup: StreamSetup<Prepared>) {
    this.#setup = setup;
    this.#codec = setup.codec;
    this.#traffic = setup.traffic;
    this.#inFlight = new ExchangeRing(setup.options.depth);
    this.#deadline = setup.clock.alarm('coarse', () => this.#drop('connecting took too long'));
  }

  open(): void {
    assert(this.#state === 'idle', `opened while ${this.#state}`);
    const { endpoint, options, owner, clock } = this.#setup;
    this.#state = 'connecting';
    this.#codec.restart();
    const startNs = clock.nowNs();
    let connectedNs = startNs;
    // Events of a socket that was given up must not touch its successor.
    const current = (): boolean => this.#socket === socket;
    const socket = openSocket(endpoint, {
      connected: () => {
        connectedNs = clock.nowNs();
      },
      ready: () => {
        if (!current()) return;
        this.#deadline.clear();
        this.#state = 'open';
        const handshakeNs = endpoint.tls ? clock.nowNs() - connectedNs : 0;
        owner.opened(this, { connectNs: connectedNs - startNs, handshakeNs });
      },
      read: (bytes, length) => {
        if (current()) this.#read(bytes, length);
      },
      ended: () => {
        if (current()) this.#ended();
      },
      gone: (cause) => {
        if (current()) this.#drop(cause);
      },
    });
    this.#socket = socket;
    this.#deadline.set(startNs + options.connectTimeoutNs);
  }

  exchange(request: Prepared, sink: ExchangeSink): void {
    assert(this.#state === 'open', 'an exchange needs an open connection');
    this.#inFlight.push(request, sink);
    this.#traffic.bytesOut += request.bytes.length;
    this.#socket?.write(request.bytes);
  }

  #read(bytes: Buffer, length: number): void {
    this.#traffic.bytesIn += length;
    const codec = this.#codec;
    let at = 0;
    while (at < length) {
      const request = this.#inFlight.first;
      if (request === undefined) {
        this.#drop('the server sent what nobody asked for');
        return;
      }
      at = codec.consume(bytes, at, length, request);
      if (codec.state === 'more') return;
      if (codec.state === 'malformed') {
        this.#drop('malformed answer', 'malformed');
        return;
      }
      if (codec.closes) {
        this.#answerLast(codec.outcome);
        return;
      }
      // Settling may send the next request at once, so nothing is read from `this` across it.
      this.#inFlight.shift()?.settle(codec.outcome);
      if (this.#state !== 'open') return;
    }
  }

  #ended(): void {
    const request = this.#inFlight.first;
    if (request !== undefined) {
      this.#codec.finish(request);
      if (this.#codec.state === 'answer') {
        this.#answerLast(this.#codec.outcome);
        return;
      }
    }
    this.#drop('the server closed the connection');
  }

  /** The answer is right, but the server closes with it. */
  #answerLast(outcome: Outcome): void {
    this.#drop('the server closed the connection', outcome);
  }

  /** The connection is over: its first exchange ends as `outcome`, the others as `reset`. */
  #drop(cause: string, outcome: Outcome = 'reset'): void {
    if (this.#state !== 'open' && this.#state !== 'connecting') return;
    this.#release();
    this.#state = 'idle';
    // The owner may open it again at once, which must not meet the old exchanges.
    const [first, ...rest] = this.#inFlight.drain();
    this.#setup.owner.closed(this, cause);
    first?.settle(outcome);
    for (const sink of rest) sink.settle('reset');
  }

  expire(sink: ExchangeSink): void {
    if (this.#state !== 'open') return;
    this.#release();
    this.#state = 'idle';
    const sinks = this.#inFlight.drain();
    assert(sinks.includes(sink), 'an exchange of this connection');
    this.#setup.owner.closed(this, 'an answer took too long');
    for (const each of sinks) each.settle(each === sink ? 'timeout' : 'reset');
  }

  close(): void {
    this.#state = 'over';
    this.#inFlight.drain();
    this.#release();
  }

  #release(): void {
    this.#deadline.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}
