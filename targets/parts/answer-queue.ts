import { NS_PER_MS } from '../../harness/model/units.ts';

/** Something to be done at a time, not before and little after. */
export interface DueAnswer {
  readonly arrivedNs: number;
  readonly dueNs: number;
  readonly answer: () => void;
}

/** Answers waited for longer than this may be late by a timer's whole millisecond. */
const COARSE_FROM_NS = 20 * NS_PER_MS;
/** A timer of n ms rings no earlier, so this much is left for finer means when it rings. */
const TIMER_LEAD_NS = 0.2 * NS_PER_MS;
/** Sleeps are this long at most, so that new requests are looked at in between. */
const SLEEP_NS_MAX = 0.2 * NS_PER_MS;
/** A sleep ends about this much late: the kernel's timer slack, 50 µs, and the way back. */
const SLEEP_SLACK_NS = 0.05 * NS_PER_MS;

/** Nanoseconds on the monotonic clock. Exact below 2^53, which is 104 days of uptime. */
export const nowNs = (): number => Number(process.hrtime.bigint());

/**
 * Gives answers in the order in which they are due; of those that are due at the same time, the one
 * that was put in first comes first.
 *
 * Timers tick in milliseconds, so a timer alone answers 0.7 ms late at the median. That is nothing
 * to someone who has waited for long, and the cheapest. For the others a timer rings up to a
 * millisecond early, and the rest is slept through in short slices, which answers 0.05 ms late at
 * the median. Polling instead would burn a processor, which servers that run side by side have not.
 */
export class AnswerQueue {
  readonly #bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #due: DueAnswer[] = [];
  #head = 0;
  #waking = false;
  /** Set while what is waited for is a timer, which can be set earlier. */
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  put(due: DueAnswer): void {
    const isFirst = this.#insert(due) === this.#head;
    if (!this.#waking) {
      this.#wait();
    } else if (isFirst && this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#wait();
    }
  }

  /** Forgets all that is still to be answered, so that nothing is waited for any more. */
  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#due = [];
    this.#head = 0;
    this.#waking = false;
  }

  /** Returns its place. Most are due last or nearly so, hence the search from the end. */
  #insert(due: DueAnswer): number {
    let place = this.#due.length;
    while (place > this.#head && (this.#due[place - 1]?.dueNs ?? 0) > due.dueNs) place -= 1;
    this.#due.splice(place, 0, due);
    return place;
  }

  #wait(): void {
    const next = this.#due[this.#head];
    this.#waking = next !== undefined;
    this.#timer = undefined;
    if (next === undefined) return;
    const leftNs = next.dueNs - nowNs();
    const wake = (): void => this.#wake();
    if (next.dueNs - next.arrivedNs > COARSE_FROM_NS && leftNs > 0) {
      this.#timer = setTimeout(wake, Math.ceil(leftNs / NS_PER_MS));
    } else if (leftNs > NS_PER_MS + TIMER_LEAD_NS) {
      this.#timer = setTimeout(wake, Math.floor((leftNs - TIMER_LEAD_NS) / NS_PER_MS));
    } else {
      const sleepNs = Math.min(SLEEP_NS_MAX, leftNs - SLEEP_SLACK_NS);
      if (sleepNs > 0) Atomics.wait(this.#bell, 0, 0, sleepNs / NS_PER_MS);
      this.#turn = setImmediate(wake);
    }
  }

  #wake(): void {
    this.#timer = undefined;
    const now = nowNs();
    for (let next = this.#due[this.#head]; next; next = this.#due[this.#head]) {
      if (next.dueNs > now) break;
      this.#head += 1;
      next.answer();
    }
    // Moving the rest to the front every time would cost its length each time.
    if (this.#head > this.#due.length / 2) {
      this.#due = this.#due.slice(this.#head);
      this.#head = 0;
    }
    this.#wait();
  }
}
