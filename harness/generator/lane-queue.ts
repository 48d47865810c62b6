import type { Lane } from './lane.ts';

/** First in, first out, without allocation. A lane is in one queue at most, and once. */
export class LaneQueue {
  readonly #slots: (Lane | undefined)[];
  #head = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#slots = new Array(Math.max(1, capacity)).fill(undefined);
  }

  get empty(): boolean {
    return this.#count === 0;
  }

  /** The lane that `shift` would take. */
  get first(): Lane | undefined {
    return this.#slots[this.#head];
  }

  push(lane: Lane): void {
    if (lane.queued) return;
    lane.queued = true;
    this.#slots[(this.#head + this.#count) % this.#slots.length] = lane;
    this.#count++;
  }

  shift(): Lane | undefined {
    const lane = this.#slots[this.#head];
    if (lane === undefined) return undefined;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#count--;
    lane.queued = false;
    return lane;
  }
}
