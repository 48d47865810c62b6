/**
 * The load at which a share reaches its limit (of requests that take too long, or fail), read off
 * many trials at several loads at once. The odds of the share are taken to grow exponentially with
 * the load, as a small share does in an M/M/1 queue, and any nearly so within a narrow stretch: a
 * logistic curve, fitted by the likelihood of binomial counts, so that long trials count
 * for more and a trial without one bad request tells something, too. Requests of one trial hang
 * together, and their counts scatter φ times as much as independent ones; φ is what the trials
 * show (McCullagh and Nelder, Generalized Linear Models, 4.5). The interval is Fieller's (1954).
 */
import { strict as assert } from 'node:assert';
import { studentQuantile } from './student-t.ts';
import { medianOfSorted } from './trend.ts';

/** What one trial has shown. */
export interface ShareAtLoad {
  readonly load: number;
  /** How many of all; need not be whole. */
  readonly count: number;
  readonly of: number;
}

/** What is asked. */
export interface CrossingQuestion {
  readonly points: readonly ShareAtLoad[];
  /** The limit, above 0 and below 1. */
  readonly share: number;
  /** A load near it; trials far from it are not asked. */
  readonly near: number;
  /** The chance that the interval holds the true crossing; 0.95 when absent. */
  readonly level?: number;
}

/** Where the share is at its limit. */
export interface Crossing {
  readonly load: number;
  /** 0 and infinite where the trials leave a side open. */
  readonly low: number;
  readonly high: number;
  /** By how much the logarithm of the odds grows per unit of load. */
  readonly slope: number;
  /** φ, 1 or more. */
  readonly inflation: number;
  /** As asked. */
  readonly share: number;
  /** How many trials it is read off, and how many near it lie too far apart from the others. */
  readonly used: number;
  readonly apart: number;
}

/** Trials at loads within this factor are asked … */
const NEAR = 1.35;
/** … where the fitted odds are within this factor of those at the limit. */
const ODDS = 10;
const POINTS_MIN = 6;
const LOADS_MIN = 3;
/** A trial so many times the usual scatter above the curve was hit by something else. */
const APART = 6;
/** Up to so many times it a trial counts in full when those that lie apart are looked for. */
const HUBER = 1.345;
/** A curve so steep, in e-folds of the odds over the load itself, is a step: it has no slope. */
const SLOPE_MAX = 1000;

/** The crossing; null where the trials are too few, too alike, or do not grow with the load. */
export function shareCrossing(question: CrossingQuestion): Crossing | null {
  const { share, near, level = 0.95 } = question;
  assert(share > 0 && share < 1 && near > 0, `a share of ${share} near ${near}`);
  const limit = logOdds(share);
  const close = question.points
    .filter(({ load, of }) => load < near * NEAR && load > near / NEAR && of > 0)
    .map(({ load, count, of }) => ({ x: load / near - 1, count, of }));
  let used = close;
  let curve = fittedTo(used, limit);
  // Narrowing changes the curve, and so what is near; it settles in a few rounds or hardly matters.
  for (let round = 0; round < 5 && curve !== null; round++) {
    const { at, slope } = curve;
    const within = close.filter(({ x }) => Math.abs(at + slope * x - limit) < Math.log(ODDS));
    const narrower = fittedTo(within, limit);
    if (narrower === null || within.length === used.length) break;
    [used, curve] = [within, narrower];
  }
  const kept = curve && withoutApart(used, curve, limit);
  curve = kept && fittedTo(kept, limit);
  if (curve === null || kept === null) return null;
  const crossing = crossingOf(curve, kept, { limit, level });
  const { x, low, high, inflation } = crossing;
  return {
    ...{ load: near * (1 + x), low: near * Math.max(0, 1 + low), high: near * (1 + high) },
    ...{
      slope: curve.slope / near,
      inflation,
      share,
      used: kept.length,
      apart: used.length - kept.length,
    },
  };
}

const logOdds = (share: number): number => Math.log(share / (1 - share));
const shareOf = (odds: number): number => 1 / (1 + Math.exp(-odds));

interface Point {
  readonly x: number;
  readonly count: number;
  readonly of: number;
}

/** The logarithm of the odds is at + slope·x; the rest are its variances with φ = 1. */
interface Curve {
  readonly at: number;
  readonly slope: number;
  readonly varAt: number;
  readonly covariance: number;
  readonly varSlope: number;
}

/** By Newton's steps from the limit; null where there is no growing curve. */
function fittedTo(points: readonly Point[], limit: number): Curve | null {
  if (points.length < POINTS_MIN) return null;
  if (new Set(points.map(({ x }) => x)).size < LOADS_MIN) return null;
  let [at, slope] = [limit, 1];
  for (let step = 0; step < 100; step++) {
    const sums = { w: 0, wx: 0, wxx: 0, rest: 0, restX: 0 };
    for (const { x, count, of } of points) {
      const share = shareOf(at + slope * x);
      const weight = of * share * (1 - share);
      const rest = count - of * share;
      sums.w += weight;
      sums.wx += weight * x;
      sums.wxx += weight * x * x;
      sums.rest += rest;
      sums.restX += rest * x;
    }
    const determinant = sums.w * sums.wxx - sums.wx * sums.wx;
    if (!(determinant > 1e-12 * sums.w * sums.wxx)) return null;
    const varAt = sums.wxx / determinant;
    const covariance = -sums.wx / determinant;
    const varSlope = sums.w / determinant;
    const more = varAt * sums.rest + covariance * sums.restX;
    const steeper = covariance * sums.rest + varSlope * sums.restX;
    // Far from the answer a whole step may overshoot to where all shares are 0 or 1.
    const damping = Math.max(1, Math.abs(more) / 2, Math.abs(steeper) / 10);
    at += more / damping;
    slope += steeper / damping;
    if (Math.abs(slope) > SLOPE_MAX) return null;
    if (Math.abs(more) + Math.abs(steeper) < 1e-9) {
      return slope > 0 ? { at, slope, varAt, covariance, varSlope } : null;
    }
  }
  return null;
}

/** Pearson's residual: how far a count lies from the curve, in its own scatter. */
function residual({ x, count, of }: Point, { at, slope }: Curve): number {
  const share = shareOf(at + slope * x);
  return (count - of * share) / Math.sqrt(of * share * (1 - share));
}

/** The usual scatter: by its median, which a few trials that lie apart do not change. */
function usualScatter(points: readonly Point[], curve: Curve): number {
  const sizes = points.map((one) => Math.abs(residual(one, curve))).sort((a, b) => a - b);
  // Half of all normal values are within 0.6745 standard deviations.
  return Math.max(1, medianOfSorted(sizes) / 0.6745);
}

/**
 * Trials that lie apart pull the curve towards themselves. So it is first fitted with those that
 * lie far away weighing less (Huber 1964), and what lies apart from that curve is left out.
 */
function withoutApart(points: readonly Point[], first: Curve, limit: number): readonly Point[] {
  let curve = first;
  for (let round = 0; round < 10; round++) {
    const usual = usualScatter(points, curve);
    const weighted = points.map((point) => {
      const weight = Math.min(1, (HUBER * usual) / Math.abs(residual(point, curve)));
      return { x: point.x, count: point.count * weight, of: point.of * weight };
    });
    curve = fittedTo(weighted, limit) ?? curve;
  }
  const usual = usualScatter(points, curve);
  return points.filter((point) => residual(point, curve) <= APART * usual);
}

/** Where (at + slope·x − limit)² is t² of its own variance. */
function crossingOf(
  curve: Curve,
  points: readonly Point[],
  { limit, level }: { readonly limit: number; readonly level: number },
) {
  const { at, slope, varAt, covariance, varSlope } = curve;
  const df = points.length - 2;
  const squares = points.reduce((sum, point) => sum + residual(point, curve) ** 2, 0);
  const inflation = Math.max(1, squares / df);
  const t = studentQuantile({ p: (1 + level) / 2, df });
  const scale = t * t * inflation;
  const [a, half] = [slope ** 2 - scale * varSlope, slope * (at - limit) - scale * covariance];
  const root = Math.sqrt(half ** 2 - a * ((at - limit) ** 2 - scale * varAt));
  const isOpen = !(a > 0) || Number.isNaN(root);
  return {
    x: (limit - at) / slope,
    low: isOpen ? -1 : (-half - root) / a,
    high: isOpen ? Number.POSITIVE_INFINITY : (-half + root) / a,
    inflation,
  };
}
