import type { LiveTotals } from '../generator/control.ts';
import { ThreadCpuReader } from '../host/thread-cpu-reader.ts';

/** What is known of the generator at the end of an interval. */
export interface GeneratorInterval {
  /** Processor time of its threads within the interval; null where it is not known. */
  readonly generatorCpuNs: number | null;
  /** Requests sent and not answered. */
  readonly inFlight: number;
  /** All requests sent since the start of the load. */
  readonly sent: number;
}

/** Watches the generator from the main thread, at the ends of the window's intervals. */
export class GeneratorMeter {
  readonly #totals: () => Pick<LiveTotals, 'sent' | 'completed' | 'failed'>;
  readonly #reader: ThreadCpuReader;
  readonly #intervals: GeneratorInterval[] = [];
  #cpuNs: number | null = null;

  /** `threads` are the system's numbers of the generator threads. */
  constructor(
    threads: readonly number[],
    totals: () => Pick<LiveTotals, 'sent' | 'completed' | 'failed'>,
  ) {
    this.#reader = new ThreadCpuReader(threads);
    this.#totals = totals;
  }

  begin(): void {
    this.#cpuNs = this.#reader.cpuNs();
  }

  /** An interval of the window ends, and another one begins. */
  lap(): void {
    const before = this.#cpuNs;
    const now = this.#reader.cpuNs();
    this.#cpuNs = now;
    const generatorCpuNs = before === null || now === null ? null : Math.max(0, now - before);
    const { sent, completed, failed } = this.#totals();
    const settled = Object.values(failed).reduce((sum, count) => sum + count, completed);
    // The counters go on while they are read, one after the other.
    this.#intervals.push({ generatorCpuNs, inFlight: Math.max(0, sent - settled), sent });
  }

  end(): void {
    this.lap();
  }

  /** Also for a window that has no end. */
  close(): void {
    this.#reader.close();
  }

  /** In order; fewer than there are intervals where the window did not come to its end. */
  intervals(): readonly GeneratorInterval[] {
    return this.#intervals;
  }
}
