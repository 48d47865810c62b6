import t from 'tap';
import { pickOperation } from '../../harness/arrivals/operation-mix.ts';

t.test('each operation gets its share', async (t) => {
  const table: readonly (readonly number[])[] = [
    [1, 1],
    [9, 1],
    [0.5, 0.3, 0.2],
    [5, 0, 5],
  ];
  const hits = 100_000;
  for (const weights of table) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const pick = pickOperation(weights, 1);
    const counts = weights.map(() => 0);
    for (let index = 0; index < hits; index++) {
      const operation = pick(index);
      counts[operation] = (counts[operation] ?? 0) + 1;
    }
    weights.forEach((weight, operation) => {
      const share = weight / total;
      const sd = Math.sqrt(hits * share * (1 - share));
      const off = Math.abs((counts[operation] ?? 0) - hits * share);
      t.ok(off <= 4 * sd, `${weights}, ${operation}: ${counts[operation]}`);
    });
  }
});

t.test('an operation of weight 0 is never picked, wherever it stands', async (t) => {
  for (const weights of [
    [0, 1],
    [1, 0],
    [0, 1, 0, 1, 0],
  ]) {
    const pick = pickOperation(weights, 1);
    for (let index = 0; index < 10_000; index++) {
      if (weights[pick(index)] === 0) t.fail(`${weights} picked ${pick(index)}`);
    }
  }
  t.equal(pickOperation([0, 1], 1)(0), 1);
});

t.test('depends on seed and index alone', async (t) => {
  const picks = (seed: number): number[] => {
    const pick = pickOperation([1, 1, 1], seed);
    return Array.from({ length: 100 }, (_, index) => pick(99 - index)).reverse();
  };
  const pick = pickOperation([1, 1, 1], 7);
  t.strictSame(
    picks(7),
    Array.from({ length: 100 }, (_, index) => pick(index)),
    'in any order',
  );
  t.notSame(picks(7), picks(8));
  t.notSame(picks(7), picks(7 + 2 ** 32), 'all bits of the seed count');
});

t.test('one operation alone is always picked', async (t) => {
  t.equal(pickOperation([3], 1)(12), 0);
});

t.test('weights that are no shares are refused', async (t) => {
  const table: readonly (readonly [readonly number[], RegExp])[] = [
    [[], /No operation has a weight above 0/],
    [[0, 0], /No operation has a weight above 0/],
    [[1, -2], /^-2 is not a weight/],
    [[1, Number.NaN], /^NaN is not a weight/],
    [[1, Number.POSITIVE_INFINITY], /^Infinity is not a weight/],
  ];
  for (const [weights, message] of table) {
    t.throws(() => pickOperation(weights, 1), { exit: 'scenario', message, next: /0 or more/ });
  }
});
