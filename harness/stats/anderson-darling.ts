/**
 * Whether gaps between arrivals are exponential, as those of independent callers are. The statistic
 * is Anderson and Darling's with the mean taken from the values themselves, and its critical points
 * are those for that case (Stephens, EDF Statistics for Goodness of Fit, 1974, recomputed). With
 * ten thousand gaps it sees the grain of any clock and rejects everything; the distance says
 * whether the difference matters.
 */
import { strict as assert } from 'node:assert';
import { mean } from './moments.ts';

/** Chance of being exceeded by exponential values, and the value of A* it belongs to. */
const critical = [
  { chance: 0.01, value: 1.959 },
  { chance: 0.025, value: 1.591 },
  { chance: 0.05, value: 1.321 },
  { chance: 0.1, value: 1.062 },
] as const;

/** How exponential values are. */
export interface ExponentialTest {
  /** A* = A²(1 + 0.6/n), A² = −n − Σ (2i − 1)(ln uᵢ + ln(1 − uₙ₊₁₋ᵢ))/n, uᵢ = 1 − e^(−xᵢ/x̄). */
  readonly statistic: number;
  /** Exponential values get a statistic as large with about this chance; 1 for above 0.1. */
  readonly chance: 0.01 | 0.025 | 0.05 | 0.1 | 1;
  /** The furthest that the distribution of the values is from the exponential one, of 1. */
  readonly distance: number;
}

/** Tests values of 0 or more, five or more of them, not all 0. */
export function testExponential(values: readonly number[]): ExponentialTest {
  const n = values.length;
  assert(n >= 5, `${n} values are too few to tell a distribution by`);
  const level = mean(values);
  assert(level > 0, 'values of mean 0');
  const scaled = values.map((value) => value / level).sort((a, b) => a - b);
  assert((scaled[0] as number) >= 0, 'a gap below 0');
  let sum = 0;
  let distance = 0;
  scaled.forEach((x, at) => {
    // A value of 0, of arrivals at the same time, would have a logarithm of −∞.
    const lnBelow = Math.log(-Math.expm1(-Math.max(x, 1e-12)));
    const lnAbove = -(scaled[n - 1 - at] as number);
    sum += (2 * at + 1) * (lnBelow + lnAbove);
    const below = -Math.expm1(-x);
    distance = Math.max(distance, below - at / n, (at + 1) / n - below);
  });
  const statistic = (-n - sum / n) * (1 + 0.6 / n);
  const chance = critical.find(({ value }) => statistic >= value)?.chance ?? 1;
  return { statistic, chance, distance };
}
