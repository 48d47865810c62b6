import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { Clock } from '../model/clock.ts';
import type { Traffic } from '../model/protocol.ts';
import { GcMeter } from './gc-meter.ts';
import { type ThreadUsage, threadUsage } from './thread-usage.ts';

interface Mark {
  readonly atNs: number;
  readonly idlePollNs: number;
  readonly loop: EventLoopUtilization;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly thread: ThreadUsage | null;
}

/** What the thread used and moved between the window's start and its end. */
export interface WindowUsageResult {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cpuNs: number | null;
  readonly waitNs: number | null;
  readonly timeslices: number | null;
  readonly busyShare: number;
  readonly gcNs: number;
  readonly gcNsMax: number;
}

/** Reads the thread's meters at the window's two edges, on the thread itself. */
export class WindowUsage {
  readonly #traffic: Traffic;
  readonly #clock: Clock;
  readonly #gc = new GcMeter();
  #start: Mark;
  #end: Mark | undefined;
  #collected = { gcNs: 0, gcNsMax: 0 };

  constructor(traffic: Traffic, clock: Clock) {
    this.#traffic = traffic;
    this.#clock = clock;
    this.#start = this.#mark();
  }

  #mark(): Mark {
    return {
      atNs: this.#clock.nowNs(),
      idlePollNs: this.#clock.idlePollNs(),
      loop: performance.eventLoopUtilization(),
      bytesIn: this.#traffic.bytesIn,
      bytesOut: this.#traffic.bytesOut,
      thread: threadUsage(),
    };
  }

  begin(): void {
    this.#start = this.#mark();
    this.#gc.reset();
  }

  end(): void {
    this.#end = this.#mark();
    this.#collected = this.#gc.read();
  }

  /** Call once, after the end. */
  result(): WindowUsageResult {
    this.#gc.stop();
    const start = this.#start;
    const end = this.#end ?? this.#mark();
    const known = start.thread !== null && end.thread !== null;
    return {
      bytesIn: end.bytesIn - start.bytesIn,
      bytesOut: end.bytesOut - start.bytesOut,
      cpuNs: known ? end.thread.cpuNs - start.thread.cpuNs : null,
      waitNs: known ? end.thread.waitNs - start.thread.waitNs : null,
      timeslices: known ? end.thread.timeslices - start.thread.timeslices : null,
      busyShare: busyShare(start, end),
      ...this.#collected,
    };
  }
}

/**
 * A loop that sleeps is idle by its own account; one that polls is not, so that is counted apart.
 */
function busyShare(start: Mark, end: Mark): number {
  const spanNs = Math.max(1, end.atNs - start.atNs);
  const asleepNs = performance.eventLoopUtilization(end.loop, start.loop).idle * 1e6;
  const idleNs = asleepNs + end.idlePollNs - start.idlePollNs;
  return Math.min(1, Math.max(0, 1 - idleNs / spanNs));
}
