/** OpenTelemetry's buckets: nothing is lost, and values stay where they were within 1.1 %. */
import fc from 'fast-check';
import t from 'tap';
import { exponentialBuckets } from '../../harness/stats/exponential-histogram.ts';
import { Histogram } from '../../harness/stats/histogram.ts';

const of = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

t.test('bounds are those of the data model', async (t) => {
  // 2^(i/32) < v ≤ 2^((i+1)/32): 1 is the upper end of bucket −1, and 2 that of bucket 31.
  t.match(exponentialBuckets(of([1, 2]), 1), { offset: -1, zeroCount: 0 });
  t.equal(exponentialBuckets(of([1, 2]), 1).counts.length, 33);
  t.match(exponentialBuckets(of([]), 1), { offset: 0, counts: [], zeroCount: 0 });
  t.match(exponentialBuckets(of([0, 0, 5]), 1), { zeroCount: 2, counts: [1] });
});

t.test('every value is in its bucket, in seconds too', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1e11 }), { minLength: 1 }), (values) => {
      const histogram = of(values);
      const { scale, offset, counts } = exponentialBuckets(histogram, 1e9);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const inBounds = [...histogram.nonZero()].every(({ valueNs }) => {
        const at = Math.ceil(Math.log2(valueNs / 1e9) * 2 ** scale) - 1 - offset;
        const low = 2 ** ((offset + at) / 2 ** scale);
        const high = 2 ** ((offset + at + 1) / 2 ** scale);
        const seconds = valueNs / 1e9;
        return (counts[at] ?? 0) > 0 && seconds > low * 0.999999 && seconds <= high * 1.000001;
      });
      return total === values.length && inBounds;
    }),
    { seed: 3, numRuns: 300 },
  );
});
