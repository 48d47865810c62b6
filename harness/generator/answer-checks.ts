import type { CheckMode } from '../model/trial.ts';

/** Of the answers to one operation, one in so many is compared. */
const SAMPLED_ONE_IN = 20;

/** Says which answers are compared with what is expected of them, by turns within an operation. */
export class AnswerChecks {
  readonly #every: number;
  readonly #asked: number[];

  constructor(mode: CheckMode, operations: number) {
    this.#every = { every: 1, sampled: SAMPLED_ONE_IN, first: Number.POSITIVE_INFINITY }[mode];
    this.#asked = new Array<number>(operations).fill(0);
  }

  /** Whether the answer to the next request of an operation is; asked once for each. */
  due(operation: number): boolean {
    if (this.#every === 1) return true;
    const asked = this.#asked[operation] as number;
    this.#asked[operation] = asked + 1;
    return asked % this.#every === 0;
  }
}
