import { strict as assert } from 'node:assert';
import { regularizedBeta } from './beta.ts';
import { normalQuantile, normalTail } from './normal.ts';
import { bracketAbove, rootOf } from './root.ts';

/**
 * The chance that Student's t of so many degrees of freedom (above 0, whole or not, or infinite)
 * exceeds t: half of I_x(df/2, ½) at x = df/(df + t²).
 */
export function studentTail({ t, df }: { readonly t: number; readonly df: number }): number {
  assert(df > 0, `${df} degrees of freedom`);
  if (df === Number.POSITIVE_INFINITY) return normalTail(t);
  const half = regularizedBeta({ a: df / 2, b: 0.5, x: df / (df + t * t) }) / 2;
  return t < 0 ? 1 - half : half;
}

/** Quantiles above the middle by df and p; simulations and resamples ask for the same ones. */
const known = new Map<string, number>();
const KNOWN_MAX = 10_000;

/** The value that Student's t stays below with chance p, 0 < p < 1. */
export function studentQuantile({ p, df }: { readonly p: number; readonly df: number }): number {
  assert(p > 0 && p < 1 && df > 0, `studentQuantile of ${p} with ${df} degrees of freedom`);
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile({ p: 1 - p, df });
  const key = `${df} ${p}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const short = (t: number): number => 1 - p - studentTail({ t, df });
  const quantile = rootOf(short, bracketAbove(short, 0, 1));
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, quantile);
  return quantile;
}
