import { AssertionError } from 'node:assert';
import t from 'tap';
import { testExponential } from '../../harness/stats/anderson-darling.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { rootOf } from '../../harness/stats/root.ts';

t.test('exponential values exceed the critical points as often as they say', async (t) => {
  const rng = seededRng(1);
  const runs = 4000;
  const counts = { 0.1: 0, 0.05: 0, 0.025: 0, 0.01: 0 };
  for (let run = 0; run < runs; run++) {
    const found = testExponential(Array.from({ length: 60 }, () => -Math.log(rng())));
    if (found.chance <= 0.1) counts[0.1]++;
    if (found.chance <= 0.05) counts[0.05]++;
    if (found.chance <= 0.025) counts[0.025]++;
    if (found.chance <= 0.01) counts[0.01]++;
  }
  for (const [chance, count] of Object.entries(counts)) {
    const share = count / runs;
    const sd = Math.sqrt((Number(chance) * (1 - Number(chance))) / runs);
    t.ok(Math.abs(share - Number(chance)) < 4 * sd, `${chance}: ${share}`);
  }
});

t.test('the statistic of a small sample, as SciPy has it', async (t) => {
  const values = [0.1, 0.5, 0.9, 1.3, 2.6, 0.2, 3.9, 0.05, 0.7, 1.1];
  t.equal(testExponential(values).statistic.toFixed(6), '0.247622');
  t.equal(testExponential(values).distance.toFixed(6), '0.138441');
  t.equal(testExponential(values).chance, 1);
  t.ok(
    Math.abs(testExponential(values.map((value) => value * 1e6)).statistic - 0.247622) < 1e-6,
    'whatever the unit',
  );
});

t.test('critical points to the digits given', async (t) => {
  // Quantiles of a Weibull distribution: the further its shape is from 1, the larger A*.
  const values = (shape: number): number[] =>
    Array.from({ length: 100 }, (_, at) => (-Math.log(1 - (at + 0.5) / 100)) ** shape);
  const statistic = (shape: number): number => testExponential(values(shape)).statistic;
  for (const [point, chance, milder] of [
    [1.062, 0.1, 1],
    [1.321, 0.05, 0.1],
    [1.591, 0.025, 0.05],
    [1.959, 0.01, 0.025],
  ] as const) {
    const shapeAt = (value: number): number =>
      rootOf((shape) => statistic(shape) - value, { low: 1, high: 3 });
    t.equal(testExponential(values(shapeAt(point + 1e-6))).chance, chance, `${point}`);
    t.equal(testExponential(values(shapeAt(point - 1e-6))).chance, milder, `below ${point}`);
  }
});

t.test('other gaps are found out', async (t) => {
  const rng = seededRng(2);
  const gaps = {
    'equal gaps': () => 1,
    'equal gaps with jitter': () => 1 + 0.3 * rng(),
    'of two steps': () => -Math.log(rng() * rng()),
    'in bursts': () => (rng() < 0.8 ? -0.1 * Math.log(rng()) : -5 * Math.log(rng())),
  };
  for (const [name, gap] of Object.entries(gaps)) {
    const found = testExponential(Array.from({ length: 500 }, gap));
    t.equal(found.chance, 0.01, name);
    t.ok(found.distance > 0.05, `${name}: ${found.distance}`);
  }
  const right = testExponential(Array.from({ length: 5000 }, () => -Math.log(rng())));
  t.ok(right.distance < 0.05, `${right.distance}`);
});

t.test('gaps of 0 are gaps', async (t) => {
  const found = testExponential([0, 0, 0, 0, 1, 2]);
  t.equal(found.chance, 0.01);
  t.ok(Number.isFinite(found.statistic));
});

t.test('what cannot be tested is a mistake', async (t) => {
  t.throws(() => testExponential([1, 2, 3, 4]), AssertionError);
  t.throws(() => testExponential([0, 0, 0, 0, 0]), AssertionError);
  t.throws(() => testExponential([-1, 2, 3, 4, 5]), AssertionError);
});
