import { AssertionError } from 'node:assert';
import t from 'tap';
import { type ChangeQuestion, changePoints } from '../../harness/stats/change-point.ts';
import { mean } from '../../harness/stats/moments.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const places = (question: ChangeQuestion): number[] =>
  changePoints(question).map(({ index }) => index);

t.test('the short series of Otava’s tests', async (t) => {
  const levels = [
    0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149, 149.7, 149.5, 149.1, 148.8, 150,
  ];
  t.strictSame(places({ values: levels, chance: 0.001 }), [5, 8]);
  const halved = [
    1.02, 0.95, 0.99, 1, 1.12, 1, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48, 0.48, 0.55, 0.5, 0.49,
    0.51, 0.5, 0.49,
  ];
  t.strictSame(places({ values: halved, window: 10, chance: 1e-4 }), [10]);
  const [change] = changePoints({ values: halved });
  t.equal(change?.before.toFixed(3), '1.004');
  t.equal(change?.after.toFixed(3), '0.501');
  t.ok((change?.p ?? 1) < 1e-12);
});

t.test('the p of a change is Student’s, with variances over n', async (t) => {
  // Otava: the first five and the last five of these differ with 0 < p < 0.001, by SciPy
  // ttest_ind_from_stats(1, 0.0340588, 5, 0.806, 0.0272764, 5).
  const values = [1, 1.02, 1.05, 0.95, 0.98, 0.8, 0.82, 0.85, 0.79, 0.77];
  const [change] = changePoints({ values });
  t.equal(change?.index, 5);
  t.equal(change?.p.toExponential(4), '8.8679e-6');
});

t.test('values that do not vary, or are too few, have no changes', async (t) => {
  t.strictSame(places({ values: [] }), []);
  t.strictSame(places({ values: [1] }), []);
  t.strictSame(places({ values: [1, 2] }), []);
  t.strictSame(places({ values: new Array(100).fill(7) }), []);
  t.strictSame(places({ values: [...new Array(9).fill(7), ...new Array(9).fill(8)] }), [9]);
});

/** A level with noise of 3 %, and what becomes of it from a place on. */
function noisy(
  rng: () => number,
  shape: { readonly count: number; readonly from: number; readonly factor: number },
): number[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  return Array.from({ length: shape.count }, (_, at) => {
    const level = at < shape.from ? 100 : 100 * shape.factor;
    return level * (1 + 0.03 * normal());
  });
}

t.test('finds steps where they are, in a series of many windows', async (t) => {
  const rng = seededRng(1);
  const values = [
    ...noisy(rng, { count: 130, from: 70, factor: 1.15 }),
    ...noisy(rng, { count: 60, from: 30, factor: 0.9 }),
  ];
  const found = changePoints({ values });
  const expected = [
    { index: 70, ratio: 1.15 },
    { index: 130, ratio: 1 / 1.15 },
    { index: 160, ratio: 0.9 },
  ];
  t.equal(found.length, expected.length);
  found.forEach(({ index, before, after, p }, at) => {
    t.ok(Math.abs(index - (expected[at]?.index ?? 0)) <= 1, `${index}`);
    t.ok(Math.abs(after / before - (expected[at]?.ratio ?? 0)) < 0.02, `${after / before}`);
    t.ok(p < 1e-6);
  });
});

t.test('a change that does not matter is none', async (t) => {
  const values = noisy(seededRng(2), { count: 80, from: 40, factor: 1.04 });
  t.equal(places({ values }).length, 1);
  t.strictSame(places({ values, magnitude: 0.06 }), []);
});

t.test('every change tells of the levels that are left beside it', async (t) => {
  const rng = seededRng(7);
  for (let run = 0; run < 20; run++) {
    const values = noisy(rng, { count: 200, from: 60 + run, factor: 1.03 });
    const found = changePoints({ values, chance: 0.01 });
    found.forEach(({ index, before, after }, at) => {
      const left = values.slice(found[at - 1]?.index ?? 0, index);
      const right = values.slice(index, found[at + 1]?.index ?? values.length);
      t.equal(before, mean(left));
      t.equal(after, mean(right));
    });
  }
});

t.test('is as often wrong, and as soon right, as it says', async (t) => {
  const rng = seededRng(3);
  const runs = 150;
  let alarms = 0;
  let caught = 0;
  for (let run = 0; run < runs; run++) {
    if (places({ values: noisy(rng, { count: 100, from: 100, factor: 1 }) }).length > 0) alarms++;
    const stepped = noisy(rng, { count: 55, from: 50, factor: 1.1 });
    if (places({ values: stepped }).some((index) => Math.abs(index - 50) <= 1)) caught++;
  }
  // 5 of 100 by design, and 96 of 100 five values after a step of 10 %.
  t.ok(alarms / runs < 0.11, `${alarms} alarms of ${runs}`);
  t.ok(caught / runs > 0.88, `${caught} caught of ${runs}`);
});

t.test('what cannot be looked at is a mistake', async (t) => {
  t.throws(() => changePoints({ values: [1, 2], window: 1 }), AssertionError);
  t.throws(() => changePoints({ values: [1, 2], chance: 0 }), AssertionError);
});
