import { strict as assert } from 'node:assert';
import { lnGamma } from './gamma.ts';

/** The arguments of I_x(a, b). */
export interface BetaArguments {
  readonly a: number;
  readonly b: number;
  /** From 0 to 1. */
  readonly x: number;
}

const TERMS_MAX = 100_000;
const TINY = 1e-300;

/**
 * The regularised incomplete beta function I_x(a, b), a and b above 0. Chances of binomial, t and F
 * variables are values of it: P(at least k of n, each with chance p) = I_p(k, n − k + 1). By the
 * continued fraction 8.17.22 of dlmf.nist.gov, which converges fast below x = (a + 1)/(a + b + 2);
 * above it the function's other side is taken.
 */
export function regularizedBeta({ a, b, x }: BetaArguments): number {
  assert(a > 0 && b > 0 && x >= 0 && x <= 1, `regularizedBeta of ${a}, ${b} at ${x}`);
  if (x === 0 || x === 1) return x;
  const lnFront = lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  const front = Math.exp(lnFront);
  if (x < (a + 1) / (a + b + 2)) return (front * fraction({ a, b, x })) / a;
  return 1 - (front * fraction({ a: b, b: a, x: 1 - x })) / b;
}

/** The continued fraction by Lentz's method: its terms come in pairs. */
function fraction({ a, b, x }: BetaArguments): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let value = d;
  const step = (coefficient: number): number => {
    d = 1 / (1 + coefficient * d || TINY);
    c = 1 + coefficient / c || TINY;
    value *= c * d;
    return Math.abs(c * d - 1);
  };
  for (let m = 1; m < TERMS_MAX; m++) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const change = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (change < Number.EPSILON) return value;
  }
  return assert.fail(`regularizedBeta of ${a}, ${b} does not converge at ${x}`);
}
