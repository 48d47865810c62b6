/** A figure with the interval it lies in. */
export interface RangedFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How far one figure lies above another that is independent of it, from the intervals of both: each
 * end moves by the square root of the squares of what moves it (MOVER; Zou and Donner, Statistics
 * in Medicine 27, 2008). It needs no more than the two intervals, which need not be symmetric. Of
 * logarithms it is the interval of a ratio.
 */
export function differenceInterval(one: RangedFigure, other: RangedFigure): RangedFigure {
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}
