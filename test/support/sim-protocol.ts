import { strict as assert } from 'node:assert';
import type {
  Connection,
  ConnectionOptions,
  ConnectionOwner,
  Endpoint,
  ExchangeSink,
  Outcome,
  Protocol,
  Traffic,
} from '../../harness/model/protocol.ts';
import type { SimClock } from './sim-clock.ts';

/** What a simulated server does with a request: when it is done, and how it ends. */
export interface SimAnswer {
  /** Infinity for never. */
  readonly doneNs: number;
  readonly outcome?: Outcome;
  /** The server closes the connection with this answer. */
  readonly close?: boolean;
}

export interface SimServer {
  serve(nowNs: number, request: unknown): SimAnswer;
  /** Whether a connection is accepted now; always when absent. */
  accepts?(nowNs: number): boolean;
}

/** First come first served by `servers` of them: each keeps the time from which it is free. */
export function queueServer(serviceNs: () => number, servers = 1): SimServer {
  const freeNs = new Array<number>(servers).fill(0);
  return {
    serve(nowNs) {
      const next = freeNs.indexOf(Math.min(...freeNs));
      const startNs = Math.max(nowNs, freeNs[next] ?? 0);
      const doneNs = startNs + serviceNs();
      freeNs[next] = doneNs;
      return { doneNs };
    },
  };
}

class SimConnection implements Connection {
  readonly #server: SimServer;
  readonly #clock: SimClock;
  readonly #owner: ConnectionOwner;
  readonly #depth: number;
  readonly #inFlight = new Set<ExchangeSink>();
  #open = false;
  #closed = false;

  constructor(server: SimServer, clock: SimClock, owner: ConnectionOwner, depth: number) {
    this.#server = server;
    this.#clock = clock;
    this.#owner = owner;
    this.#depth = depth;
  }

  open(): void {
    assert(!this.#open, 'opened once at a time');
    const accepted = this.#server.accepts?.(this.#clock.nowNs()) ?? true;
    this.#clock.at(this.#clock.nowNs(), () => {
      if (this.#closed) return;
      this.#open = accepted;
      if (accepted) this.#owner.opened(this, { connectNs: 0, handshakeNs: 0 });
      else this.#owner.closed(this, 'ECONNREFUSED');
    });
  }

  exchange(request: unknown, sink: ExchangeSink): void {
    assert(this.#open, 'sent on an open connection only');
    assert(this.#inFlight.size < this.#depth, 'never more in flight than the depth');
    this.#inFlight.add(sink);
    const answer = this.#server.serve(this.#clock.nowNs(), request);
    if (answer.doneNs === Number.POSITIVE_INFINITY) return;
    this.#clock.at(answer.doneNs, () => {
      if (this.#closed || !this.#inFlight.delete(sink)) return;
      if (answer.close) this.#drop();
      sink.settle(answer.outcome ?? 'ok', answer.doneNs);
    });
  }

  #drop(): void {
    this.#open = false;
    this.#owner.closed(this, 'dropped');
  }

  expire(sink: ExchangeSink): void {
    const others = [...this.#inFlight].filter((other) => other !== sink);
    this.#inFlight.clear();
    this.#drop();
    const nowNs = this.#clock.nowNs();
    sink.settle('timeout', nowNs);
    for (const other of others) other.settle('reset', nowNs);
  }

  close(): void {
    this.#closed = true;
  }
}

/** A protocol without a wire: requests reach the simulated server at once. */
export function simProtocol(server: SimServer, clock: SimClock): Protocol {
  return {
    name: 'sim',
    about: 'a simulated server',
    schemes: [],
    prepare: (request) => request,
    connect(
      _endpoint: Endpoint,
      options: ConnectionOptions,
      owner: ConnectionOwner,
      _clock: unknown,
      _traffic: Traffic,
    ) {
      return new SimConnection(server, clock, owner, options.depth);
    },
  };
}
