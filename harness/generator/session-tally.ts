import { Distribution, type DistributionData } from '../stats/distribution.ts';

/** A session tally as plain data that crosses between threads. */
export interface SessionTallyData {
  readonly completed: number;
  readonly failed: number;
  readonly cut: number;
  readonly duration: DistributionData;
  readonly groups: readonly DistributionData[];
  readonly functionNs: number;
  readonly example: string | null;
}

/** How a session ended. */
export type SessionEnd = 'completed' | 'failed' | 'cut';

/** Counts and times of sessions that began within the window. */
export class SessionTally {
  readonly #windowStartNs: number;
  readonly #counts = { completed: 0, failed: 0, cut: 0 };
  readonly #duration = new Distribution();
  readonly #groups: readonly Distribution[];
  functionNs = 0;
  #example: string | null = null;

  constructor(windowStartNs: number, groups: number) {
    this.#windowStartNs = windowStartNs;
    this.#groups = Array.from({ length: groups }, () => new Distribution());
  }

  /** A session has come to its end, good or bad. Times are from the start of the load. */
  ended(beganNs: number, endedNs: number, end: SessionEnd): void {
    if (beganNs < this.#windowStartNs) return;
    this.#counts[end]++;
    const lengths = end === 'completed' ? this.#duration.answered : this.#duration.censored;
    lengths.record(endedNs - beganNs);
  }

  /** A session has been through a group of steps. */
  leftGroup(group: number, enteredNs: number, leftNs: number): void {
    if (enteredNs < this.#windowStartNs) return;
    this.#groups[group]?.answered.record(leftNs - enteredNs);
  }

  /** Why a session could not go on; the first reason is kept. */
  stuck(reason: string): void {
    this.#example ??= reason;
  }

  toData(): SessionTallyData {
    return {
      ...this.#counts,
      duration: this.#duration.toData(),
      groups: this.#groups.map((group) => group.toData()),
      functionNs: this.functionNs,
      example: this.#example,
    };
  }
}
