import { strict as assert } from 'node:assert';

/** A place to split a series at. */
export interface EnergySplit {
  /** Index of the first value after the split, 1 or more. */
  readonly at: number;
  /** How different the parts are, in the unit of the values. */
  readonly distance: number;
}

/**
 * Where a series, of two values or more, falls into parts that differ most, by the energy distance
 * of Matteson and James (2014): the place τ that makes Q(τ, κ) largest over all κ, the end of what
 * is compared with the values before τ. With W(a, b) the sum of |xᵢ − xⱼ| over all pairs from a to
 * b, n = τ and m = κ − τ:
 * Q = 2/(n + m) · (between − m/(n − 1) · W(0, τ) − n/(m − 1) · W(τ, κ)).
 */
export function bestSplit(values: readonly number[]): EnergySplit {
  assert(values.length > 1, 'nothing to split');
  const within = pairDistances(values);
  const sum = (from: number, end: number): number => within[from]?.[end] as number;
  let best = { at: 1, distance: Number.NEGATIVE_INFINITY };
  for (let at = 1; at < values.length; at++) {
    for (let end = at + 1; end <= values.length; end++) {
      const [n, m] = [at, end - at];
      const [left, right] = [sum(0, at), sum(at, end)];
      const between = sum(0, end) - left - right;
      const own = (n > 1 ? (m / (n - 1)) * left : 0) + (m > 1 ? (n / (m - 1)) * right : 0);
      const distance = (2 / (n + m)) * (between - own);
      if (distance > best.distance) best = { at, distance };
    }
  }
  return best;
}

/** W(a, b) for all a < b: pairs without the first, and without the last, and the outermost one. */
function pairDistances(values: readonly number[]): readonly Float64Array[] {
  const count = values.length;
  const within = Array.from({ length: count + 1 }, () => new Float64Array(count + 1));
  for (let from = count - 2; from >= 0; from--) {
    const own = within[from] as Float64Array;
    const next = within[from + 1] as Float64Array;
    for (let end = from + 2; end <= count; end++) {
      const outermost = Math.abs((values[from] as number) - (values[end - 1] as number));
      own[end] =
        (next[end] as number) + (own[end - 1] as number) - (next[end - 1] as number) + outermost;
    }
  }
  return within;
}
