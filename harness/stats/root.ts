import { strict as assert } from 'node:assert';

/** Where a root is known to lie. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
}

/**
 * Where a continuous function crosses zero, to the last double, by halving the bracket. The
 * function must have different signs at its ends; that it does not is a mistake of the caller's.
 */
export function rootOf(f: (x: number) => number, bracket: Bracket): number {
  let { low, high } = bracket;
  const atLow = f(low);
  if (atLow === 0) return low;
  const rising = atLow < 0;
  assert(rising === f(high) >= 0, `no change of sign between ${low} and ${high}`);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (f(middle) < 0 === rising) low = middle;
    else high = middle;
  }
}

/** A bracket for a function that is negative at `low` and rises above 0 somewhere beyond. */
export function bracketAbove(f: (x: number) => number, low: number, step: number): Bracket {
  let width = step;
  while (f(low + width) < 0) {
    width *= 2;
    assert(Number.isFinite(width), 'the function never rises above 0');
  }
  return { low, high: low + width };
}
