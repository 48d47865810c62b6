import { strict as assert } from 'node:assert';
import { mean, sampleVariance } from './moments.ts';
import { studentQuantile } from './student-t.ts';
import type { TwoSamples } from './two-samples.ts';
import { welch } from './welch.ts';

/** A ratio and its interval; the ends are null where `before` may as well be 0. */
export interface RatioOfMeans {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * mean(after)/mean(before) with Fieller's interval (1954), as Kalibera and Jones give it for
 * benchmarks (Rigorous Benchmarking in Reasonable Time, 2013): with h = t·error of each mean,
 * (ab ± √((ab)² − (a² − hₐ²)(b² − h_b²))) / (a² − hₐ²). Degrees of freedom are Welch's. `level` is
 * 0.95 when absent.
 */
export function fieller(samples: TwoSamples & { readonly level?: number }): RatioOfMeans {
  const { before, after, level = 0.95 } = samples;
  const [a, b] = [mean(before), mean(after)];
  assert(a !== 0, 'a ratio to nothing');
  const { degreesOfFreedom: df } = welch(samples);
  const t = studentQuantile({ p: (1 + level) / 2, df });
  const reach = (values: readonly number[]): number =>
    t * Math.sqrt(sampleVariance(values) / values.length);
  const [ha, hb] = [reach(before), reach(after)];
  const divisor = a * a - ha * ha;
  const value = b / a;
  if (divisor <= 0) return { value, low: null, high: null };
  const root = Math.sqrt((a * b) ** 2 - divisor * (b * b - hb * hb));
  return { value, low: (a * b - root) / divisor, high: (a * b + root) / divisor };
}
