import type { Outcome, Protocol, Traffic } from '../model/protocol.ts';
import type { Lane } from './lane.ts';

/**
 * A request may take several exchanges, as when its answer leads elsewhere. To whoever waits they
 * are one: they are timed together, and time out together.
 */
export class Following {
  readonly #protocol: Pick<Protocol, 'next'>;
  readonly #traffic: Traffic;

  constructor(protocol: Pick<Protocol, 'next'>, traffic: Traffic) {
    this.#protocol = protocol;
    this.#traffic = traffic;
  }

  /** Whether the answer that has just come leads on; if so, the next exchange is under way. */
  leadsOn(lane: Lane): boolean {
    if (lane.request === undefined) return false;
    const next = this.#protocol.next?.(lane.request);
    if (next === undefined) return false;
    lane.serverNs = added(lane.serverNs, lane.client.connection.serverNs ?? -1);
    lane.request = next;
    lane.held = true;
    this.#traffic.followed++;
    if (lane.client.open) this.resume(lane);
    return true;
  }

  /** Goes on with what waited for a connection. */
  resume(lane: Lane): void {
    lane.held = false;
    lane.client.connection.exchange(lane.request, lane);
  }

  /** Gives up on what waited for a connection. */
  giveUp(lane: Lane, outcome: Outcome, atNs: number): void {
    lane.held = false;
    lane.settle(outcome, atNs);
  }

  /** How long the server says that all exchanges of the request took; -1 when it does not. */
  serverNs(lane: Lane): number {
    const lastNs = lane.client.connection.serverNs ?? -1;
    const beforeNs = lane.serverNs;
    if (beforeNs === 0) return lastNs;
    lane.serverNs = 0;
    return added(beforeNs, lastNs);
  }
}

const added = (beforeNs: number, lastNs: number): number =>
  beforeNs < 0 || lastNs < 0 ? -1 : beforeNs + lastNs;
