import { AssertionError } from 'node:assert';
import t from 'tap';
import { dispersionOf } from '../../harness/stats/dispersion.ts';

t.test('the range of independent arrivals', async (t) => {
  const wide = dispersionOf(Array.from({ length: 100 }, (_, at) => 10 + (at % 2)));
  t.equal(wide.low.toFixed(3), '0.741');
  t.equal(wide.high.toFixed(3), '1.297');
  const narrow = dispersionOf(Array.from({ length: 60 }, (_, at) => 10 + (at % 2)));
  t.equal(narrow.low.toFixed(3), '0.672');
  t.equal(narrow.high.toFixed(3), '1.392');
});

t.test('equal gaps, and bursts', async (t) => {
  t.equal(dispersionOf([5, 5, 5, 5]).index, 0);
  t.equal(dispersionOf([0, 0, 30, 0, 0]).index, 30);
  t.equal(dispersionOf([1, 3]).index, 1);
  const level = dispersionOf([1, 2, 3, 4, 5, 6], 0.9);
  // χ² of 5 degrees of freedom: 1.145476 and 11.070498.
  t.equal((level.low * 5).toFixed(6), '1.145476');
  t.equal((level.high * 5).toFixed(6), '11.070498');
});

t.test('counts that say nothing are a mistake', async (t) => {
  t.throws(() => dispersionOf([5]), AssertionError);
  t.throws(() => dispersionOf([0, 0]), AssertionError);
});
