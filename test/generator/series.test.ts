import t from 'tap';
import { OPEN_INTERVALS, Series } from '../../harness/generator/series.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { seriesIntervalNs } from '../../harness/session/trial.ts';

const INTERVAL_NS = 1000;
const INTERVALS = 100;

t.test('late requests and late answers are counted in their own interval', async (t) => {
  const series = new Series(INTERVALS * INTERVAL_NS, INTERVAL_NS);
  const intended = (interval: number): void =>
    series.at(interval * INTERVAL_NS).settled('ok', 10 + interval, 5);
  intended(0);
  // Answers alone open so many intervals that the first is packed away …
  for (let interval = 1; interval < INTERVALS; interval++) {
    series.answered(interval * INTERVAL_NS);
  }
  // … and requests come back to it, and to others, in turns.
  for (let interval = 0; interval < INTERVALS; interval++) {
    intended(0);
    intended(interval);
    series.answered(0);
  }
  const data = series.toData();
  t.equal(data.length, INTERVALS);
  t.equal(data[0]?.completed, INTERVALS + 2);
  t.equal(data[0]?.answered, INTERVALS);
  for (const [interval, { completed, answered, response }] of data.slice(1).entries()) {
    t.strictSame([completed, answered, response.answered.maxNs], [1, 1, 11 + interval]);
  }
});

t.test('a trial of usual length packs nothing while it goes on', async (t) => {
  for (const seconds of [2, 5, 10, 30, 40]) {
    const intervals = (seconds * NS_PER_S) / seriesIntervalNs(seconds * NS_PER_S);
    t.ok(intervals <= OPEN_INTERVALS, `${intervals} in ${seconds} s`);
  }
});
