import t from 'tap';
import { Distribution } from '../../harness/stats/distribution.ts';
import { heatTiles } from '../../reports/heat-tiles.ts';
import type { Interval } from '../../reports/interval.ts';

/** One that begins when the one before has ended; all its requests took a millisecond. */
function interval(atNs: number, lengthNs: number, requests: number): Interval {
  const response = new Distribution();
  response.answered.recordMany(1e6, requests);
  const none = { generatorCpuNs: null, targetCpuNs: null, inFlight: null, waiting: null };
  const counts = { offered: requests, answered: requests, failed: 0 };
  return { atNs, lengthNs, points: [], ...counts, ...none, response, lag: new Distribution() };
}

const levels = (intervals: readonly Interval[]): readonly number[] =>
  heatTiles(intervals).map(({ level }) => level);

t.test(
  'a longer interval with as many more requests is as dark, and one tile with the next',
  (t) => {
    const usual = [interval(0, 1e9, 100), interval(1e9, 1e9, 100)];
    t.equal(levels(usual).length, 1);
    t.same(levels([interval(-20e9, 20e9, 2000), ...usual]), levels(usual));
    t.equal(levels([interval(-1e9, 1e9, 2000), ...usual]).length, 2, 'a busier one is darker');
    t.end();
  },
);

t.test('a single request is seen, however long its interval', (t) => {
  t.same(levels([interval(-20e9, 20e9, 1), interval(0, 1e9, 100), interval(1e9, 1e9, 100)])[0], 1);
  t.end();
});
