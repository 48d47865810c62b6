import { strict as assert } from 'node:assert';
import type { ExchangeSink } from '../../model/protocol.ts';

/** The exchanges of one connection that wait for answers, the oldest first. Allocates nothing. */
export class InFlight<Prepared> {
  readonly #requests: (Prepared | undefined)[];
  readonly #sinks: (ExchangeSink | undefined)[];
  #head = 0;
  #count = 0;

  constructor(depth: number) {
    this.#requests = new Array(depth).fill(undefined);
    this.#sinks = new Array(depth).fill(undefined);
  }

  get count(): number {
    return this.#count;
  }

  /** What the next answer is the answer to. */
  get firstRequest(): Prepared | undefined {
    return this.#requests[this.#head];
  }

  push(request: Prepared, sink: ExchangeSink): void {
    const depth = this.#sinks.length;
    if (this.#count === depth) assert.fail('never more in flight than the depth');
    let tail = this.#head + this.#count;
    if (tail >= depth) tail -= depth;
    this.#requests[tail] = request;
    this.#sinks[tail] = sink;
    this.#count++;
  }

  shift(): ExchangeSink | undefined {
    const sink = this.#sinks[this.#head];
    if (sink === undefined) return undefined;
    this.#requests[this.#head] = undefined;
    this.#sinks[this.#head] = undefined;
    this.#head = this.#head + 1 === this.#sinks.length ? 0 : this.#head + 1;
    this.#count--;
    return sink;
  }

  /** Empties it; the oldest first. */
  drain(): ExchangeSink[] {
    const sinks: ExchangeSink[] = [];
    for (let sink = this.shift(); sink !== undefined; sink = this.shift()) sinks.push(sink);
    return sinks;
  }
}
