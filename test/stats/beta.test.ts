import { AssertionError } from 'node:assert';
import t from 'tap';
import { regularizedBeta } from '../../harness/stats/beta.ts';

/** P(at least k of n), each with chance p, added up. */
function binomialTail(n: number, k: number, p: number): number {
  let chance = (1 - p) ** n;
  let below = 0;
  for (let at = 0; at < k; at++) {
    below += chance;
    chance *= ((n - at) / (at + 1)) * (p / (1 - p));
  }
  return 1 - below;
}

t.test('is the tail of a binomial variable', async (t) => {
  for (const [n, k] of [
    [10, 1],
    [10, 5],
    [10, 10],
    [60, 20],
    [200, 3],
  ] as const) {
    for (const p of [0.01, 0.3, 0.5, 0.97]) {
      const found = regularizedBeta({ a: k, b: n - k + 1, x: p });
      t.ok(Math.abs(found - binomialTail(n, k, p)) < 1e-12, `${n}, ${k}, ${p}: ${found}`);
    }
  }
});

t.test('values in closed form', async (t) => {
  // I_x(½, ½) is the arcsine law, I_x(a, 1) = x^a, and I_½(a, a) = ½.
  t.ok(Math.abs(regularizedBeta({ a: 0.5, b: 0.5, x: 0.3 }) - 0.36901011956554) < 1e-13);
  t.ok(Math.abs(regularizedBeta({ a: 20, b: 1, x: 0.95 }) - 0.95 ** 20) < 1e-13);
  t.ok(Math.abs(regularizedBeta({ a: 1e5, b: 1e5, x: 0.5 }) - 0.5) < 1e-9);
  t.equal(regularizedBeta({ a: 2, b: 3, x: 0 }), 0);
  t.equal(regularizedBeta({ a: 2, b: 3, x: 1 }), 1);
});

t.test('both sides of the turning point agree', async (t) => {
  for (let x = 0.01; x < 1; x += 0.01) {
    const one = regularizedBeta({ a: 3.7, b: 8.2, x });
    const other = regularizedBeta({ a: 8.2, b: 3.7, x: 1 - x });
    t.ok(Math.abs(one + other - 1) < 1e-13, `${x}`);
  }
});

t.test('arguments outside the domain are mistakes', async (t) => {
  t.throws(() => regularizedBeta({ a: 0, b: 1, x: 0.5 }), AssertionError);
  t.throws(() => regularizedBeta({ a: 1, b: 1, x: 1.5 }), AssertionError);
});
