import { AssertionError } from 'node:assert';
import t from 'tap';
import { normalQuantile, normalTail } from '../../harness/stats/normal.ts';

/** Chance below, quantile: the check values of Wichura's AS 241 (1988), and common levels. */
const published = [
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167814],
  [1e-20, -9.2623400897984],
  [0.025, -1.959963984540054],
  [0.05, -1.6448536269514722],
  [0.01, -2.3263478740408408],
  [0.005, -2.575829303548901],
] as const;

t.test('quantiles to the digits published, and the tail back', async (t) => {
  for (const [p, z] of published) {
    t.ok(Math.abs(normalQuantile(p) - z) < 1e-13 * Math.abs(z), `${p}: ${normalQuantile(p)}`);
    t.ok(Math.abs(normalTail(-z) / p - 1) < 1e-11, `${z}: ${normalTail(-z)}`);
    t.ok(Math.abs(normalTail(z) - (1 - p)) < 1e-14, `${z}: ${normalTail(z)}`);
    if (p > 1e-10) t.ok(Math.abs(normalQuantile(1 - p) + z) < 1e-12, `${1 - p}`);
  }
  t.ok(Math.abs(normalQuantile(0.5)) < 1e-15);
  t.equal(normalTail(0), 0.5);
});

t.test('chances outside (0, 1) are mistakes', async (t) => {
  for (const p of [0, 1, -1, Number.NaN]) t.throws(() => normalQuantile(p), AssertionError);
});
