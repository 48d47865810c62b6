/**
 * A pool of equal slots that serves first come, first served, each request for the same time: the
 * queue D/c of queueing theory behind whatever arrivals there are. Pure: time comes as an argument.
 *
 * A request starts at the later of its arrival and the moment the first slot becomes free. As all
 * take equally long, slots become free in the order in which they were taken, so the first free one
 * is the one taken `slots` requests ago, and finish times never go back.
 */
export class Slots {
  readonly #serviceNs: number;
  /** When each slot becomes free, as a ring whose next element is the earliest. */
  readonly #freeNs: Float64Array;
  #next = 0;

  constructor(options: { readonly slots: number; readonly serviceNs: number }) {
    this.#serviceNs = options.serviceNs;
    this.#freeNs = new Float64Array(options.slots);
  }

  /**
   * Takes in a request that arrives now, no earlier than the one before. Returns when it is done,
   * which is computed and not observed: an answer given late does not delay the requests behind it.
   */
  admit(nowNs: number): number {
    const freeNs = this.#freeNs[this.#next] ?? 0;
    const doneNs = Math.max(nowNs, freeNs) + this.#serviceNs;
    this.#freeNs[this.#next] = doneNs;
    this.#next = (this.#next + 1) % this.#freeNs.length;
    return doneNs;
  }
}
