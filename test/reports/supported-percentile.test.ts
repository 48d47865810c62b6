import t from 'tap';
import { Distribution } from '../../harness/stats/distribution.ts';
import { toLatencyRecord } from '../../harness/stats/latency-record.ts';
import { valuesNeeded } from '../../harness/stats/quantile-interval.ts';
import {
  largestCell,
  percentileCell,
  recordedCell,
  recordedPercentileCell,
} from '../../reports/supported-percentile.ts';

function distribution(answered: number, censored = 0): Distribution {
  const made = new Distribution();
  for (let i = 1; i <= answered; i++) made.answered.record(i * 1000);
  for (let i = 1; i <= censored; i++) made.censored.record(i * 1000);
  return made;
}

t.test('five samples must lie beyond', (t) => {
  const cases = [
    [50, 10],
    [75, 20],
    [90, 50],
    [95, 100],
    [99, 500],
    [99.9, 5000],
    [99.99, 50_000],
  ] as const;
  for (const [percent, needed] of cases) t.equal(valuesNeeded(percent), needed, `p${percent}`);
  t.end();
});

t.test('one sample fewer and there is no figure, merged or recorded', (t) => {
  const few = distribution(499);
  const note = 'n=499; needs ≥ 500';
  t.same(percentileCell(few, 99), { value: null, note });
  t.same(recordedPercentileCell(toLatencyRecord(few), 99), { value: null, note });
  const enough = distribution(500);
  t.same(percentileCell(enough, 99), { value: enough.merged().percentileNs(99), atLeast: false });
  t.same(recordedPercentileCell(toLatencyRecord(enough), 99), percentileCell(enough, 99));
  t.end();
});

t.test('no samples at all', (t) => {
  const none = distribution(0);
  t.same(percentileCell(none, 50), { value: null, note: 'n=0' });
  t.same(largestCell(none), { value: null, note: 'n=0' });
  t.same(recordedCell(toLatencyRecord(none), 'meanNs'), { value: null, note: 'n=0' });
  t.end();
});

t.test('what was not seen to end makes lower bounds', (t) => {
  const some = distribution(400, 200);
  const record = toLatencyRecord(some);
  t.match(percentileCell(some, 99), { atLeast: true });
  t.match(recordedPercentileCell(record, 99), { atLeast: true });
  t.match(largestCell(some), { value: 400_000, atLeast: true });
  t.match(recordedCell(record, 'maxNs'), { atLeast: true });
  t.match(recordedCell(record, 'meanNs'), { atLeast: true });
  t.match(recordedCell(record, 'minNs'), { value: 1000, atLeast: false });
  t.match(largestCell(distribution(5)), { value: 5000, atLeast: false });
  t.end();
});
