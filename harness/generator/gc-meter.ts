import { PerformanceObserver } from 'node:perf_hooks';
import { NS_PER_MS } from '../model/units.ts';

/** Garbage collection of the calling thread since the meter was made. */
export class GcMeter {
  readonly #observer: PerformanceObserver;
  #ns = 0;
  #nsMax = 0;

  constructor() {
    this.#observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.#add(entry.duration * NS_PER_MS);
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  #add(durationNs: number): void {
    this.#ns += durationNs;
    this.#nsMax = Math.max(this.#nsMax, durationNs);
  }

  /** Starts again from nothing. */
  reset(): void {
    this.#ns = 0;
    this.#nsMax = 0;
  }

  /** All pauses together and the longest, in ns; a pause shows up a turn of the loop later. */
  read(): { readonly gcNs: number; readonly gcNsMax: number } {
    return { gcNs: Math.round(this.#ns), gcNsMax: Math.round(this.#nsMax) };
  }

  stop(): void {
    this.#observer.disconnect();
  }
}
