/**
 * N clients, each of which sends its next request when it has had its answer and has thought. A
 * request is intended when its client becomes free: a slow server slows the clients down, so a
 * closed loop cannot show what an arrival that does not wait would have seen.
 *
 * Clients that do not think send once all answers are read that came in together. An answer that
 * waited for another client's send would look late, by microseconds for each; and a server that
 * gets its requests one by one is woken for each, at the sender's expense (`npm run bench:client`).
 */
import type { Alarm, Clock } from '../model/clock.ts';
import type { Driver, Outlet } from './driver.ts';
import type { Client, Lane } from './lane.ts';
import { LaneQueue } from './lane-queue.ts';
import type { LoadLoop } from './load-loop.ts';
import type { Recorder } from './recorder.ts';

export interface ClosedLoopOptions {
  /** The connections, or sessions on them. */
  readonly fleet: Outlet;
  readonly thinkNs: number;
  /** No request is intended from here on. */
  readonly endNs: number;
  /** Which operation the n-th request of this thread is. */
  readonly operationAt: (index: number) => number;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

export class ClosedLoop implements LoadLoop, Driver {
  readonly #options: ClosedLoopOptions;
  readonly #alarm: Alarm;
  /** Clients that are about to send, the first in front: all think equally long. */
  readonly #next: LaneQueue;
  #zeroNs = 0;
  #sent = 0;

  constructor(options: ClosedLoopOptions) {
    this.#options = options;
    const lanes = options.fleet.clients.reduce((sum, client) => sum + client.lanes.length, 0);
    this.#next = new LaneQueue(lanes);
    this.#alarm = options.clock.alarm('precise', () => this.#sendReady());
  }

  begin(zeroNs: number): void {
    this.#zeroNs = zeroNs;
    this.#options.fleet.begin(zeroNs, this);
  }

  settled(lane: Lane, doneNs: number): void {
    this.#readyAfterThought(lane, doneNs);
  }

  /** The next request is intended once the client has thought, whether it is connected or not. */
  #readyAfterThought(lane: Lane, nowNs: number): void {
    const { thinkNs } = this.#options;
    lane.intendedNs = nowNs + thinkNs;
    lane.freeNs = lane.intendedNs;
    if (thinkNs === 0 && !lane.client.open) return;
    if (thinkNs === 0 && this.#sendsAtOnce(lane)) {
      this.#send(lane);
      return;
    }
    const wasIdle = this.#next.empty;
    this.#next.push(lane);
    if (wasIdle) this.#alarm.set(this.#zeroNs + lane.intendedNs);
  }

  /** Nothing else can come in and nobody is passed, or the connection writes a batch of its own. */
  #sendsAtOnce(lane: Lane): boolean {
    return lane.client.pipelined || (this.#next.empty && this.#options.fleet.quiet);
  }

  #sendReady(): void {
    const { fleet } = this.#options;
    let nowNs = fleet.nowNs();
    let lane = this.#next.first;
    while (lane !== undefined) {
      if (lane.intendedNs > nowNs) {
        // Sending takes time, in which others may have become ready.
        nowNs = fleet.nowNs();
        if (lane.intendedNs > nowNs) break;
      }
      this.#next.shift();
      // Without a connection the client waits for it; `freed` or `refused` goes on from there.
      if (lane.client.open) this.#send(lane);
      lane = this.#next.first;
    }
    if (lane !== undefined) this.#alarm.set(this.#zeroNs + lane.intendedNs);
  }

  #send(lane: Lane): void {
    if (lane.intendedNs >= this.#options.endNs) return;
    lane.operation = this.#options.operationAt(this.#sent++);
    this.#options.fleet.send(lane);
  }

  freed(lane: Lane, nowNs: number): void {
    if (lane.queued || lane.intendedNs > nowNs) return;
    lane.freeNs = nowNs;
    this.#send(lane);
  }

  /** Every request of this client that wanted the connection fails, and its client goes on. */
  refused(client: Client, nowNs: number): void {
    for (const lane of client.lanes) {
      // One that is about to send finds out by itself, and waits for the next attempt.
      if (lane.queued || lane.intendedNs > nowNs) continue;
      if (lane.intendedNs >= this.#options.endNs) continue;
      lane.operation = this.#options.operationAt(this.#sent++);
      this.#options.fleet.failUnconnected(lane, nowNs);
      this.#readyAfterThought(lane, nowNs);
    }
  }

  get exhausted(): boolean {
    return this.#options.fleet.nowNs() >= this.#options.endNs;
  }

  /** A client that still waits for its connection has a request that was never sent. */
  abandon(endNs: number): void {
    this.#alarm.clear();
    for (const client of this.#options.fleet.clients) {
      for (const lane of client.lanes) {
        if (lane.busy || lane.intendedNs >= Math.min(endNs, this.#options.endNs)) continue;
        const operation = this.#options.operationAt(this.#sent++);
        this.#options.recorder.unsent(operation, lane.intendedNs, endNs);
      }
    }
  }
}
