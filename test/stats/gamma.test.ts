import { AssertionError } from 'node:assert';
import t, { type Test } from 'tap';
import { gammaTail, lnGamma } from '../../harness/stats/gamma.ts';

const near = (t: Test, found: number, expected: number, what: string): void => {
  t.ok(Math.abs(found - expected) <= 1e-11 * Math.max(1, Math.abs(expected)), `${what}: ${found}`);
};

t.test('lnGamma: factorials, halves and published values', async (t) => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    near(t, lnGamma(n), Math.log(factorial), `Γ(${n})`);
    factorial *= n;
  }
  near(t, lnGamma(0.5), Math.log(Math.PI) / 2, 'Γ(½) = √π');
  // Abramowitz and Stegun, table 6.1.
  near(t, lnGamma(1.5), Math.log(0.886226925452758), 'Γ(1.5)');
  near(t, lnGamma(1.25), Math.log(0.9064024770554771), 'Γ(1.25)');
  near(t, lnGamma(1e8), 1742068066.1038346, 'Γ(10⁸)');
  near(t, lnGamma(1e-5), 11.5129196928958, 'Γ(10⁻⁵)');
});

t.test('gammaTail: exponential, Erlang and χ² tails', async (t) => {
  for (const x of [0, 0.1, 1, 1.9, 2.1, 10, 30]) {
    near(t, gammaTail({ shape: 1, x }), Math.exp(-x), `exponential at ${x}`);
    const erlang = Math.exp(-x) * (1 + x + (x * x) / 2);
    near(t, gammaTail({ shape: 3, x }), erlang, `Erlang of 3 at ${x}`);
  }
  // The 5 % points of χ² in any table: 3.841 of 1, 18.307 of 10 and 124.342 of 100.
  for (const [df, chi2] of [
    [1, 3.841458820694124],
    [10, 18.307038053275146],
    [100, 124.34211340400407],
  ] as const) {
    near(t, gammaTail({ shape: df / 2, x: chi2 / 2 }), 0.05, `χ² of ${df}`);
  }
  t.equal(gammaTail({ shape: 2, x: Number.POSITIVE_INFINITY }), 0);
});

t.test('arguments outside the domain are mistakes', async (t) => {
  t.throws(() => lnGamma(0), AssertionError);
  t.throws(() => gammaTail({ shape: 0, x: 1 }), AssertionError);
  t.throws(() => gammaTail({ shape: 1, x: -1 }), AssertionError);
});
