import fc from 'fast-check';
import t from 'tap';
import { Distribution } from '../../harness/stats/distribution.ts';
import { fromLatencyRecord, toLatencyRecord } from '../../harness/stats/latency-record.ts';

const distributionOf = (answered: readonly number[], censored: readonly number[]): Distribution => {
  const distribution = new Distribution();
  for (const value of answered) distribution.answered.record(value);
  for (const value of censored) distribution.censored.record(value);
  return distribution;
};

t.test('censored values count, and the percentiles they reach are lower bounds', async (t) => {
  const answered = Array.from({ length: 90 }, (_, index) => 1000 + index);
  const record = toLatencyRecord(distributionOf(answered, Array(10).fill(5000)));
  t.equal(record.count, 100);
  t.equal(record.censored, 10);
  t.equal(record.percentilesNs['p50'], 1049);
  t.equal(record.percentilesNs['p95'], 5000);
  t.same(record.atLeast, ['p95', 'p99', 'p99.9', 'p99.99']);
});

t.test('a quick failure does not make the rest look faster', async (t) => {
  const answered = Array.from({ length: 60 }, () => 1_000_000);
  const found = distributionOf(answered, Array(40).fill(1000)).percentile(50);
  t.same(found, { valueNs: 1_000_000, atLeast: false });
  t.equal(distributionOf(answered, Array(40).fill(1000)).percentile(30)?.atLeast, true);
});

t.test('nothing recorded is null, not zero', async (t) => {
  const record = toLatencyRecord(new Distribution());
  t.match(record, { count: 0, minNs: null, maxNs: null, meanNs: null, censoredHdr: '' });
  t.equal(record.percentilesNs['p99'], null);
  t.equal(fromLatencyRecord(record).count, 0);
});

t.test('a record gives its distribution back, so that trials merge exactly', async (t) => {
  const values = fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 60 });
  fc.assert(
    fc.property(values, values, (answered, censored) => {
      const record = toLatencyRecord(distributionOf(answered, censored));
      t.same(toLatencyRecord(fromLatencyRecord(record)), record);
    }),
    { seed: 4, numRuns: 60 },
  );
});
