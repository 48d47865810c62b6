/**
 * The law by which throughput grows with servers, and how sure it is. The law is chosen by Akaike's
 * criterion; what is said of its parameters and of servers that were not measured comes from the
 * fullest law that so many numbers of servers can tell, fitted to 400 resamples of what it leaves
 * over (residual bootstrap; Efron and Tibshirani, An Introduction to the Bootstrap, 9.4). So the
 * interval of a chosen straight line still holds the bend that nobody can exclude. Residuals are
 * shares of the curve, because throughput scatters by shares of itself, and are enlarged by
 * √(n/(n − p)) · t/z: few points leave little over and know little of it.
 */
import type { Rng } from '../model/rng.ts';
import { normalQuantile } from '../stats/normal.ts';
import { seededRng } from '../stats/rng.ts';
import { studentQuantile } from '../stats/student-t.ts';
import {
  chooseScaling,
  fitScaling,
  type ScalingFit,
  type ScalingLaw,
  type ScalingPoint,
  scalingLaws,
} from '../stats/usl.ts';

/** The peak of one trial. */
export interface MeasuredPeak {
  readonly servers: number;
  readonly perSecond: number;
}

/** A figure with its 95 % interval; no ends where there are too few points for one. */
export interface Span {
  readonly value: number;
  readonly low: number | null;
  /** Infinite where nothing bounds it. */
  readonly high: number | null;
}

export interface GrowthLaw {
  /** The law that the points call for. */
  readonly fit: ScalingFit;
  /** The fullest law that they can tell; the spans of σ and κ are of it. */
  readonly fullest: ScalingLaw;
  readonly sigma: Span;
  /** Null where too few numbers of servers were measured to see it. */
  readonly kappa: Span | null;
  /** Servers beyond which more of them do less; null where no such peak is called for. */
  readonly peak: Span | null;
  /** Throughput of so many servers. */
  at(servers: number): Span;
  /** What going from so many servers to more adds, as a share. */
  gain(from: number, to: number): Span;
}

/** Fewer numbers of servers lie on every curve. */
export const SIZES_MIN = 3;

const RESAMPLES = 400;
/** Of the streams of a seed, the one that resamples. */
const STREAM = 17;
const LEVEL = 0.95;

/** The law of these trials; undefined with too few numbers of servers. */
export function growthLaw(peaks: readonly MeasuredPeak[]): GrowthLaw | undefined {
  const sizes = new Set(peaks.map(({ servers }) => servers)).size;
  if (sizes < SIZES_MIN || peaks.some(({ perSecond }) => perSecond <= 0)) return undefined;
  const points = weighted(peaks);
  const fullest = scalingLaws[Math.min(scalingLaws.length, sizes - 1) - 1] ?? 'linear';
  const fit = chooseScaling(points);
  const full = fitScaling(points, fullest);
  const again = resamples(points, full, seededRng(1, STREAM));
  const span = (value: number, read: (one: ScalingFit) => number): Span =>
    spanOf(
      rounded(value),
      again.map((one) => rounded(read(one))),
    );
  return {
    fit,
    fullest,
    sigma: span(full.sigma.value, (one) => one.sigma.value),
    kappa: fullest === 'usl' ? span(full.kappa.value, (one) => one.kappa.value) : null,
    peak: fit.peak && span(fit.peak.value, (one) => one.peak?.value ?? Number.POSITIVE_INFINITY),
    at: (servers) => span(fit.throughputAt(servers), (one) => one.throughputAt(servers)),
    gain(from, to) {
      const gain = (one: ScalingFit): number => one.throughputAt(to) / one.throughputAt(from) - 1;
      return span(gain(fit), gain);
    },
  };
}

/** Points that scatter by the same share of themselves weigh 1/level². */
function weighted(peaks: readonly MeasuredPeak[]): ScalingPoint[] {
  const levelOf = (servers: number): number => {
    const own = peaks.filter((peak) => peak.servers === servers);
    return own.reduce((sum, { perSecond }) => sum + perSecond, 0) / own.length;
  };
  return peaks.map(({ servers, perSecond }) => {
    return { size: servers, throughput: perSecond, weight: levelOf(servers) ** -2 };
  });
}

/** Fits of resampled points; none where nothing is left over to resample. */
function resamples(points: readonly ScalingPoint[], full: ScalingFit, rng: Rng): ScalingFit[] {
  const { degreesOfFreedom: df, law } = full;
  if (df < 1) return [];
  const z = normalQuantile((1 + LEVEL) / 2);
  const t = studentQuantile({ p: (1 + LEVEL) / 2, df });
  const widen = Math.sqrt(points.length / df) * (t / z);
  const left = points.map(({ size, throughput }) => throughput / full.throughputAt(size) - 1);
  const middle = left.reduce((sum, share) => sum + share, 0) / left.length;
  const shares = left.map((share) => (share - middle) * widen);
  return Array.from({ length: RESAMPLES }, () => {
    const again = points.map((point) => {
      const share = shares[Math.floor(rng() * shares.length)] ?? 0;
      // With very few points the enlarged residual may exceed the whole.
      const factor = Math.max(0.01, 1 + share);
      return { ...point, throughput: full.throughputAt(point.size) * factor };
    });
    return fitScaling(again, law, full);
  });
}

/** What rounding leaves of a perfect fit is nothing. */
const rounded = (value: number): number => (Math.abs(value) < 1e-9 ? 0 : value);

/** The middle 95 %, widened where need be to hold the value itself. */
function spanOf(value: number, resampled: readonly number[]): Span {
  if (resampled.length === 0) return { value, low: null, high: null };
  const sorted = resampled.toSorted((a, b) => a - b);
  const rank = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? value;
  const [low, high] = [rank((1 - LEVEL) / 2), rank((1 + LEVEL) / 2)];
  return { value, low: Math.min(value, low), high: Math.max(value, high) };
}
