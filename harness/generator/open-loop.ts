/**
 * Plays a schedule of arrivals, whatever the answers do. Every arrival keeps its intended time: one
 * that finds no free connection waits its turn, first come first served, and its wait is part of
 * its response time. The waiting line is the schedule itself, so it takes no memory.
 */
import type { Schedule } from '../arrivals/schedule.ts';
import type { Alarm, Clock } from '../model/clock.ts';
import type { Pacing } from '../model/trial.ts';
import type { Driver, Outlet } from './driver.ts';
import type { Client, Lane } from './lane.ts';
import { LaneQueue } from './lane-queue.ts';
import type { LoadLoop } from './load-loop.ts';
import type { Recorder } from './recorder.ts';

export interface OpenLoopOptions {
  /** The connections, or sessions on them. */
  readonly fleet: Outlet;
  readonly schedule: Schedule;
  /** Which operation an arrival is, by its place in the whole schedule. */
  readonly operationAt: (index: number) => number;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly pacing: Pacing;
}

export class OpenLoop implements LoadLoop, Driver {
  readonly #options: OpenLoopOptions;
  readonly #alarm: Alarm;
  readonly #free: LaneQueue;
  #zeroNs = 0;
  #more = true;
  /** Of the next arrival. */
  #dueNs = 0;
  #operation = 0;
  #index = 0;
  /** Loaded with it already. */
  #ready: Lane | undefined;
  /** An arrival is due and no connection is free. */
  #blocked = false;

  constructor(options: OpenLoopOptions) {
    this.#options = options;
    const lanes = options.fleet.clients.reduce((sum, client) => sum + client.lanes.length, 0);
    this.#free = new LaneQueue(lanes);
    this.#alarm = options.clock.alarm(options.pacing, () => this.#sendDue(), {
      quiet: () => options.fleet.quiet,
      prepare: () => this.#prepare(),
    });
  }

  begin(zeroNs: number): void {
    this.#zeroNs = zeroNs;
    this.#fetch();
    this.#options.fleet.begin(zeroNs, this);
    this.#sendDue();
  }

  #sendDue(): void {
    const { fleet, recorder } = this.#options;
    if (this.#blocked) recorder.blocked(false);
    this.#blocked = false;
    while (this.#more) {
      if (this.#dueNs > fleet.nowNs()) {
        this.#alarm.set(this.#zeroNs + this.#dueNs);
        return;
      }
      const lane = this.#ready ?? this.#loadFree();
      if (lane === undefined) {
        this.#blocked = true;
        recorder.blocked(true);
        return;
      }
      this.#ready = undefined;
      fleet.send(lane);
      this.#fetch();
    }
  }

  /** Nothing can come in between: all that is left when the arrival is due is to send it. */
  #prepare(): void {
    this.#ready ??= this.#loadFree();
  }

  #loadFree(): Lane | undefined {
    const lane = this.#takeFree();
    if (lane) this.#load(lane);
    return lane;
  }

  /**
   * Connections take turns. One that was closed while it waited gets back in line when it opens.
   */
  #takeFree(): Lane | undefined {
    let lane = this.#free.shift();
    while (lane !== undefined && !lane.client.open) lane = this.#free.shift();
    return lane;
  }

  /** Puts the next arrival on a lane. */
  #load(lane: Lane): void {
    lane.intendedNs = this.#dueNs;
    lane.operation = this.#operation;
    lane.index = this.#index;
  }

  /**
   * Finds out about the next arrival, as soon as the one before has left: when it is due, there is
   * nothing to do but send it.
   */
  #fetch(): void {
    const { schedule, operationAt } = this.#options;
    this.#more = schedule.advance();
    if (!this.#more) return;
    this.#dueNs = schedule.atNs;
    this.#index = schedule.index;
    this.#operation = operationAt(this.#index);
  }

  settled(lane: Lane, doneNs: number): void {
    if (lane.client.open) this.freed(lane, doneNs);
  }

  freed(lane: Lane, nowNs: number): void {
    lane.freeNs = nowNs;
    this.#free.push(lane);
    if (!this.#blocked) return;
    // Not before all answers are read that came in together: none must wait for a send.
    if (lane.client.pipelined) this.#sendDue();
    else this.#alarm.set(0);
  }

  /** As with any client, the request that wanted the connection fails with it. */
  refused(client: Client, nowNs: number): void {
    const [lane] = client.lanes;
    // Where another connection has just become free, the request is about to leave on that.
    if (!this.#blocked || !this.#free.empty || lane === undefined || lane.busy) return;
    this.#load(lane);
    this.#options.fleet.failUnconnected(lane, nowNs);
    this.#fetch();
    this.#sendDue();
  }

  get exhausted(): boolean {
    return !this.#more;
  }

  abandon(endNs: number): void {
    const { recorder } = this.#options;
    this.#alarm.clear();
    while (this.#more) {
      recorder.unsent(this.#operation, this.#dueNs, Math.max(endNs, this.#dueNs));
      this.#fetch();
    }
  }
}
