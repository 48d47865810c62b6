import fc from 'fast-check';
import hdr from 'hdr-histogram-js';
import t from 'tap';
import { decodeHdr, encodeHdr } from '../../harness/stats/hdr-codec.ts';
import { HISTOGRAM_LIMIT_NS, Histogram } from '../../harness/stats/histogram.ts';

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

/** Latencies over the whole range, small ones as likely as large ones. */
const latency = fc
  .tuple(
    fc.integer({ min: 0, max: 41 }),
    fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
  )
  .map(([octave, within]) => Math.floor(2 ** octave * within));
const latencies = fc.array(latency, { minLength: 1, maxLength: 200 });

t.test('buckets are those published for three digits', async (t) => {
  const table: readonly (readonly [number, number, number])[] = [
    [0, 0, 0],
    [2047, 2047, 2047],
    [2048, 2048, 2049],
    [10007, 10000, 10007],
    [100000, 99968, 100031],
    [1234567, 1233920, 1234943],
    [1e8, 99942400, 100007935],
  ];
  for (const [value, lowNs, valueNs] of table) {
    t.same([...histogramOf([value]).nonZero()], [{ lowNs, valueNs, count: 1 }], `${value}`);
  }
});

t.test('buckets above 31 bits continue those below', async (t) => {
  for (const value of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 2 ** 21, 6e10, HISTOGRAM_LIMIT_NS - 1]) {
    const [bucket] = [...histogramOf([value]).nonZero()];
    t.ok(bucket && bucket.lowNs <= value && value <= bucket.valueNs, `${value}`);
    t.ok(
      bucket && (bucket.valueNs - bucket.lowNs + 1) / bucket.lowNs <= 1 / 1024,
      `${value} width`,
    );
  }
});

t.test('ranks follow HdrHistogram to the last double', async (t) => {
  const two = histogramOf([1, 2]);
  t.equal(two.percentileNs(50), 1);
  t.equal(two.percentileNs(50.0000000000001), 2);
  const thousand = histogramOf(Array.from({ length: 1000 }, (_, index) => index + 1));
  t.equal(thousand.percentileNs(99.9), 999);
  t.equal(thousand.percentileNs(100), 1000);
  t.equal(thousand.percentileNs(0), 1);
  t.equal(new Histogram().percentileNs(50), null);
});

t.test('10,000 times 1 ms and one 100 s: the figures HdrHistogram publishes', async (t) => {
  const histogram = new Histogram();
  histogram.recordMany(1e6, 10_000);
  histogram.record(100e9);
  const near = (percent: number, expected: number): void => {
    const found = histogram.percentileNs(percent) ?? 0;
    t.ok(Math.abs(found / expected - 1) <= 1e-3, `p${percent} is ${found}`);
  };
  near(99.99, 1e6);
  near(99.999, 100e9);
  near(100, 100e9);
  t.equal(histogram.count, 10_001);
  t.ok(Math.abs((histogram.meanNs ?? 0) / 10.999e6 - 1) < 1e-3);
});

t.test('agrees with hdr-histogram-js on random values', async () => {
  fc.assert(
    fc.property(latencies, fc.double({ min: 0, max: 100, noNaN: true }), (values, percent) => {
      const ours = histogramOf(values);
      const theirs = hdr.build({
        bitBucketSize: 64,
        lowestDiscernibleValue: 1,
        highestTrackableValue: HISTOGRAM_LIMIT_NS - 1,
        numberOfSignificantValueDigits: 3,
      });
      for (const value of values) theirs.recordValue(value);
      const edge = theirs.getValueAtPercentile(percent);
      const clamped = Math.min(Math.max(edge, ours.minNs ?? 0), ours.maxNs ?? 0);
      return ours.percentileNs(percent) === clamped && ours.count === theirs.totalCount;
    }),
    { seed: 1, numRuns: 200 },
  );
});

t.test('merging is exact, whatever the order', async (t) => {
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 1, maxLength: 5 }), (parts) => {
      const whole = histogramOf(parts.flat());
      const forward = new Histogram();
      const backward = new Histogram();
      for (const part of parts) forward.add(histogramOf(part));
      for (const part of [...parts].reverse())
        backward.add(Histogram.fromData(histogramOf(part).toData()));
      t.same(forward.toData(), whole.toData());
      t.same(backward.toData(), whole.toData());
    }),
    { seed: 2, numRuns: 100 },
  );
});

t.test('what goes over the range is counted, named and kept exactly in the maximum', async (t) => {
  const histogram = histogramOf([5, HISTOGRAM_LIMIT_NS, 9 * HISTOGRAM_LIMIT_NS]);
  t.equal(histogram.count, 3);
  t.equal(histogram.overRange, 2);
  t.equal(histogram.maxNs, 9 * HISTOGRAM_LIMIT_NS);
  t.equal(histogram.percentileNs(100), 9 * HISTOGRAM_LIMIT_NS);
  t.equal(
    [...histogram.nonZero()].reduce((sum, bucket) => sum + bucket.count, 0),
    3,
  );
});

t.test('refuses what is no latency', async (t) => {
  t.throws(() => new Histogram().record(-1), RangeError);
  t.throws(() => new Histogram().record(Number.NaN), RangeError);
});

t.test('counts beyond 32 bits survive merging and the codec', async (t) => {
  const histogram = new Histogram();
  histogram.recordMany(123_456, 5e9);
  histogram.recordMany(7, 3);
  const back = decodeHdr(encodeHdr(histogram));
  t.same([...back.nonZero()], [...histogram.nonZero()]);
  t.equal(back.count, 5e9 + 3);
});

t.test('the codec keeps every bucket, of an empty histogram too', async (t) => {
  fc.assert(
    fc.property(fc.oneof(latencies, fc.constant([])), (values) => {
      const histogram = histogramOf(values);
      t.same([...decodeHdr(encodeHdr(histogram)).nonZero()], [...histogram.nonZero()]);
    }),
    { seed: 3, numRuns: 50 },
  );
  t.throws(() => decodeHdr('bm90IGEgaGlzdG9ncmFt'), { name: 'HarnessError', exit: 'usage' });
});

t.test('countAbove, minus and clear', async (t) => {
  const histogram = histogramOf([1, 5, 5, 9]);
  t.equal(histogram.countAbove(5), 1);
  t.equal(histogram.countAbove(0), 4);
  t.same(
    [...histogram.minus(histogramOf([5, 9])).nonZero()].map((b) => b.lowNs),
    [1, 5],
  );
  t.throws(
    () =>
      histogram.minus(histogramOf([2])).count === 4 && histogramOf([1]).minus(histogramOf([1, 1])),
  );
  histogram.clear();
  t.same(histogram.toData(), new Histogram().toData());
});

t.test('counts of any size come back from plain data as they were', async (t) => {
  for (const largest of [1, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 52]) {
    const histogram = new Histogram();
    histogram.record(7);
    histogram.recordMany(5_000_000, largest);
    const back = Histogram.fromData(structuredClone(histogram.toData()));
    t.strictSame([...back.nonZero()], [...histogram.nonZero()], `${largest}`);
    t.equal(back.count, 1 + largest);
  }
  const last = new Histogram();
  last.record(2 ** 42 - 1);
  t.equal(Histogram.fromData(last.toData()).maxNs, 2 ** 42 - 1, 'the last bucket of all');
  t.strictSame([...Histogram.fromData(last.toData()).nonZero()], [...last.nonZero()]);
});
