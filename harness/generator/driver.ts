/** The two sides of a load: who decides what is sent, and where it goes. */
import type { Outcome } from '../model/protocol.ts';
import type { Client, Lane } from './lane.ts';

/** Decides what is sent when, and is told what became of it. */
export interface Driver {
  /** The exchange on this lane has ended; the lane is usable if its client is open. */
  settled(lane: Lane, doneNs: number, outcome: Outcome): void;
  /** The lane's connection is open and the lane free. */
  freed(lane: Lane, nowNs: number): void;
  /** An attempt to connect this client failed. */
  refused(client: Client, nowNs: number): void;
}

/** Where requests are sent: the connections themselves, or sessions that use them. */
export interface Outlet {
  readonly clients: readonly Client[];
  begin(zeroNs: number, driver: Driver): void;
  nowNs(): number;
  /** Nothing will come in by itself. */
  readonly quiet: boolean;
  send(lane: Lane): void;
  failUnconnected(lane: Lane, nowNs: number): void;
}
