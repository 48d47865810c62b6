/**
 * The connections of one generator thread: opened before the start, opened again when they end,
 * with a pause that grows while that fails; watched for requests that take too long. Who sends next
 * is a driver's business (`OpenLoop`, `ClosedLoop`). Times are nanoseconds from the start of the
 * load.
 */
import { strict as assert } from 'node:assert';
import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import type {
  Connection,
  ConnectionOwner,
  ConnectTiming,
  Endpoint,
  Outcome,
  Protocol,
  Traffic,
} from '../model/protocol.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { type Client, Lane, type LaneSettled } from './lane.ts';
import type { Recorder } from './recorder.ts';

/** Decides what is sent when, and is told what became of it. */
export interface Driver {
  /** The exchange on this lane has ended; the lane is usable if its client is open. */
  settled(lane: Lane, doneNs: number): void;
  /** The lane's connection is open and the lane free. */
  freed(lane: Lane, nowNs: number): void;
  /** An attempt to connect this client failed. */
  refused(client: Client, nowNs: number): void;
}

export interface FleetOptions {
  readonly protocol: Protocol;
  readonly endpoints: readonly Endpoint[];
  /** Which endpoint each connection goes to. */
  readonly connections: readonly number[];
  /** What each operation asks for, as the scenario says. */
  readonly requests: readonly unknown[];
  readonly depth: number;
  readonly timeoutNs: number;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** Connections that are being opened at the same time before the start. */
const OPENING_MAX = 64;
/** Attempts per connection before the start. */
const ATTEMPTS_MAX = 3;
const PAUSE_MIN_NS = 10 * NS_PER_MS;
const PAUSE_MAX_NS = NS_PER_S;

/** How long to wait before the next attempt: doubled by every failure in a row. */
const pauseNs = (failures: number): number =>
  Math.min(PAUSE_MAX_NS, PAUSE_MIN_NS * 2 ** (failures - 1));

/** What helps against a cause of a failed connection. */
function adviceFor(cause: string): string {
  if (/EMFILE|EADDRNOTAVAIL/.test(cause)) {
    return 'No more descriptors or ports: use fewer --connections or raise `ulimit -n`.';
  }
  if (/CERT|SIGNED|VERIFY|ISSUER|ERR_TLS/.test(cause)) {
    return 'Give the authority to trust with --ca FILE, or accept any certificate with --insecure.';
  }
  return 'Check that the server runs at this address and accepts this many connections.';
}

interface Opening {
  readonly resolve: () => void;
  readonly reject: (error: HarnessError) => void;
}

export class Fleet implements ConnectionOwner {
  readonly traffic: Traffic = { bytesIn: 0, bytesOut: 0 };
  readonly clients: readonly Client[];
  readonly #options: FleetOptions;
  readonly #byConnection = new Map<Connection, Client>();
  readonly #unopened: Client[];
  #opening: Opening | undefined;
  /** Connections that are not open now. */
  #missing: number;
  #zeroNs = 0;
  #inFlight = 0;
  #inFlightNs = 0;
  #changedNs = 0;
  #ended = false;
  #driver: Driver | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    const { protocol, endpoints, requests } = options;
    const prepared = endpoints.map((endpoint) =>
      requests.map((request) => protocol.prepare(request, endpoint)),
    );
    this.clients = options.connections.map((server) => this.#client(server, prepared));
    for (const client of this.clients) this.#byConnection.set(client.connection, client);
    this.#unopened = [...this.clients].reverse();
    this.#missing = this.clients.length;
  }

  #client(server: number, prepared: readonly (readonly unknown[])[]): Client {
    const { protocol, endpoints, depth, timeoutNs, clock } = this.#options;
    const endpoint = endpoints[server];
    const requests = prepared[server];
    assert(endpoint && requests, `no endpoint ${server}`);
    const lanes: Lane[] = [];
    const connection = protocol.connect(
      endpoint,
      { depth, connectTimeoutNs: timeoutNs },
      this,
      clock,
      this.traffic,
    );
    const client = { connection, lanes, requests, open: false, failures: 0, attemptNs: 0 };
    const settled: LaneSettled = (lane, outcome, atNs) => this.#settled(lane, outcome, atNs);
    for (let index = 0; index < depth; index++) lanes.push(new Lane(client, settled));
    return client;
  }

  /** Opens every connection, a few at a time. Rejects with a `target` error if one cannot be. */
  openAll(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      if (this.clients.length === 0) resolve();
      for (let count = 0; count < OPENING_MAX; count++) this.#openNext();
    });
  }

  #openNext(): void {
    const client = this.#unopened.pop();
    if (client) this.#open(client);
  }

  #open(client: Client): void {
    if (this.#ended) return;
    client.attemptNs = this.nowNs();
    client.connection.open();
  }

  /** From here on times count from `zeroNs` of the clock, and the driver is asked. */
  begin(zeroNs: number, driver: Driver): void {
    this.#zeroNs = zeroNs;
    this.#driver = driver;
    for (const client of this.clients) {
      client.attemptNs -= zeroNs;
      if (client.open) for (const lane of client.lanes) driver.freed(lane, 0);
    }
  }

  nowNs(): number {
    return this.#options.clock.nowNs() - this.#zeroNs;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** No answer and no connection is waited for: nothing will come in by itself. */
  get quiet(): boolean {
    return this.#inFlight === 0 && this.#missing === 0;
  }

  /** Sends on a free lane of an open client; the lane's other fields say what and for when. */
  send(lane: Lane): void {
    lane.busy = true;
    lane.sentNs = this.nowNs();
    this.#options.recorder.sent();
    this.#changeInFlight(1, lane.sentNs);
    lane.client.connection.exchange(lane.client.requests[lane.operation], lane);
  }

  #changeInFlight(by: number, atNs: number): void {
    this.#inFlightNs += this.#inFlight * (atNs - this.#changedNs);
    this.#changedNs = atNs;
    this.#inFlight += by;
  }

  /**
   * The exchanges in flight, integrated over time since the start: request-nanoseconds. By Little's
   * law it is the sum of all service times, which the recorder adds up on a way of its own.
   */
  get inFlightNs(): number {
    return this.#inFlightNs;
  }

  /** Counts a request that could not even be written, because its connection was refused. */
  failUnconnected(lane: Lane, nowNs: number): void {
    const { recorder } = this.#options;
    lane.sentNs = Math.max(lane.intendedNs, lane.client.attemptNs);
    lane.freeNs = lane.sentNs;
    recorder.sent();
    recorder.settled(lane, 'connect', nowNs);
    this.#inFlightNs += nowNs - lane.sentNs;
  }

  #settled(lane: Lane, outcome: Outcome, atNs: number): void {
    if (!lane.busy) assert.fail('an exchange settles once');
    const doneNs = atNs - this.#zeroNs;
    lane.busy = false;
    this.#changeInFlight(-1, doneNs);
    this.#options.recorder.settled(lane, outcome, doneNs);
    this.#driver?.settled(lane, doneNs);
  }

  /** Gives up on every exchange that is older than the timeout. */
  expire(nowNs: number): void {
    if (this.#inFlight === 0) return;
    const oldestNs = nowNs - this.#options.timeoutNs;
    for (const client of this.clients) {
      for (const lane of client.lanes) {
        if (lane.busy && lane.sentNs <= oldestNs) client.connection.expire(lane);
      }
    }
  }

  opened(connection: Connection, timing: ConnectTiming): void {
    const client = this.#clientOf(connection);
    client.open = true;
    client.failures = 0;
    this.#options.recorder.connected(timing);
    this.#missing--;
    if (this.#driver) {
      const nowNs = this.nowNs();
      for (const lane of client.lanes) if (!lane.busy) this.#driver.freed(lane, nowNs);
      return;
    }
    if (this.#missing === 0) this.#opening?.resolve();
    else this.#openNext();
  }

  closed(connection: Connection, cause: string): void {
    const client = this.#clientOf(connection);
    const wasOpen = client.open;
    client.open = false;
    if (this.#ended) return;
    if (wasOpen) {
      this.#missing++;
      // Not before the exchanges that the close broke are settled, hence in a turn of its own.
      this.#options.clock.alarm('precise', () => this.#open(client)).set(0);
      return;
    }
    client.failures++;
    if (!this.#driver && client.failures >= ATTEMPTS_MAX) {
      this.#opening?.reject(this.#unreachable(client, cause));
      return;
    }
    this.#retryLater(client);
    this.#driver?.refused(client, this.nowNs());
  }

  #retryLater(client: Client): void {
    const { clock } = this.#options;
    const retry = clock.alarm('coarse', () => this.#open(client));
    retry.set(clock.nowNs() + pauseNs(client.failures));
  }

  #unreachable(client: Client, cause: string): HarnessError {
    const place = this.clients.indexOf(client);
    const endpoint = this.#options.endpoints[this.#options.connections[place] ?? 0];
    return new HarnessError(
      'target',
      `Connection ${place + 1} of ${this.clients.length} to ${endpoint?.authority} failed: ` +
        `${cause}.`,
      adviceFor(cause),
    );
  }

  #clientOf(connection: Connection): Client {
    const client = this.#byConnection.get(connection);
    assert(client, 'a connection of this fleet');
    return client;
  }

  /** Ends every connection; what is still in flight is counted as unfinished. */
  end(endNs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const client of this.clients) {
      for (const lane of client.lanes) {
        if (!lane.busy) continue;
        this.#options.recorder.unfinished(lane, endNs);
        this.#changeInFlight(-1, endNs);
      }
      client.connection.close();
    }
  }
}
