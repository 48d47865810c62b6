/**
 * Plays a schedule of arrivals, whatever the answers do. Every arrival keeps its intended time: one
 * that finds no free connection waits its turn, first come first served, and its wait is part of
 * its response time. The waiting line is the schedule itself, so it takes no memory.
 */
import type { Schedule } from '../arrivals/schedule.ts';
import type { Alarm, Clock } from '../model/clock.ts';
import type { Pacing } from '../model/trial.ts';
import type { Driver, Fleet } from './fleet.ts';
import type { Client, Lane } from './lane.ts';
import { LaneQueue } from './lane-queue.ts';
import type { LoadLoop } from './load-loop.ts';
import type { Recorder } from './recorder.ts';

export interface OpenLoopOptions {
  readonly fleet: Fleet;
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
  /** An arrival is due and no connection is free. */
  #blocked = false;
  /** Since when there has been a free connection without a break. */
  #freeNs = 0;

  constructor(options: OpenLoopOptions) {
    this.#options = options;
    const lanes = options.fleet.clients.reduce((sum, client) => sum + client.lanes.length, 0);
    this.#free = new LaneQueue(lanes);
    const quiet = (): boolean => options.fleet.quiet;
    this.#alarm = options.clock.alarm(options.pacing, () => this.#sendDue(), quiet);
  }

  begin(zeroNs: number): void {
    this.#zeroNs = zeroNs;
    this.#more = this.#options.schedule.advance();
    this.#options.fleet.begin(zeroNs, this);
    this.#sendDue();
  }

  #sendDue(): void {
    const { fleet, schedule } = this.#options;
    this.#blocked = false;
    while (this.#more) {
      if (schedule.atNs > fleet.nowNs()) {
        this.#alarm.set(this.#zeroNs + schedule.atNs);
        return;
      }
      const lane = this.#takeFree();
      if (lane === undefined) {
        this.#blocked = true;
        return;
      }
      this.#load(lane);
      fleet.send(lane);
    }
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
    const { schedule, operationAt } = this.#options;
    lane.intendedNs = schedule.atNs;
    lane.operation = operationAt(schedule.index);
    lane.freeNs = this.#freeNs;
    this.#more = schedule.advance();
  }

  settled(lane: Lane, doneNs: number): void {
    if (lane.client.open) this.freed(lane, doneNs);
  }

  freed(lane: Lane, nowNs: number): void {
    if (this.#free.empty) this.#freeNs = nowNs;
    this.#free.push(lane);
    if (this.#blocked) this.#sendDue();
  }

  /** As with any client, the request that wanted the connection fails with it. */
  refused(client: Client, nowNs: number): void {
    const [lane] = client.lanes;
    if (!this.#blocked || lane === undefined || lane.busy) return;
    this.#load(lane);
    this.#options.fleet.failUnconnected(lane, nowNs);
    this.#sendDue();
  }

  get exhausted(): boolean {
    return !this.#more;
  }

  abandon(endNs: number): void {
    const { schedule, operationAt, recorder } = this.#options;
    this.#alarm.clear();
    while (this.#more) {
      recorder.unsent(operationAt(schedule.index), schedule.atNs, Math.max(endNs, schedule.atNs));
      this.#more = schedule.advance();
    }
  }
}
