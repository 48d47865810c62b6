import t from 'tap';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';
import { LiveSeconds } from '../../../reports/live/live-seconds.ts';
import { atSecond } from '../../support/some-progress.ts';

t.test('a point a second, with the rates in between', async (t) => {
  const seconds = new LiveSeconds();
  for (const second of [0.2, 0.6, 1.1, 1.9, 2.05, 3]) seconds.see(atSecond(second));
  const points = seconds.points();
  t.strictSame(
    points.map(({ atNs }) => atNs / NS_PER_S),
    [1.1, 2.05, 3],
  );
  for (const point of points) {
    t.equal(Math.round(point.answeredPerSecond), 2000);
    t.equal(Math.round(point.offeredPerSecond ?? 0), 2000);
    t.equal(point.failedPerSecond, 0);
  }
});

t.test('what comes after the window is not drawn', async (t) => {
  const seconds = new LiveSeconds();
  seconds.see(atSecond(1));
  seconds.see(atSecond(2, { stage: 'drain' }));
  seconds.see(atSecond(0, { stage: 'starting' }));
  t.equal(seconds.points().length, 1);
});

t.test('a closed load offers nothing by itself', async (t) => {
  const seconds = new LiveSeconds();
  seconds.see(atSecond(1, { offeredPerSecond: null }));
  t.equal(seconds.points()[0]?.offeredPerSecond, null);
});

t.test('ten hours are no more points than two minutes, and hide no stall', async (t) => {
  const seconds = new LiveSeconds();
  const length = 36_000;
  const stall = 17_321;
  for (let second = 1; second <= length; second++) {
    const responseNsMax = second === stall ? 30 * NS_PER_S : NS_PER_MS;
    seconds.see(atSecond(second, { responseNsMax, failed: second >= stall ? 500 : 0 }));
  }
  const points = seconds.points();
  t.ok(points.length >= 60 && points.length <= 120, `${points.length} points`);
  const [stalled, ...others] = points.filter((point) => point.responseNsMax !== NS_PER_MS);
  t.strictSame(others, []);
  t.equal(stalled?.responseNsMax, 30 * NS_PER_S, 'the slowest answer stays');
  const { atNs = 0, lengthNs = 0, failedPerSecond = 0 } = stalled ?? {};
  t.ok(atNs >= stall * NS_PER_S && atNs - lengthNs < stall * NS_PER_S, 'where it was');
  t.equal(Math.round((failedPerSecond * lengthNs) / NS_PER_S), 500, 'and every failure counts');
});
