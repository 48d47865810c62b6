import { ThreadCpuReader } from '../host/thread-cpu-reader.ts';
import type { Progress } from '../model/progress.ts';
import type { SeriesPoint } from '../model/record.ts';

/** What waits for an answer, and what waits to be sent. */
type Outstanding = Pick<Progress, 'inFlight' | 'waiting'>;

/** What is known of the generator by interval. */
export type GeneratorInterval = Pick<SeriesPoint, 'generatorCpuNs' | 'inFlight' | 'waiting'>;

/** Watches the generator from the main thread, at the ends of the window's intervals. */
export class GeneratorMeter {
  readonly #outstanding: () => Outstanding;
  readonly #reader: ThreadCpuReader;
  readonly #intervals: GeneratorInterval[] = [];
  #cpuNs: number | null = null;

  /** `threads` are the system's numbers of the generator threads. */
  constructor(threads: readonly number[], outstanding: () => Outstanding) {
    this.#reader = new ThreadCpuReader(threads);
    this.#outstanding = outstanding;
  }

  begin(): void {
    this.#cpuNs = this.#reader.cpuNs();
  }

  /** An interval of the window ends, and another one begins. */
  lap(): void {
    const before = this.#cpuNs;
    this.#cpuNs = this.#reader.cpuNs();
    const known = before !== null && this.#cpuNs !== null;
    const { inFlight, waiting } = this.#outstanding();
    const generatorCpuNs = known ? Math.max(0, (this.#cpuNs ?? 0) - (before ?? 0)) : null;
    this.#intervals.push({ generatorCpuNs, inFlight, waiting });
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
