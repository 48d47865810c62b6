/** Something that polls until its time has come. */
export interface Polling {
  /** Infinite when it waits for nothing. */
  readonly atNs: number;
}

/** What the precise alarms of one thread have to know of each other. Times are the clock's. */
export class PollingThread {
  readonly nowNs: () => number;
  /** Polling keeps a processor busy, so how much of it was idle is counted apart. */
  idleNs = 0;
  #countedNs = Number.NEGATIVE_INFINITY;
  readonly #polling: Polling[] = [];

  constructor(nowNs: () => number) {
    this.nowNs = nowNs;
  }

  /** It polls from now on; once at a time. */
  join(one: Polling): void {
    this.#polling.push(one);
  }

  leave(one: Polling): void {
    this.#polling.splice(this.#polling.indexOf(one), 1);
  }

  /** The earliest time that is polled for. */
  get firstNs(): number {
    let firstNs = Number.POSITIVE_INFINITY;
    for (const { atNs } of this.#polling) firstNs = Math.min(firstNs, atNs);
    return firstNs;
  }

  /** There was nothing to do; what two alarms say of the same time counts once. */
  wasIdle(fromNs: number, toNs: number): void {
    this.idleNs += Math.max(0, toNs - Math.max(fromNs, this.#countedNs));
    this.#countedNs = Math.max(toNs, this.#countedNs);
  }
}
