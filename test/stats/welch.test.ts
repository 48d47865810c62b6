import { AssertionError } from 'node:assert';
import t from 'tap';
import { chanceOf, paired, reachOf, welch } from '../../harness/stats/welch.ts';

t.test('samples of different variance', async (t) => {
  const samples = { before: [1, 2, 3, 4, 7], after: [2, 4, 5, 9.5] };
  const found = welch(samples);
  // SciPy: t = 0.9122484137, df = 5.3486142261, p = 0.4008853665.
  t.equal((found.value / found.error).toFixed(10), '0.9122484137');
  t.equal(found.degreesOfFreedom.toFixed(10), '5.3486142261');
  t.equal(chanceOf(found).toFixed(10), '0.4008853665');
});

t.test('Student’s sleep data: the pairs tell what the groups do not', async (t) => {
  const before = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
  const after = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const groups = welch({ before, after });
  t.equal(chanceOf(groups).toFixed(5), '0.07939');
  t.equal(groups.degreesOfFreedom.toFixed(3), '17.776');
  const pairs = paired({ before, after });
  t.equal((pairs.value / pairs.error).toFixed(4), '4.0621');
  t.equal(chanceOf(pairs).toFixed(6), '0.002833');
  t.equal((pairs.value - reachOf(pairs, 0.95)).toFixed(7), '0.7001142');
  t.equal((pairs.value + reachOf(pairs, 0.95)).toFixed(7), '2.4598858');
});

t.test('values that do not vary', async (t) => {
  const same = welch({ before: [5, 5, 5], after: [5, 5] });
  t.strictSame(same, { value: 0, error: 0, degreesOfFreedom: 3 });
  t.equal(chanceOf(same), 1);
  t.equal(reachOf(same, 0.95), 0);
  t.equal(chanceOf(welch({ before: [5, 5], after: [6, 6] })), 0);
});

t.test('too few values, or broken pairs, are mistakes', async (t) => {
  t.throws(() => welch({ before: [1], after: [1, 2] }), AssertionError);
  t.throws(() => paired({ before: [1, 2], after: [1, 2, 3] }), AssertionError);
});
