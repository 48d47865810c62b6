import type { Traffic } from '../model/protocol.ts';
import { type ThreadUsage, threadUsage } from './thread-usage.ts';

interface Mark {
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
}

/** Reads the thread's meters at the window's two edges, on the thread itself. */
export class WindowUsage {
  readonly #traffic: Traffic;
  #start: Mark;
  #end: Mark | undefined;

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
    this.#start = this.#mark();
  }

  #mark(): Mark {
    const { bytesIn, bytesOut } = this.#traffic;
    return { bytesIn, bytesOut, thread: threadUsage() };
  }

  begin(): void {
    this.#start = this.#mark();
  }

  end(): void {
    this.#end = this.#mark();
  }

  result(): WindowUsageResult {
    const start = this.#start;
    const end = this.#end ?? this.#mark();
    const known = start.thread !== null && end.thread !== null;
    return {
      bytesIn: end.bytesIn - start.bytesIn,
      bytesOut: end.bytesOut - start.bytesOut,
      cpuNs: known ? end.thread.cpuNs - start.thread.cpuNs : null,
      waitNs: known ? end.thread.waitNs - start.thread.waitNs : null,
    };
  }
}
