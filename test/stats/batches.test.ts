import t from 'tap';
import { gatherBatches } from '../../harness/stats/batches.ts';

const gathered = (count: number) =>
  gatherBatches(
    Array.from({ length: count }, (_, index) => [index]),
    (some) => some.flat(),
  );

t.test('40 at most, in order, and nothing is lost', async (t) => {
  for (const { count, groups, last } of [
    { count: 0, groups: 0, last: undefined },
    { count: 40, groups: 40, last: [39] },
    { count: 41, groups: 21, last: [40] },
    { count: 600, groups: 40, last: Array.from({ length: 15 }, (_, at) => 585 + at) },
  ]) {
    const found = gathered(count);
    t.equal(found.length, groups);
    t.strictSame(found.at(-1), last);
    t.strictSame(
      found.flat(),
      Array.from({ length: count }, (_, index) => index),
    );
  }
});
