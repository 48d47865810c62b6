import type { Driver, Outlet } from '../../harness/generator/driver.ts';
import { Client, Lane } from '../../harness/generator/lane.ts';
import type { Connection } from '../../harness/model/protocol.ts';
import type { SimClock } from './sim-clock.ts';

const noConnection: Connection = {
  open: () => undefined,
  exchange: () => undefined,
  expire: () => undefined,
  close: () => undefined,
};

/** Where nothing happens by itself: a test says what comes in, and sees what left. */
export class StillOutlet implements Outlet {
  readonly clients: readonly Client[];
  readonly #clock: SimClock;
  /** By number, in the order they were sent. */
  readonly sent: number[] = [];
  /** How many failed for want of a connection. */
  failed = 0;
  quiet = false;

  constructor(clock: SimClock, connections: number, depth = 1) {
    this.#clock = clock;
    this.clients = Array.from({ length: connections }, (_, number) => {
      const lanes: Lane[] = [];
      const client = new Client(noConnection, lanes, 0, [], []);
      client.open = true;
      for (let at = 0; at < depth; at++) lanes.push(new Lane(client, () => undefined));
      for (const lane of lanes) lane.number = number;
      return client;
    });
  }

  lane(number: number): Lane {
    const lane = this.clients[number]?.lanes[0];
    if (lane === undefined) throw new RangeError(`no client ${number}`);
    return lane;
  }

  begin(_zeroNs: number, driver: Driver): void {
    for (const client of this.clients) for (const lane of client.lanes) driver.freed(lane, 0);
  }

  nowNs(): number {
    return this.#clock.nowNs();
  }

  send(lane: Lane): void {
    this.sent.push(lane.number);
  }

  failUnconnected(): void {
    this.failed++;
  }
}
