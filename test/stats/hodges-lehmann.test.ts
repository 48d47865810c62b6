import { AssertionError } from 'node:assert';
import t from 'tap';
import { hodgesLehmann, hodgesLehmannRatio } from '../../harness/stats/hodges-lehmann.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const from = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);

t.test('the worked sample', async (t) => {
  const { value, low, high } = hodgesLehmann({
    before: [12.1, 11.8, 12.4, 12.0, 12.3, 11.9],
    after: [13.0, 12.9, 13.4, 12.2, 13.1, 12.8],
  });
  t.equal(value.toFixed(6), '0.900000');
  t.equal(low?.toFixed(6), '0.400000');
  t.equal(high?.toFixed(6), '1.200000');
});

t.test('estimates that pragmastat publishes', async (t) => {
  t.equal(hodgesLehmann({ before: from(10, 9), after: [0, 2, 4, 6, 8] }).value, -10);
  t.equal(hodgesLehmann({ before: from(1, 30), after: from(21, 30) }).value, 20);
  t.match(hodgesLehmann({ before: from(1, 30), after: from(1, 30) }), { value: 0 });
  const ratio = hodgesLehmannRatio({ before: [2, 4, 8, 16, 32], after: [1, 2, 4, 8, 16] });
  t.equal(ratio.value.toFixed(12), '0.500000000000');
});

t.test('too few values have no interval', async (t) => {
  t.match(hodgesLehmann({ before: [1, 2, 3], after: [4, 5, 6] }), {
    value: 3,
    low: null,
    high: null,
  });
  t.match(hodgesLehmannRatio({ before: [1], after: [2] }), { low: null, high: null });
  t.match(hodgesLehmann({ before: [1, 2, 3], after: [4, 5, 6], level: 0.9 }), { low: 1, high: 5 });
});

t.test('holds the shift as often as it says, of a skewed distribution', async (t) => {
  const rng = seededRng(3);
  let held = 0;
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const draw = (shift: number): number[] =>
      Array.from({ length: 12 }, () => shift - Math.log(rng()));
    const { low, high } = hodgesLehmann({ before: draw(0), after: draw(0.5) });
    if ((low ?? 1e9) <= 0.5 && 0.5 <= (high ?? -1e9)) held++;
  }
  // At least 0.95; standard error 0.011.
  t.ok(held / runs > 0.92, `${held} of ${runs}`);
});

t.test('no values, or no ratio, is a mistake', async (t) => {
  t.throws(() => hodgesLehmann({ before: [], after: [1] }), AssertionError);
  t.throws(() => hodgesLehmannRatio({ before: [0], after: [1] }), AssertionError);
});
