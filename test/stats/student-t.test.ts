import { AssertionError } from 'node:assert';
import t from 'tap';
import { studentQuantile, studentTail } from '../../harness/stats/student-t.ts';

/** Degrees of freedom, and the 95, 97.5 and 99.5 % points that every table has. */
const published = [
  [1, 6.314, 12.706, 63.657],
  [2, 2.92, 4.303, 9.925],
  [4, 2.132, 2.776, 4.604],
  [9, 1.833, 2.262, 3.25],
  [19, 1.729, 2.093, 2.861],
  [30, 1.697, 2.042, 2.75],
  [120, 1.658, 1.98, 2.617],
  [Number.POSITIVE_INFINITY, 1.645, 1.96, 2.576],
] as const;

t.test('quantiles to the digits of the tables, and the tail back', async (t) => {
  for (const [df, ...row] of published) {
    [0.95, 0.975, 0.995].forEach((p, at) => {
      const found = studentQuantile({ p, df });
      t.ok(Math.abs(found - (row[at] ?? 0)) <= 5e-4, `${p} of ${df}: ${found}`);
      t.ok(Math.abs(studentTail({ t: found, df }) - (1 - p)) < 1e-12);
      t.ok(Math.abs(studentTail({ t: -found, df }) - p) < 1e-12);
      t.ok(Math.abs(studentQuantile({ p: 1 - p, df }) + found) < 1e-9 * found, 'symmetric');
    });
  }
  t.equal(studentQuantile({ p: 0.5, df: 3 }), 0);
});

t.test('closed forms of 1 and 2 degrees of freedom', async (t) => {
  for (const p of [0.6, 0.9, 0.999]) {
    const cauchy = Math.tan(Math.PI * (p - 0.5));
    t.ok(Math.abs(studentQuantile({ p, df: 1 }) / cauchy - 1) < 1e-11);
    const two = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
    t.ok(Math.abs(studentQuantile({ p, df: 2 }) / two - 1) < 1e-11);
  }
});

t.test('broken degrees of freedom, as Welch makes them', async (t) => {
  // Computed with SciPy 1.17.
  t.ok(Math.abs(studentQuantile({ p: 0.975, df: 7.3 }) - 2.3450667365) < 1e-9);
  t.ok(Math.abs(studentQuantile({ p: 0.975, df: 8.015 }) - 2.3052531516) < 1e-9);
});

t.test('arguments outside the domain are mistakes', async (t) => {
  for (const p of [0, 1]) t.throws(() => studentQuantile({ p, df: 3 }), AssertionError);
  t.throws(() => studentTail({ t: 1, df: 0 }), AssertionError);
});
