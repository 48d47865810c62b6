/**
 * Curves fitted to points: the parameters for which the squared distances add up to the least, by
 * the method of Levenberg (1944) and Marquardt (1963) with every parameter scaled by its own
 * gradient. It finds the nearest valley: start it where the answer is likely to be.
 */
import { strict as assert } from 'node:assert';

/** A curve at one point: its value, and how it changes with each parameter. */
export interface CurvePoint {
  readonly value: number;
  readonly gradient: readonly number[];
}

/** What to fit. */
export interface CurveProblem {
  /** The curve at the point of an index, for some parameters. */
  readonly curve: (parameters: readonly number[], index: number) => CurvePoint;
  /** What was measured at each point. */
  readonly measured: readonly number[];
  /** 1/variance of each, up to a common factor; all 1 when absent. */
  readonly weights?: readonly number[];
  readonly start: readonly number[];
}

/** The best parameters. */
export interface CurveFit {
  readonly parameters: readonly number[];
  /** Weighted sum of the squares of what the curve leaves over. */
  readonly squares: number;
  /**
   * (JᵀWJ)⁻¹: times squares/(points − parameters), the parameters' covariances. Null where the
   * points do not tell the parameters apart.
   */
  readonly covariance: readonly (readonly number[])[] | null;
}

const STEPS_MAX = 500;

/** Fits a curve. Deterministic; gives the best found after 500 steps if it has not settled. */
export function fitCurve(problem: CurveProblem): CurveFit {
  let at = normalEquations(problem, problem.start);
  let damping = 1e-3;
  for (let step = 0; step < STEPS_MAX && damping < 1e12; step++) {
    const next = tryStep(problem, at, damping);
    const gain = next === undefined ? -1 : at.squares - next.squares;
    // At the bottom of a valley steps change nothing but the last digits, up or down.
    const settled = Math.abs(gain) <= 1e-14 * at.squares && damping < 1;
    damping = gain >= 0 ? Math.max(1e-12, damping / 8) : damping * 8;
    if (next !== undefined && gain >= 0) at = next;
    if (settled) break;
  }
  return { parameters: at.parameters, squares: at.squares, covariance: inverse(at.matrix) };
}

interface Linearised {
  readonly parameters: readonly number[];
  readonly squares: number;
  /** JᵀWJ. */
  readonly matrix: readonly (readonly number[])[];
  /** JᵀWr. */
  readonly slope: readonly number[];
}

function normalEquations(problem: CurveProblem, parameters: readonly number[]): Linearised {
  const size = parameters.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const slope = new Array<number>(size).fill(0);
  let squares = 0;
  for (const [index, measured] of problem.measured.entries()) {
    const { value, gradient } = problem.curve(parameters, index);
    const weight = problem.weights?.[index] ?? 1;
    const left = measured - value;
    squares += weight * left * left;
    for (let row = 0; row < size; row++) {
      const along = weight * (gradient[row] as number);
      slope[row] = (slope[row] as number) + along * left;
      const cells = matrix[row] as number[];
      for (let column = 0; column < size; column++) {
        cells[column] = (cells[column] as number) + along * (gradient[column] as number);
      }
    }
  }
  return { parameters, squares, matrix, slope };
}

/** A damped step; undefined where the points do not say which way. */
function tryStep(problem: CurveProblem, from: Linearised, damping: number): Linearised | undefined {
  const damped = from.matrix.map((row, at) =>
    row.map((cell, column) => (column === at ? cell * (1 + damping) : cell)),
  );
  const inverted = inverse(damped);
  if (inverted === null) return undefined;
  const moved = from.parameters.map((parameter, at) =>
    (inverted[at] as readonly number[]).reduce(
      (sum, cell, column) => sum + cell * (from.slope[column] as number),
      parameter,
    ),
  );
  return normalEquations(problem, moved);
}

/**
 * The inverse of a small symmetric matrix by Gauss and Jordan, rows and columns scaled so that
 * parameters of very different sizes (1e-4 beside 1e3) do no harm. Null when there is none.
 */
function inverse(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const scale = matrix.map((row, at) => 1 / Math.sqrt(row[at] as number));
  if (!scale.every(Number.isFinite)) return null;
  const scaleOf = (at: number): number => scale[at] as number;
  const work = matrix.map((row, at) => [
    ...row.map((cell, column) => cell * scaleOf(at) * scaleOf(column)),
    ...row.map((_, column) => (column === at ? 1 : 0)),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = work[pivot] as number[];
    const head = pivotRow[pivot] as number;
    if (!(Math.abs(head) > 1e-13)) return null;
    work[pivot] = pivotRow.map((cell) => cell / head);
    work.forEach((row, at) => {
      if (at === pivot) return;
      const times = row[pivot] as number;
      work[at] = row.map((cell, column) => cell - times * (work[pivot]?.[column] as number));
    });
  }
  assert(work.every((row) => row.length === 2 * size));
  return work.map((row, at) =>
    row.slice(size).map((cell, column) => cell * scaleOf(at) * scaleOf(column)),
  );
}
