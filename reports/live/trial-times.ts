import type { Position } from './live-text.ts';

/**
 * How long the trials of a session take from start to start, servers and all, to say how long those
 * will that are left. They are taken to be alike; before one has ended nothing is known.
 */
export class TrialTimes {
  #startedNs = 0;
  #endedNs = 0;
  #ended = 0;

  started(nowNs: number): void {
    this.#startedNs = nowNs;
  }

  finished(nowNs: number): void {
    this.#endedNs += nowNs - this.#startedNs;
    this.#ended++;
  }

  /** Of this trial and those after it. Null where it is not known. */
  leftNs({ index, of }: Position, nowNs: number): number | null {
    if (this.#ended === 0 || !Number.isFinite(of)) return null;
    const eachNs = this.#endedNs / this.#ended;
    return Math.max(0, eachNs - (nowNs - this.#startedNs)) + (of - index - 1) * eachNs;
  }
}
