import { AssertionError } from 'node:assert';
import t from 'tap';
import { fieller } from '../../harness/stats/fieller.ts';

const worked = {
  before: [12.1, 11.8, 12.4, 12.0, 12.3, 11.9],
  after: [13.0, 12.9, 13.4, 12.2, 13.1, 12.8],
};

t.test('the worked sample', async (t) => {
  const { value, low, high } = fieller(worked);
  t.equal(value.toFixed(5), '1.06759');
  t.equal(low?.toFixed(5), '1.03130');
  t.equal(high?.toFixed(5), '1.10457');
});

t.test('turned around, the interval is turned around', async (t) => {
  const forth = fieller(worked);
  const back = fieller({ before: worked.after, after: worked.before });
  t.ok(Math.abs((back.low ?? 0) * (forth.high ?? 0) - 1) < 1e-12);
  t.ok(Math.abs((back.high ?? 0) * (forth.low ?? 0) - 1) < 1e-12);
});

t.test('where the divisor may as well be 0 there is no interval', async (t) => {
  const unsure = fieller({ before: [-9, 10, 1], after: [5, 6, 7] });
  t.strictSame(unsure, { value: 9, low: null, high: null });
  t.throws(() => fieller({ before: [-1, 1], after: [1, 2] }), AssertionError);
});
