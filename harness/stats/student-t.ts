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

/** The value that Student's t stays below with chance p, 0 < p < 1. */
export function studentQuantile({ p, df }: { readonly p: number; readonly df: number }): number {
  assert(p > 0 && p < 1 && df > 0, `studentQuantile of ${p} with ${df} degrees of freedom`);
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile({ p: 1 - p, df });
  const short = (t: number): number => 1 - p - studentTail({ t, df });
  return rootOf(short, bracketAbove(short, 0, 1));
}
