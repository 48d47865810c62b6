/** An alarm that costs nothing, and rings a millisecond or so late. */
import type { Alarm } from '../model/clock.ts';
import { NS_PER_MS } from '../model/units.ts';

export class CoarseAlarm implements Alarm {
  readonly #nowNs: () => number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #atNs = 0;

  constructor(nowNs: () => number, ring: () => void) {
    this.#nowNs = nowNs;
    this.#ring = ring;
  }

  set(atNs: number): void {
    this.clear();
    this.#atNs = atNs;
    this.#wait();
  }

  #wait(): void {
    const waitMs = Math.max(1, Math.ceil((this.#atNs - this.#nowNs()) / NS_PER_MS));
    this.#timer = setTimeout(() => {
      // Timers can ring a fraction of a millisecond early by this clock.
      if (this.#nowNs() < this.#atNs) this.#wait();
      else this.#ring();
    }, waitMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
