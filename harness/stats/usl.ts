/**
 * How throughput grows with size (servers, clients, processors): Gunther's universal scalability
 * law, Guerrilla Capacity Planning (2007), chapter 4:
 *
 *   X(N) = γN / (1 + σ(N − 1) + κN(N − 1))
 *
 * γ is the throughput of one, σ the share of the work that only one can do at a time (contention),
 * κ what each pair costs to keep in step (coherency). κ = 0 is Amdahl's law, σ = κ = 0 growth in
 * proportion. All three are fitted to all points at once; the usual shortcut of dividing by X(1)
 * first lets one point decide.
 */
import { strict as assert } from 'node:assert';
import { type CurveFit, fitCurve } from './least-squares.ts';
import { studentQuantile } from './student-t.ts';

/** What was measured at one size. */
export interface ScalingPoint {
  /** 1 or more; of servers, clients or whatever is scaled. */
  readonly size: number;
  /** Per second, or in any other unit that is the same for all points. */
  readonly throughput: number;
  /** 1/variance, up to a common factor; all points count alike when absent. */
  readonly weight?: number;
}

/** The laws, from the simplest on: each has one free parameter more than the one before. */
export const scalingLaws = ['linear', 'amdahl', 'usl'] as const;
/** Name of a law. */
export type ScalingLaw = (typeof scalingLaws)[number];

/** A parameter with its standard error and 95 % interval; null where it lies on its bound. */
export interface Estimate {
  readonly value: number;
  readonly error: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Where throughput is largest. `size` is √((1 − σ)/κ). */
export interface Peak extends Estimate {
  readonly throughput: number;
  /** `within` the sizes measured, or up to twice the largest, or further than any guess holds. */
  readonly where: 'within' | 'near' | 'far';
}

/** A law fitted to points. The intervals suppose that errors are alike at all points. */
export interface ScalingFit {
  readonly law: ScalingLaw;
  readonly gamma: Estimate;
  readonly sigma: Estimate;
  readonly kappa: Estimate;
  /** Free parameters that the best fit has pressed against their bounds (σ from 0 to 1, κ ≥ 0). */
  readonly atBound: readonly ('sigma' | 'kappa')[];
  readonly squares: number;
  readonly degreesOfFreedom: number;
  /** Root of squares over degrees of freedom; null when there are none. */
  readonly residualError: number | null;
  /** Share of the points' variance that the law explains. */
  readonly rSquared: number;
  /** Akaike's criterion corrected for few points, lower is better; null with too few for it. */
  readonly aicc: number | null;
  /** Null when there is no peak: κ is 0. */
  readonly peak: Peak | null;
  /** What the law says of a size. */
  throughputAt(size: number): number;
}

interface Face {
  readonly free: readonly ('sigma' | 'kappa')[];
  readonly sigma: number;
}

/** Which parameters may move, and where σ is held where it may not; κ is held at 0. */
const faces: Readonly<Record<ScalingLaw, readonly Face[]>> = {
  linear: [{ free: [], sigma: 0 }],
  amdahl: [
    { free: ['sigma'], sigma: 0 },
    { free: [], sigma: 0 },
    { free: [], sigma: 1 },
  ],
  usl: [
    { free: ['sigma', 'kappa'], sigma: 0 },
    { free: ['sigma'], sigma: 0 },
    { free: ['kappa'], sigma: 0 },
    { free: ['kappa'], sigma: 1 },
    { free: [], sigma: 0 },
    { free: [], sigma: 1 },
  ],
};

/** How many parameters a law has. */
const parameterCount = (law: ScalingLaw): number => 1 + scalingLaws.indexOf(law);

/**
 * Fits one law. There must be at least as many different sizes as it has parameters. The best fit
 * within bounds is the best one of those that lie inside, over all the ways to hold parameters on a
 * bound. It is found sooner when a fit to almost the same points is at hand.
 */
export function fitScaling(
  points: readonly ScalingPoint[],
  law: ScalingLaw,
  near?: ScalingFit,
): ScalingFit {
  const sizes = new Set(points.map(({ size }) => size)).size;
  assert(
    points.some(({ throughput }) => throughput > 0),
    'no throughput at any size',
  );
  assert(sizes >= parameterCount(law), `${sizes} sizes are too few for the ${law} law`);
  const [free, ...held] = faces[law].map((face) => () => fitFace(points, face, near));
  const unbounded = free?.();
  if (unbounded && isInside(unbounded)) return describe(points, law, unbounded);
  const inside = held.map((fit) => fit()).filter(isInside);
  const best = inside.reduce((least, fit) => (fit.squares < least.squares ? fit : least));
  return describe(points, law, best);
}

const isInside = ({ gamma, sigma, kappa }: FaceFit): boolean =>
  gamma > 0 && sigma >= 0 && sigma <= 1 && kappa >= 0;

/**
 * The law that the points call for: the simplest one, unless the next one is better by more than 2
 * of Akaike's criterion or its new parameter's interval leaves out 0. A law needs more sizes than
 * it has parameters. At least two sizes.
 */
export function chooseScaling(points: readonly ScalingPoint[]): ScalingFit {
  const sizes = new Set(points.map(({ size }) => size)).size;
  const [simplest, ...others] = scalingLaws
    .filter((law) => parameterCount(law) < sizes)
    .map((law) => fitScaling(points, law));
  assert(simplest, `${sizes} sizes are too few for any law`);
  const rounding = roundingOf(points);
  return others.reduce((chosen, fit) => {
    // A perfect fit calls for nothing, whatever its rounding errors say.
    const calledFor = chosen.squares > rounding && isCalledFor(fit, chosen);
    return calledFor ? fit : chosen;
  }, simplest);
}

function isCalledFor(fit: ScalingFit, simpler: ScalingFit): boolean {
  const own = fit.law === 'usl' ? fit.kappa : fit.sigma;
  if (own.low !== null && own.low > 0) return true;
  return fit.aicc !== null && simpler.aicc !== null && fit.aicc < simpler.aicc - 2;
}

interface FaceFit {
  readonly face: Face;
  readonly gamma: number;
  readonly sigma: number;
  readonly kappa: number;
  readonly squares: number;
  readonly covariance: CurveFit['covariance'];
}

/** The best fit with only some parameters free, wherever it lies. γ is always free and first. */
function fitFace(points: readonly ScalingPoint[], face: Face, near?: ScalingFit): FaceFit {
  const { free } = face;
  const read = (parameters: readonly number[]) => ({
    gamma: parameters[0] as number,
    sigma: free.includes('sigma') ? (parameters[1] as number) : face.sigma,
    kappa: free.includes('kappa') ? (parameters.at(-1) as number) : 0,
  });
  const fit = fitCurve({
    measured: points.map(({ throughput }) => throughput),
    weights: points.map(({ weight }) => weight ?? 1),
    start: [
      near?.gamma.value ?? Math.max(...points.map(({ size, throughput }) => throughput / size)),
      ...free.map((name) => near?.[name].value || startOf[name]),
    ],
    curve(parameters, index) {
      const { size } = points[index] as ScalingPoint;
      const { gamma, sigma, kappa } = read(parameters);
      const divisor = 1 + sigma * (size - 1) + kappa * size * (size - 1);
      const bySigma = (-gamma * size * (size - 1)) / (divisor * divisor);
      const along = { sigma: bySigma, kappa: bySigma * size };
      const gradient = [size / divisor, ...free.map((name) => along[name])];
      return { value: (gamma * size) / divisor, gradient };
    },
  });
  const { squares, covariance } = fit;
  return { face, ...read(fit.parameters), squares, covariance };
}

/** Where fits start: some contention, little coherency cost. */
const startOf = { sigma: 0.01, kappa: 1e-4 } as const;

function describe(points: readonly ScalingPoint[], law: ScalingLaw, fit: FaceFit): ScalingFit {
  const { gamma, sigma, kappa, squares, face } = fit;
  const parameters = 1 + face.free.length;
  const degreesOfFreedom = points.length - parameters;
  const t = degreesOfFreedom > 0 ? studentQuantile({ p: 0.975, df: degreesOfFreedom }) : null;
  const covarianceOf = (a: number, b: number): number =>
    ((fit.covariance?.[a]?.[b] ?? Number.NaN) * squares) / degreesOfFreedom;
  const estimate = (value: number, at: number): Estimate => {
    const error = Math.sqrt(covarianceOf(at, at));
    if (t === null || at < 0 || !Number.isFinite(error)) return unsure(value);
    return { value, error, low: value - t * error, high: value + t * error };
  };
  const place = (name: 'sigma' | 'kappa'): number => face.free.indexOf(name) + 1 || -1;
  const throughputAt = (size: number): number =>
    (gamma * size) / (1 + sigma * (size - 1) + kappa * size * (size - 1));
  const own = law === 'usl' ? (['sigma', 'kappa'] as const) : (['sigma'] as const);
  return {
    law,
    gamma: estimate(gamma, 0),
    sigma: estimate(sigma, place('sigma')),
    kappa: estimate(kappa, place('kappa')),
    atBound: law === 'linear' ? [] : own.filter((name) => !face.free.includes(name)),
    squares,
    degreesOfFreedom,
    residualError: degreesOfFreedom > 0 ? Math.sqrt(squares / degreesOfFreedom) : null,
    rSquared: 1 - squares / scatter(points),
    aicc: akaike(points, squares, parameterCount(law)),
    peak: kappa > 0 ? peakOf(points, fit, { t, covarianceOf, throughputAt }) : null,
    throughputAt,
  };
}

const unsure = (value: number): Estimate => ({ value, error: null, low: null, high: null });

/**
 * N* = √((1 − σ)/κ). Its interval is symmetric for ln N* (delta method, gradient −½/(1 − σ) and
 * −½/κ), because N* itself is skewed and never below 0.
 */
function peakOf(
  points: readonly ScalingPoint[],
  { sigma, kappa, face }: FaceFit,
  spread: {
    readonly t: number | null;
    covarianceOf(a: number, b: number): number;
    throughputAt(size: number): number;
  },
): Peak {
  const size = Math.sqrt((1 - sigma) / kappa);
  const largest = Math.max(...points.map((point) => point.size));
  const far = size <= 2 * largest ? 'near' : 'far';
  const where = size <= largest ? 'within' : far;
  const throughput = spread.throughputAt(size);
  const gradient = face.free.map((name) => (name === 'sigma' ? -0.5 / (1 - sigma) : -0.5 / kappa));
  let variance = 0;
  gradient.forEach((a, row) => {
    gradient.forEach((b, column) => {
      variance += a * b * spread.covarianceOf(row + 1, column + 1);
    });
  });
  if (spread.t === null || !Number.isFinite(variance))
    return { ...unsure(size), throughput, where };
  const error = Math.sqrt(variance);
  const factor = Math.exp(spread.t * error);
  return {
    value: size,
    error: size * error,
    low: size / factor,
    high: size * factor,
    throughput,
    where,
  };
}

/** Weighted squares around the weighted mean. */
function scatter(points: readonly ScalingPoint[]): number {
  const weightOf = (point: ScalingPoint): number => point.weight ?? 1;
  const total = points.reduce((sum, point) => sum + weightOf(point), 0);
  const mean = points.reduce((sum, point) => sum + weightOf(point) * point.throughput, 0) / total;
  return points.reduce((sum, point) => sum + weightOf(point) * (point.throughput - mean) ** 2, 0);
}

/**
 * n ln(squares/n) + 2k + 2k(k + 1)/(n − k − 1), k parameters and the variance (Hurvich and Tsai
 * 1989). Squares are never taken as less than rounding leaves of a perfect fit.
 */
function akaike(
  points: readonly ScalingPoint[],
  squares: number,
  parameters: number,
): number | null {
  const n = points.length;
  const k = parameters + 1;
  if (n <= k + 1) return null;
  const least = Math.max(squares, roundingOf(points));
  return n * Math.log(least / n) + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
}

/** The squares that rounding may leave of a perfect fit. */
const roundingOf = (points: readonly ScalingPoint[]): number =>
  1e-18 * points.reduce((sum, { throughput, weight = 1 }) => sum + weight * throughput ** 2, 0);
