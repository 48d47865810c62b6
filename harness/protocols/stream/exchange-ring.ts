import { strict as assert } from 'node:assert';
import type { ExchangeSink } from '../../model/protocol.ts';

/** The exchanges in flight on one connection, in the order they were sent. Fixed size, no allocation. */
export class ExchangeRing<Prepared> {
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

  /** The request whose answer comes next. */
  get first(): Prepared | undefined {
    return this.#requests[this.#head];
  }

  push(request: Prepared, sink: ExchangeSink): void {
    const depth = this.#sinks.length;
    assert(this.#count < depth, 'more exchanges in flight than the depth allows');
    const at = (this.#head + this.#count) % depth;
    this.#requests[at] = request;
    this.#sinks[at] = sink;
    this.#count++;
  }

  shift(): ExchangeSink | undefined {
    const sink = this.#sinks[this.#head];
    if (sink === undefined) return undefined;
    this.#sinks[this.#head] = undefined;
    this.#requests[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#sinks.length;
    this.#count--;
    return sink;
  }

  /** Empties it; the sinks in order. */
  drain(): ExchangeSink[] {
    const sinks: ExchangeSink[] = [];
    for (let sink = this.shift(); sink !== undefined; sink = this.shift()) sinks.push(sink);
    return sinks;
  }
}
