/** What one request went through, in nanoseconds on the server's clock. */
export interface Stamps {
  readonly arrivedNs: number;
  readonly startNs: number;
  readonly finishNs: number;
}

/**
 * One waiting line in front of equal slots, first come, first served, with any service times: the
 * queue G/G/c. Pure: time and chance come as arguments.
 *
 * A request starts at the later of its arrival and the moment the first slot becomes free, after
 * Kiefer and Wolfowitz (1955). A handler that merely sleeps would serve everybody at once and never
 * show a queue.
 */
export class ServiceLine {
  readonly #serviceNs: () => number;
  /** When each slot becomes free. */
  readonly #freeNs: Float64Array;

  /** `serviceNs` is asked once for each request, in the order in which they arrive. */
  constructor(options: { readonly slots: number; readonly serviceNs: () => number }) {
    this.#serviceNs = options.serviceNs;
    this.#freeNs = new Float64Array(options.slots);
  }

  /**
   * Takes in a request that arrives now, no earlier than the one before. Its finish is computed and
   * not observed: an answer given late does not delay the requests behind it.
   */
  admit(arrivedNs: number): Stamps {
    let first = 0;
    let freeNs = Number.POSITIVE_INFINITY;
    for (const [slot, ns] of this.#freeNs.entries()) {
      if (ns >= freeNs) continue;
      first = slot;
      freeNs = ns;
    }
    const startNs = Math.max(arrivedNs, freeNs);
    const finishNs = startNs + this.#serviceNs();
    this.#freeNs[first] = finishNs;
    return { arrivedNs, startNs, finishNs };
  }
}
