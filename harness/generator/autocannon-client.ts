import type { EventEmitter } from 'node:events';
import type { Outcome, Traffic } from '../model/protocol.ts';
import type { HttpRequest } from '../model/scenario.ts';
import type { Recorder } from './recorder.ts';

export interface AutocannonClientOptions {
  /** autocannon's client, as its `setupClient` hands it out. */
  readonly client: unknown;
  readonly request: HttpRequest;
  readonly recorder: Recorder;
  readonly traffic: Traffic;
  /** Nanoseconds from the start of the load. */
  readonly nowNs: () => number;
  /** Requests sent from here on are not recorded. */
  readonly endNs: number;
}

/** What we rely on of autocannon's client; it is not in its published types. */
interface PeerClient extends EventEmitter {
  readonly conn: { readonly destroyed: boolean };
  getRequestBuffer(): Uint8Array;
}

interface Headers {
  readonly shouldKeepAlive: boolean;
}

const allowed = (request: HttpRequest, status: number): boolean => {
  const wanted = request.expect?.status;
  if (wanted === undefined) return status >= 200 && status < 400;
  return typeof wanted === 'number' ? status === wanted : wanted.includes(status);
};

/** Stamps and records the requests of one autocannon connection, first in, first out. */
export class AutocannonClient {
  readonly #options: AutocannonClientOptions;
  readonly #peer: PeerClient;
  /** When each request in flight was sent. */
  readonly #inFlight: number[] = [];
  #conn: PeerClient['conn'] | undefined;
  #connected = false;
  #ended = false;
  /** The server announced that it closes; autocannon then writes on the closing connection. */
  closedByServer = false;

  constructor(options: AutocannonClientOptions) {
    this.#options = options;
    const peer = options.client as PeerClient;
    this.#peer = peer;
    peer.on('request', () => this.#sent());
    peer.on('headers', (headers: Headers) => {
      if (!headers.shouldKeepAlive) this.closedByServer = true;
    });
    peer.on('response', (status: number, bytes: number) => this.#answered(status, bytes));
    peer.on('connError', () => this.#lose(this.#connected ? 'reset' : 'connect'));
  }

  #sent(): void {
    // A connection that ended without an event took its requests with it. After a timeout there is
    // an event, but not before autocannon has destroyed the connection, made another one and sent.
    if (this.#peer.conn !== this.#conn) {
      this.#lose(this.#conn?.destroyed ? 'timeout' : 'reset');
      this.#conn = this.#peer.conn;
      this.#connected = false;
    }
    this.#options.traffic.bytesOut += this.#peer.getRequestBuffer().length;
    const sentNs = this.#options.nowNs();
    this.#inFlight.push(sentNs);
    if (sentNs < this.#options.endNs) this.#options.recorder.sent();
  }

  #answered(status: number, bytes: number): void {
    this.#connected = true;
    this.#options.traffic.bytesIn += bytes;
    this.#settle(allowed(this.#options.request, status) ? 'ok' : 'status');
  }

  #settle(outcome: Outcome): void {
    const sentNs = this.#inFlight.shift();
    if (sentNs === undefined || this.#ended || sentNs >= this.#options.endNs) return;
    const exchange = { operation: 0, intendedNs: sentNs, sentNs, freeNs: sentNs };
    this.#options.recorder.settled(exchange, outcome, this.#options.nowNs());
  }

  #lose(outcome: Outcome): void {
    while (this.#inFlight.length > 0) this.#settle(outcome);
  }

  /** A request that was sent within the load has no answer yet. */
  get waiting(): boolean {
    return (this.#inFlight[0] ?? Number.POSITIVE_INFINITY) < this.#options.endNs;
  }

  /** Counts what has no answer as unfinished; nothing is recorded after. */
  end(endNs: number): void {
    this.#ended = true;
    for (const sentNs of this.#inFlight) {
      if (sentNs >= this.#options.endNs) continue;
      const exchange = { operation: 0, intendedNs: sentNs, sentNs, freeNs: sentNs };
      this.#options.recorder.unfinished(exchange, endNs);
    }
  }
}
