import t from 'tap';
import { seededRng } from '../../harness/stats/rng.ts';
import { type ShareAtLoad, shareCrossing } from '../../harness/stats/share-crossing.ts';

/** Odds that grow e-fold with each tenth of the load, and are those of `share` at 100. */
function onCurve(loads: readonly number[], share: number, of = 1000): readonly ShareAtLoad[] {
  return loads.map((load) => {
    const odds = (share / (1 - share)) * Math.exp((load - 100) / 10);
    return { load, count: (of * odds) / (1 + odds), of };
  });
}

const loads = [80, 90, 95, 100, 105, 110, 120];

t.test('exact on a logistic curve, wherever the limit', async (t) => {
  for (const share of [0.001, 0.01, 0.1, 0.5]) {
    const found = shareCrossing({ points: onCurve(loads, share), share, near: 97 });
    t.ok(Math.abs((found?.load ?? 0) / 100 - 1) < 1e-9, `${share}: ${found?.load}`);
    t.ok(Math.abs((found?.slope ?? 0) * 10 - 1) < 1e-6, `${found?.slope}`);
    t.match(found, { inflation: 1, share, used: 7, apart: 0 });
  }
});

t.test('the interval is Fieller’s, with the scatter of counts', async (t) => {
  const off = [10, -10, 20, -20, 10, -10];
  const scattered = (of: number): readonly ShareAtLoad[] =>
    onCurve([90, 95, 100, 100, 105, 110], 0.5, of).map((one, at) => ({
      ...one,
      count: one.count + ((off[at] ?? 0) * of) / 400,
    }));
  // Computed apart, in Python: Newton's steps, Pearson's χ² over 4, t of 4 is 2.776445.
  const found = shareCrossing({ points: scattered(400), share: 0.5, near: 100 });
  t.equal(found?.load.toFixed(6), '100.000000');
  t.equal(found?.low.toFixed(6), '97.684399');
  t.equal(found?.high.toFixed(6), '102.315601');
  t.equal(found?.inflation.toFixed(6), '3.033003');
  t.equal(found?.slope.toFixed(6), '0.095150');
  // With the same shares, four times the counts scatter four times as much: known no better.
  const more = shareCrossing({ points: scattered(1600), share: 0.5, near: 100 });
  t.equal(more?.low.toFixed(6), '97.684399');
  t.equal(more?.inflation.toFixed(6), '12.132013');
});

/** How many of the requests to an M/M/1 queue of 5 ms take longer than 50 ms. */
function queueTrial(
  load: number,
  made: { readonly seconds: number; readonly rng: () => number; readonly stallS?: number },
): ShareAtLoad {
  const { seconds, rng, stallS = 0 } = made;
  const exponential = (mean: number): number => -Math.log(rng()) * mean;
  let free = rng() < load / 200 ? exponential(1 / (200 - load)) : 0;
  const [point, stallAt] = [{ load, count: 0, of: 0 }, seconds / 3];
  let stalled = stallS === 0;
  for (let at = exponential(1 / load); at < seconds; at += exponential(1 / load)) {
    free = Math.max(at, free);
    if (!stalled && free > stallAt) {
      stalled = true;
      free += stallS;
    }
    free += exponential(1 / 200);
    point.of += 1;
    if (free - at > 0.05) point.count += 1;
  }
  return point;
}

/** p99 = 50 ms on that queue, and where a search tends to look. */
const truth = 200 - Math.log(100) / 0.05;
const searched = [75, 85, 90, 90, 95, 95, 98, 98, 100, 100, 100, 102, 105, 110, 110, 120, 130];

t.test(
  'nineteen of twenty intervals hold the truth, of a queue whose requests hang together',
  (t) => {
    const rng = seededRng(20);
    const runs = 150;
    const found = Array.from({ length: runs }, () => {
      const points = searched.map((percent) =>
        queueTrial((truth * percent) / 100, { seconds: 40, rng }),
      );
      return shareCrossing({ points, share: 0.01, near: truth * (0.9 + 0.2 * rng()) });
    });
    const holds = found.filter((one) => one && one.low <= truth && truth <= one.high).length;
    const mean = found.reduce((sum, one) => sum + (one?.load ?? 0), 0) / runs;
    t.ok(holds >= 0.9 * runs, `${holds} of ${runs}`);
    t.ok(holds < runs, 'and not all of them: they are no wider than they must be');
    t.ok(Math.abs(mean / truth - 1) < 0.015, `${mean} on average`);
    t.end();
  },
);

t.test('trials that the host has spoilt are left out', async (t) => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const rng = seededRng(seed, 7);
    const points = searched.map((percent, at) =>
      queueTrial((truth * percent) / 100, {
        ...{ seconds: 100, rng },
        ...(at === 4 || at === 9 ? { stallS: 3 } : {}),
      }),
    );
    const found = shareCrossing({ points, share: 0.01, near: truth });
    t.equal(found?.apart, 2, `seed ${seed}`);
    t.ok(Math.abs((found?.load ?? 0) / truth - 1) < 0.04, `seed ${seed}: ${found?.load}`);
  }
});

t.test('too few, too alike, a step, or not growing: nothing', async (t) => {
  const at = { share: 0.01, near: 98 };
  const points = onCurve(loads, 0.01);
  t.equal(shareCrossing({ ...at, points: points.slice(2) }), null, 'five');
  t.equal(shareCrossing({ ...at, near: 300, points }), null, 'far away');
  const two = [90, 90, 90, 100, 100, 100];
  t.equal(shareCrossing({ ...at, points: onCurve(two, 0.01) }), null, 'two loads');
  const step = loads.map((load) => ({ load, count: load > 100 ? 1000 : 0, of: 1000 }));
  t.equal(shareCrossing({ ...at, points: step }), null, 'a step');
  const falling = points.map(({ load, ...rest }) => ({ load: 200 - load, ...rest }));
  t.equal(shareCrossing({ ...at, points: falling }), null, 'falling');
  const none = loads.map((load) => ({ load, count: 0, of: 1000 }));
  t.equal(shareCrossing({ ...at, points: none }), null, 'none bad');
});
