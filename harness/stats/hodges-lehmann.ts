import { strict as assert } from 'node:assert';
import { rankMargin } from './mann-whitney.ts';
import { medianOfSorted } from './trend.ts';
import type { TwoSamples } from './two-samples.ts';

/** An estimate and its interval; the ends are null where there are too few values for one. */
export interface ShiftInterval {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * By how much `after` is larger: the median of all differences after − before, with the interval
 * that belongs to the Mann–Whitney test (Hodges and Lehmann 1963; Hollander and Wolfe,
 * Nonparametric Statistical Methods, 4.3). It holds whatever the distribution, if the two differ
 * by a shift only. `level` is 0.95 when absent.
 */
export function hodgesLehmann(samples: TwoSamples & { readonly level?: number }): ShiftInterval {
  const { before, after, level = 0.95 } = samples;
  assert(before.length > 0 && after.length > 0, 'a comparison with nothing');
  const differences = after.flatMap((b) => before.map((a) => b - a)).sort((a, b) => a - b);
  const value = medianOfSorted(differences);
  const chance = (1 - level) / 2;
  const k = rankMargin({ before: before.length, after: after.length, chance });
  if (k < 0) return { value, low: null, high: null };
  return {
    value,
    low: differences[k] as number,
    high: differences[differences.length - 1 - k] as number,
  };
}

/** The same as a factor: the shift of the logarithms. All values must be above 0. */
export function hodgesLehmannRatio(
  samples: TwoSamples & { readonly level?: number },
): ShiftInterval {
  const { before, after, ...rest } = samples;
  assert(
    [...before, ...after].every((value) => value > 0),
    'a ratio of what is not above 0',
  );
  const logs = { before: before.map(Math.log), after: after.map(Math.log), ...rest };
  const { value, low, high } = hodgesLehmann(logs);
  const back = (end: number | null): number | null => (end === null ? null : Math.exp(end));
  return { value: Math.exp(value), low: back(low), high: back(high) };
}
