/**
 * The connections of one generator thread: opened before the start, opened again when they end,
 * with a pause that grows while that fails; watched for requests that take too long. Who sends next
 * is a driver's business (`OpenLoop`, `ClosedLoop`). Times are nanoseconds from the start of the
 * load.
 */
import { strict as assert } from 'node:assert';
import type { Clock } from '../model/clock.ts';
import type { HarnessError } from '../model/harness-error.ts';
import type {
  Connection,
  ConnectionOwner,
  ConnectTiming,
  Endpoint,
  Outcome,
  Protocol,
  Traffic,
} from '../model/protocol.ts';
import type { AnswerChecks } from './answer-checks.ts';
import { keepExample } from './answer-example.ts';
import type { Driver, Outlet } from './driver.ts';
import { Following } from './following.ts';
import { Client, Lane, type LaneSettled } from './lane.ts';
import { pauseNs, unreachable } from './reconnect.ts';
import type { Recorder } from './recorder.ts';

export interface FleetOptions {
  readonly protocol: Protocol;
  readonly endpoints: readonly Endpoint[];
  /** Which endpoint each connection goes to. */
  readonly connections: readonly number[];
  /** What each operation asks for, as the scenario says; undefined where sessions make it. */
  readonly requests: readonly unknown[];
  /** Of this thread's first client, over all threads; 0 when absent. */
  readonly firstClient?: number;
  /** Which answers are compared with what is expected; all of them when absent. */
  readonly checks?: AnswerChecks;
  readonly depth: number;
  readonly timeoutNs: number;
  /** Of operations that have a time of their own. */
  readonly limitsNs?: readonly (number | undefined)[];
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** Connections that are being opened at the same time before the start. */
const OPENING_MAX = 64;
/** Attempts per connection before the start. */
const ATTEMPTS_MAX = 3;

interface Opening {
  readonly resolve: () => void;
  readonly reject: (error: HarnessError) => void;
}

export class Fleet implements ConnectionOwner, Outlet {
  readonly traffic: Traffic = { bytesIn: 0, bytesOut: 0, inspected: 0, inspectNs: 0, followed: 0 };
  readonly clients: readonly Client[];
  readonly #options: FleetOptions;
  readonly #following: Following;
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
    this.#following = new Following(protocol, this.traffic);
    const prepared = endpoints.map((endpoint) =>
      requests.map((request) =>
        request === undefined ? undefined : protocol.prepare(request, endpoint),
      ),
    );
    this.clients = options.connections.map((server) => this.#client(server, prepared));
    for (const [index, client] of this.clients.entries()) {
      for (const lane of client.lanes) lane.number = (options.firstClient ?? 0) + index;
    }
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
    const unchecked = requests.map((request) =>
      request === undefined || !protocol.unchecked ? request : protocol.unchecked(request),
    );
    const client = new Client(connection, lanes, server, requests, unchecked);
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
    lane.client.connection.exchange(lane.request ?? this.#requestOf(lane), lane);
  }

  #requestOf({ client, operation }: Lane): unknown {
    const { checks } = this.#options;
    const checked = checks === undefined || checks.due(operation);
    return (checked ? client.requests : client.unchecked)[operation];
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
    if (this.#following.leadsOn(lane)) return;
    const doneNs = atNs - this.#zeroNs;
    lane.busy = false;
    this.#changeInFlight(-1, doneNs);
    this.#options.recorder.settled(lane, outcome, doneNs);
    const serverNs = this.#following.serverNs(lane);
    if (outcome !== 'ok') keepExample(this.#options.recorder, lane, outcome);
    else if (serverNs >= 0) this.#options.recorder.served(lane, serverNs, doneNs);
    this.#driver?.settled(lane, doneNs, outcome);
  }

  /** Gives up on every exchange that is older than its timeout. */
  expire(nowNs: number): void {
    if (this.#inFlight === 0) return;
    const { timeoutNs, limitsNs } = this.#options;
    for (const client of this.clients) {
      for (const lane of client.lanes) {
        const limitNs = limitsNs?.[lane.operation] ?? timeoutNs;
        if (!lane.busy || lane.sentNs > nowNs - limitNs) continue;
        if (lane.held) this.#following.giveUp(lane, 'timeout', nowNs + this.#zeroNs);
        else client.connection.expire(lane);
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
      for (const lane of client.lanes) {
        if (lane.held) this.#following.resume(lane);
        else if (!lane.busy) this.#driver.freed(lane, nowNs);
      }
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
    const nowNs = this.#options.clock.nowNs();
    for (const lane of client.lanes) {
      if (lane.held) this.#following.giveUp(lane, 'connect', nowNs);
    }
    this.#driver?.refused(client, nowNs - this.#zeroNs);
  }

  #retryLater(client: Client): void {
    const { clock } = this.#options;
    const retry = clock.alarm('coarse', () => this.#open(client));
    retry.set(clock.nowNs() + pauseNs(client.failures));
  }

  #unreachable(client: Client, cause: string): HarnessError {
    const place = this.clients.indexOf(client);
    const endpoint = this.#options.endpoints[this.#options.connections[place] ?? 0];
    return unreachable(`${place + 1} of ${this.clients.length} to ${endpoint?.authority}`, cause);
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
