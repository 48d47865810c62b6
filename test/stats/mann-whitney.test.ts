import { AssertionError } from 'node:assert';
import fc from 'fast-check';
import t from 'tap';
import { mannWhitney, rankMargin } from '../../harness/stats/mann-whitney.ts';

t.test('the worked sample', async (t) => {
  const before = [12.1, 11.8, 12.4, 12.0, 12.3, 11.9];
  const after = [13.0, 12.9, 13.4, 12.2, 13.1, 12.8];
  const found = mannWhitney({ before, after });
  t.equal(found.u, 34);
  t.equal(found.p.toFixed(7), '0.0086580');
  t.equal(found.delta.toFixed(4), '0.8889');
  const turned = mannWhitney({ before: after, after: before });
  t.equal(turned.u, 2);
  t.equal(turned.p, found.p);
  t.equal(turned.delta.toFixed(4), '-0.8889');
});

t.test('the smallest chance that so few values can show', async (t) => {
  for (const [size, p] of [
    [1, 1],
    [3, 0.1],
    [4, 0.029],
    [5, 0.0079],
  ] as const) {
    const before = Array.from({ length: size }, (_, at) => at);
    const after = before.map((value) => value + 100);
    t.equal(Number(mannWhitney({ before, after }).p.toPrecision(2)), p, `${size} each`);
  }
});

/** All ways to pick `after` from all values, tried one by one. */
function byHand(before: readonly number[], after: readonly number[]): number {
  const all = [...before, ...after];
  const pairs = before.length * after.length;
  const uOf = (chosen: (at: number) => boolean): number => {
    let u = 0;
    all.forEach((a, i) => {
      all.forEach((b, j) => {
        if (!chosen(i) && chosen(j)) u += b > a ? 1 : b === a ? 0.5 : 0;
      });
    });
    return u;
  };
  const distance = Math.abs(uOf((at) => at >= before.length) - pairs / 2);
  let far = 0;
  let every = 0;
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const chosen = (at: number): boolean => ((mask >> at) & 1) === 1;
    if (all.filter((_, at) => chosen(at)).length !== after.length) continue;
    every++;
    if (Math.abs(uOf(chosen) - pairs / 2) >= distance - 1e-9) far++;
  }
  return far / every;
}

t.test('is exact with ties, too', async () => {
  const few = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(few, few, (before, after) => {
      const { p } = mannWhitney({ before, after });
      return Math.abs(p - byHand(before, after)) < 1e-12;
    }),
    { seed: 1, numRuns: 100 },
  );
});

t.test('many values: the normal approximation, corrected for ties', async (t) => {
  const before = Array.from({ length: 40 }, (_, at) => at % 17);
  const after = Array.from({ length: 35 }, (_, at) => (at % 19) + 1);
  const found = mannWhitney({ before, after });
  t.equal(found.u, 863);
  t.ok(Math.abs(found.p - 0.08392299411753) < 1e-12, 'as SciPy has it');
  const same = new Array(30).fill(1);
  t.equal(mannWhitney({ before: same, after: same }).p, 1);
});

t.test('margins of the interval', async (t) => {
  const table = [
    { before: 6, after: 6, chance: 0.025, k: 5 },
    { before: 5, after: 5, chance: 0.025, k: 2 },
    { before: 3, after: 3, chance: 0.05, k: 0 },
    { before: 3, after: 3, chance: 0.025, k: -1 },
    { before: 4, after: 4, chance: 0.025, k: 0 },
    { before: 30, after: 30, chance: 5e-7, k: 137 },
    // Beyond 2,500 pairs by the normal distribution: 1800 − 0.5 − 1.959964 √(3600 · 121/12).
    { before: 60, after: 60, chance: 0.025, k: 1426 },
  ];
  for (const { k, ...question } of table)
    t.equal(rankMargin(question), k, JSON.stringify(question));
});

t.test('a comparison with nothing is a mistake', async (t) => {
  t.throws(() => mannWhitney({ before: [], after: [1] }), AssertionError);
});
