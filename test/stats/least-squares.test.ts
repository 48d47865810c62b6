import t from 'tap';
import { fitCurve } from '../../harness/stats/least-squares.ts';

t.test('a line is the one of the textbooks', async (t) => {
  // Anscombe's first set: intercept 3.0001, slope 0.5001, errors 1.1247 and 0.1179, s 1.237.
  const xs = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const measured = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const { parameters, squares, covariance } = fitCurve({
    measured,
    start: [0, 0],
    curve([intercept = 0, slope = 0], index) {
      const x = xs[index] ?? 0;
      return { value: intercept + slope * x, gradient: [1, x] };
    },
  });
  t.equal(parameters[0]?.toFixed(4), '3.0001');
  t.equal(parameters[1]?.toFixed(4), '0.5001');
  const variance = squares / 9;
  t.equal(Math.sqrt(variance).toFixed(3), '1.237');
  t.equal(Math.sqrt(variance * (covariance?.[0]?.[0] ?? 0)).toFixed(4), '1.1247');
  t.equal(Math.sqrt(variance * (covariance?.[1]?.[1] ?? 0)).toFixed(4), '0.1179');
});

/** NIST's Misra1a, lower difficulty: y = b₁(1 − e^(−b₂x)). */
const misra = {
  xs: [
    77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0,
  ],
  ys: [
    10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78,
  ],
} as const;

t.test('a curve of NIST, from both starts it gives, to all certified digits', async (t) => {
  for (const start of [
    [500, 1e-4],
    [250, 5e-4],
  ]) {
    const { parameters, squares, covariance } = fitCurve({
      measured: misra.ys,
      start,
      curve([b1 = 0, b2 = 0], index) {
        const x = misra.xs[index] ?? 0;
        const left = Math.exp(-b2 * x);
        return { value: b1 * (1 - left), gradient: [1 - left, b1 * x * left] };
      },
    });
    t.equal(parameters[0]?.toPrecision(9), (2.3894212918e2).toPrecision(9));
    t.equal(parameters[1]?.toPrecision(9), (5.5015643181e-4).toPrecision(9));
    t.equal(squares.toPrecision(8), (1.2455138894e-1).toPrecision(8));
    const variance = squares / 12;
    const errors = [0, 1].map((at) => Math.sqrt(variance * (covariance?.[at]?.[at] ?? 0)));
    t.equal(errors[0]?.toPrecision(6), (2.7070075241).toPrecision(6));
    t.equal(errors[1]?.toPrecision(6), (7.2668688436e-6).toPrecision(6));
  }
});

t.test('weights count', async (t) => {
  const mean = (weights?: readonly number[]): number | undefined =>
    fitCurve({
      measured: [1, 4],
      ...(weights ? { weights } : {}),
      start: [0],
      curve: ([level = 0]) => ({ value: level, gradient: [1] }),
    }).parameters[0];
  t.ok(Math.abs((mean() ?? 0) - 2.5) < 1e-9);
  t.ok(Math.abs((mean([2, 1]) ?? 0) - 2) < 1e-9);
});

t.test('parameters that the points cannot tell apart have no errors', async (t) => {
  const { squares, covariance } = fitCurve({
    measured: [2, 4, 6],
    start: [0, 0],
    curve: ([a = 0, b = 0], index) => ({
      value: (a + b) * (index + 1),
      gradient: [index + 1, index + 1],
    }),
  });
  t.equal(covariance, null);
  t.ok(squares < 1e-9, `${squares}`);
});
