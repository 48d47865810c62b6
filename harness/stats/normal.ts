import { strict as assert } from 'node:assert';
import { gammaTail } from './gamma.ts';

/** The chance that a standard normal variable exceeds z: half of Q(½, z²/2) for z above 0. */
export function normalTail(z: number): number {
  const half = gammaTail({ shape: 0.5, x: (z * z) / 2 }) / 2;
  return z < 0 ? 1 - half : half;
}

/** Numerator and denominator of the rational approximation 26.2.23 of Abramowitz and Stegun. */
const numerator = [2.515517, 0.802853, 0.010328] as const;
const denominator = [1, 1.432788, 0.189269, 0.001308] as const;

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** The value that a standard normal variable stays below with chance p, 0 < p < 1. */
export function normalQuantile(p: number): number {
  assert(p > 0 && p < 1, `normalQuantile of ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = t - polynomial(numerator, t) / polynomial(denominator, t);
  // Right to 4.5e-4 so far; three steps of Newton's method make it right to the last.
  for (let step = 0; step < 3; step++) {
    const density = Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (normalTail(z) - p) / density;
  }
  return -z;
}
