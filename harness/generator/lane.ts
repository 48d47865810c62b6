import type { Connection, ExchangeSink, Outcome } from '../model/protocol.ts';
import type { Exchanged } from './recorder.ts';
import type { SessionUnderWay } from './session-under-way.ts';

/** Told when the exchange on a lane has ended. */
export type LaneSettled = (lane: Lane, outcome: Outcome, atNs: number) => void;

/**
 * Room for one exchange in flight: a connection has as many lanes as its pipelining depth. A lane
 * is made once and used for one request after the other, so that a request allocates nothing.
 */
export class Lane implements ExchangeSink, Exchanged {
  readonly client: Client;
  readonly #settled: LaneSettled;
  operation = 0;
  intendedNs = 0;
  sentNs = 0;
  freeNs = 0;
  busy = false;
  /** Of an arrival, in the whole schedule; closed loads do not set it. */
  index = 0;
  /** Of the client, over all threads. */
  number = 0;
  /** Made for this exchange alone; undefined for what the operation always sends. */
  request: unknown;
  /** What is under way on this lane, from its first request to its last. */
  session: SessionUnderWay | undefined;
  /** What the server said of its time in the exchanges before this one; -1 where it did not. */
  serverNs = 0;
  /** Its next exchange waits for a connection. */
  held = false;
  /** In a `LaneQueue`, which alone sets this. */
  queued = false;

  constructor(client: Client, settled: LaneSettled) {
    this.client = client;
    this.#settled = settled;
  }

  settle(outcome: Outcome, atNs: number): void {
    this.#settled(this, outcome, atNs);
  }
}

/**
 * One connection and its lanes. A class, for V8 gives each object that is made by a spread a shape
 * of its own, and then looks up every field of a client by its name.
 */
export class Client {
  readonly connection: Connection;
  readonly lanes: readonly Lane[];
  /** Its endpoint's place among all. */
  readonly server: number;
  /** Requests by operation, encoded for this client's endpoint. */
  readonly requests: readonly unknown[];
  /** The same without the checks of the answers. */
  readonly unchecked: readonly unknown[];
  open = false;
  /** Attempts to connect that failed since the last that succeeded. */
  failures = 0;
  /** When the attempt under way began, on the fleet's time. */
  attemptNs = 0;

  constructor(
    connection: Connection,
    lanes: readonly Lane[],
    server: number,
    requests: readonly unknown[],
    unchecked: readonly unknown[],
  ) {
    this.connection = connection;
    this.lanes = lanes;
    this.server = server;
    this.requests = requests;
    this.unchecked = unchecked;
  }

  /** What is sent on it while its answers are read leaves as one batch with them, at once. */
  get pipelined(): boolean {
    return this.lanes.length > 1;
  }
}
