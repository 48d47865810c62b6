import { strict as assert } from 'node:assert';
import { regularizedBeta } from './beta.ts';
import { rootOf } from './root.ts';
import { studentQuantile } from './student-t.ts';

/** So many of all, seen in stretches of time or in runs that scatter. */
export interface ShareQuestion {
  /** From 0 to `of`; need not be whole. */
  readonly count: number;
  /** Above 1. */
  readonly of: number;
  /** φ, 1 or more: how many are worth one independent one. */
  readonly inflation: number;
  /** Of φ: stretches or runs less one. */
  readonly degreesOfFreedom: number;
  /** 0.95 when absent. */
  readonly level?: number;
}

/** Ends of an interval of a share, from 0 to 1. */
export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The exact interval of a share (Clopper and Pearson 1934) at the number that all are worth: n/φ,
 * and less by (t of n − 1 over t of φ's degrees of freedom)², as φ is an estimate (Korn and
 * Graubard, Survey Methodology 24, 1998). It holds for rare things, too, and then more often than
 * it claims. Where nothing is counted there is no scatter to see: then all are worth what they are.
 */
export function shareInterval(question: ShareQuestion): ShareInterval {
  const { count, of, inflation, degreesOfFreedom, level = 0.95 } = question;
  assert(count >= 0 && count <= of && of > 1, `${count} of ${of}`);
  const p = (1 + level) / 2;
  const t = (df: number): number => studentQuantile({ p, df });
  const seen = count > 0 && count < of;
  const shrink = seen ? (t(of - 1) / t(degreesOfFreedom)) ** 2 / inflation : 1;
  const all = of * Math.min(1, shrink);
  const some = all * (count / of);
  return {
    low: count === 0 ? 0 : betaQuantile(1 - p, some, all - some + 1),
    high: count === of ? 1 : betaQuantile(p, some + 1, all - some),
  };
}

function betaQuantile(chance: number, a: number, b: number): number {
  return rootOf((x) => regularizedBeta({ a, b, x }) - chance, { low: 0, high: 1 });
}
