import { AssertionError } from 'node:assert';
import t from 'tap';
import { seededRng } from '../../harness/stats/rng.ts';
import { mannKendall, medianOfSorted, theilSenSlope } from '../../harness/stats/trend.ts';

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

t.test('the middle of sorted values', async (t) => {
  t.equal(medianOfSorted([1, 2, 9]), 2);
  t.equal(medianOfSorted([1, 2, 4, 9]), 3);
  t.throws(() => medianOfSorted([]), AssertionError);
});

t.test('the slope is that of the line, whatever a quarter of the values say', async (t) => {
  t.ok(Math.abs(theilSenSlope(upTo(20).map((x) => 7 - 0.25 * x)) + 0.25) < 1e-12);
  const wild = upTo(20).map((x) => (x % 5 === 0 ? 1e6 : 3 * x));
  t.equal(theilSenSlope(wild), 3);
  // SciPy's theilslopes on the same values.
  const slope = theilSenSlope([3.1, 2.9, 3.6, 4.4, 3.9, 9.9, 5.1, 5.6, 5.2, 6.3]);
  t.ok(Math.abs(slope - 0.3555555555555555) < 1e-12, `${slope}`);
  t.equal(theilSenSlope([5]), 0);
  t.equal(theilSenSlope([]), 0);
});

t.test('score and chance of Mann–Kendall', async (t) => {
  const table = [
    // All 45 pairs rise; variance 10 · 9 · 25 / 18 = 125; z = 44/√125.
    { values: upTo(10), score: 45, p: 8.303e-5 },
    { values: upTo(10).reverse(), score: -45, p: 8.303e-5 },
    // Five pairs are equal: variance 125 − 5 · 2 · 9 / 18 = 120; z = 39/√120.
    { values: [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], score: 40, p: 3.706e-4 },
    { values: [1, 2, 1, 2, 1], score: 0, p: 1 },
    { values: [4, 4, 4, 4], score: 0, p: 1 },
    { values: [], score: 0, p: 1 },
  ];
  for (const { values, score, p } of table) {
    const found = mannKendall(values);
    t.equal(found.score, score, `${values}`);
    t.equal(Number(found.p.toPrecision(4)), p, `${values}`);
  }
});

t.test('does not take neighbours that depend on each other for a trend', async (t) => {
  const rng = seededRng(8);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  let alarms = 0;
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    let value = 0;
    const values = upTo(60).map(() => {
      value = 0.7 * value + normal();
      return value;
    });
    if (mannKendall(values).p < 0.01) alarms++;
  }
  // The textbook's variance gives 26 %.
  t.ok(alarms / runs < 0.08, `${alarms} of ${runs}`);
});
