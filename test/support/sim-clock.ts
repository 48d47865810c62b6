import type { Alarm, AlarmPrecision, Alone, Clock } from '../../harness/model/clock.ts';

interface Event {
  readonly atNs: number;
  readonly order: number;
  readonly ring: () => void;
  dead: boolean;
}

/** Earlier first; in the order they were set where the time is the same. */
const before = (a: Event, b: Event): boolean =>
  a.atNs < b.atNs || (a.atNs === b.atNs && a.order < b.order);

/** Simulated time: nothing passes until `run` jumps from one alarm to the next. */
export class SimClock implements Clock {
  readonly #heap: Event[] = [];
  #nowNs = 0;
  #order = 0;

  nowNs(): number {
    return this.#nowNs;
  }

  idlePollNs(): number {
    return 0;
  }

  alarm(_precision: AlarmPrecision, ring: () => void, alone?: Alone): Alarm {
    let pending: Event | undefined;
    const clear = (): void => {
      if (pending) pending.dead = true;
      pending = undefined;
    };
    const set = (atNs: number): void => {
      clear();
      pending = this.at(atNs, () => {
        pending = undefined;
        // As a real thread does: told to get ready while nothing else can happen.
        if (alone?.quiet()) alone.prepare?.();
        ring();
      });
    };
    return { set, clear };
  }

  /** Calls back at a time, or at once in order if that has passed. */
  at(atNs: number, ring: () => void): Event {
    const event = { atNs: Math.max(atNs, this.#nowNs), order: this.#order++, ring, dead: false };
    this.#heap.push(event);
    this.#up(this.#heap.length - 1);
    return event;
  }

  /** Plays alarms in order of time until none is left or the time is past `untilNs`. */
  run(untilNs = Number.POSITIVE_INFINITY): void {
    for (let event = this.#heap[0]; event && event.atNs <= untilNs; event = this.#heap[0]) {
      this.#pop();
      if (event.dead) continue;
      this.#nowNs = event.atNs;
      event.ring();
    }
  }

  #pop(): Event | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#down(0);
    return first;
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const a = this.#heap[child];
    const b = this.#heap[parent];
    if (a === undefined || b === undefined || !before(a, b)) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }

  #up(start: number): void {
    let at = start;
    while (at > 0 && this.#swapIfBefore(at, (at - 1) >> 1)) at = (at - 1) >> 1;
  }

  #down(start: number): void {
    let at = start;
    for (;;) {
      const left = 2 * at + 1;
      const a = this.#heap[left];
      const b = this.#heap[left + 1];
      const child = a !== undefined && b !== undefined && before(b, a) ? left + 1 : left;
      if (!this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }
}
