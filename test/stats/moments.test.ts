import { AssertionError } from 'node:assert';
import t from 'tap';
import { mean, sampleVariance } from '../../harness/stats/moments.ts';

t.test('mean and unbiased variance', async (t) => {
  t.equal(mean([2, 4, 9]), 5);
  t.equal(sampleVariance([2, 4, 9]), 13);
  t.equal(sampleVariance([7, 7]), 0);
  // A large level does not drown a small variance.
  t.equal(sampleVariance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), 30);
  t.throws(() => mean([]), AssertionError);
  t.throws(() => sampleVariance([1]), AssertionError);
});
