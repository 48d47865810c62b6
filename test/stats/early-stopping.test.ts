import { AssertionError } from 'node:assert';
import t from 'tap';
import { judgeExceedances, requestsNeeded } from '../../harness/stats/early-stopping.ts';

t.test('how many requests MLPerf asks for, with 0, 1, 2, 5, 10 and 100 over', async (t) => {
  const table: readonly (readonly [number, readonly number[]])[] = [
    [90, [44, 64, 81, 127, 197, 1246]],
    [95, [90, 130, 165, 259, 398, 2504]],
    [99, [459, 662, 838, 1307, 2010, 12_571]],
    [99.9, [4603, 6636, 8403, 13_105, 20_140, 125_826]],
  ];
  for (const [percent, expected] of table) {
    const found = [0, 1, 2, 5, 10, 100].map((over) =>
      requestsNeeded({ over, percent, chance: 0.01 }),
    );
    t.strictSame(found, expected, `p${percent}`);
  }
});

t.test('p99 against a limit: the most over that pass, the fewest that fail', async (t) => {
  for (const [count, pass, fail] of [
    [500, 1, 10],
    [1000, 4, 16],
    [5000, 38, 63],
    [10_000, 83, 118],
  ] as const) {
    const state = (over: number): string => judgeExceedances({ count, over, percent: 99 });
    t.equal(state(0), 'within', `${count}`);
    t.equal(state(pass), 'within', `${count}`);
    t.equal(state(pass + 1), 'unclear', `${count}`);
    t.equal(state(fail - 1), 'unclear', `${count}`);
    t.equal(state(fail), 'beyond', `${count}`);
    t.equal(state(count), 'beyond', `${count}`);
  }
});

t.test('agrees with itself', async (t) => {
  for (const over of [0, 1, 7]) {
    const count = requestsNeeded({ over, percent: 95 });
    t.equal(judgeExceedances({ count, over, percent: 95 }), 'within');
    t.equal(judgeExceedances({ count: count - 1, over, percent: 95 }), 'unclear');
  }
});

t.test('counts that are worth less need not be whole', async (t) => {
  t.equal(judgeExceedances({ count: 10_000 / 9.4, over: 60 / 9.4, percent: 99 }), 'unclear');
  t.equal(judgeExceedances({ count: 10_000, over: 60, percent: 99 }), 'within');
});

t.test('nothing seen says nothing, and the impossible is a mistake', async (t) => {
  t.equal(judgeExceedances({ count: 0, over: 0, percent: 99 }), 'unclear');
  t.equal(judgeExceedances({ count: 10, over: 0, percent: 99 }), 'unclear');
  t.throws(() => judgeExceedances({ count: 1, over: 2, percent: 99 }), AssertionError);
  t.throws(() => requestsNeeded({ over: 0, percent: 100 }), AssertionError);
});
