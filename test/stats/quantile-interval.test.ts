import t from 'tap';
import { Histogram } from '../../harness/stats/histogram.ts';
import { quantileInterval } from '../../harness/stats/quantile-interval.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { queuePercentileNs, queueRun } from '../support/queue-run.ts';

/** Batches that all hold the same values, so that nothing scatters: φ is 1. */
const alike = (batches: number, values: readonly number[]): Histogram[] =>
  Array.from({ length: batches }, () => {
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    return histogram;
  });

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

t.test('without scatter, the ranks are those of independent values', async (t) => {
  // t of 19 degrees of freedom is 2.09302; every value up to 1,000 is there 20 times.
  const table = [
    // 19,800 ± 2.09302 √198 = 19,770.5 and 19,829.5
    { percent: 99, valueNs: 990, lowNs: 989, highNs: 992 },
    // 10,000 ± 2.09302 √5,000 = 9,852.0 and 10,148.0
    { percent: 50, valueNs: 500, lowNs: 493, highNs: 508 },
    // 200 ± 2.09302 √198 = 170.5 and 229.5
    { percent: 1, valueNs: 10, lowNs: 9, highNs: 12 },
  ];
  for (const { percent, ...expected } of table) {
    const found = quantileInterval({ batches: alike(20, upTo(1000)), percent });
    t.strictSame(found, { state: 'known', ...expected, count: 20_000, inflation: 1 });
  }
});

t.test('a level of 0.9 is narrower', async (t) => {
  // t is 1.72913: 19,800 ± 24.3
  const found = quantileInterval({ batches: alike(20, upTo(1000)), percent: 99, level: 0.9 });
  t.match(found, { lowNs: 989, highNs: 992 });
  const median = quantileInterval({ batches: alike(20, upTo(1000)), percent: 50, level: 0.9 });
  // 10,000 ± 1.72913 √5,000 = 9,877.7 and 10,122.3
  t.match(median, { lowNs: 494, highNs: 507 });
});

t.test('bursts make values worth less', async (t) => {
  // Two of 20 batches of 1,000 hold all 200 slow values: Σ(c − 10)² = 2·90² + 18·10² = 18,000.
  const scatter = 18_000 / (19 * 1000 * 0.01 * 0.99);
  const burst = [...new Array(900).fill(100), ...new Array(100).fill(1500)];
  const calm = (batches: number): Histogram[] => alike(batches, new Array(1000).fill(100));
  const apart = [...calm(4), ...alike(1, burst), ...calm(8), ...alike(1, burst), ...calm(6)];
  const found = quantileInterval({ batches: apart, percent: 99 });
  t.equal(found.state, 'too-few');
  t.ok(Math.abs((found.inflation ?? 0) - scatter) < 1e-9);
  // 5 · 95.69 / 0.01
  t.ok(Math.abs(found.state === 'too-few' ? found.countNeeded - 47_847 : 1e9) <= 1);
  // Side by side they are one burst of two seconds: r₁ is 90² + 17·10² − 900 over 18,000.
  const together = quantileInterval({ batches: [...calm(18), ...alike(2, burst)], percent: 99 });
  t.ok(Math.abs((together.inflation ?? 0) - scatter * (1 + 2 * (8900 / 18_000))) < 1e-9);
});

t.test('what a run is too short for, and what it would take', async (t) => {
  const short = quantileInterval({ batches: alike(20, upTo(24)), percent: 99 });
  t.strictSame(short, { state: 'too-few', count: 480, inflation: 1, countNeeded: 500 });
  t.equal(quantileInterval({ batches: alike(20, upTo(25)), percent: 99 }).state, 'known');
  const rare = quantileInterval({ batches: alike(20, upTo(249)), percent: 99.9 });
  t.strictSame(rare, { state: 'too-few', count: 4980, inflation: 1, countNeeded: 5000 });
  t.equal(quantileInterval({ batches: alike(20, upTo(250)), percent: 99.9 }).state, 'known');
  // With t of 9 degrees of freedom the upper rank is the last one only from 2.26216² · 99 on.
  const few = quantileInterval({ batches: alike(10, upTo(50)), percent: 99 });
  t.strictSame(few, { state: 'too-few', count: 500, inflation: 1, countNeeded: 507 });
  t.equal(quantileInterval({ batches: alike(10, upTo(51)), percent: 99 }).state, 'known');
});

t.test('too few batches, or none with anything in them, say nothing', async (t) => {
  const expected = { state: 'too-few', inflation: null };
  t.match(quantileInterval({ batches: alike(9, upTo(1000)), percent: 50 }), expected);
  t.match(quantileInterval({ batches: [], percent: 50 }), { ...expected, countNeeded: 10 });
  t.match(quantileInterval({ batches: alike(20, []), percent: 99 }), {
    ...expected,
    count: 0,
    countNeeded: 500,
  });
});

t.test('equal values are known exactly, up to the width of their bucket', async (t) => {
  const found = quantileInterval({ batches: alike(30, new Array(100).fill(50e6)), percent: 99 });
  t.match(found, { state: 'known', valueNs: 50e6, lowNs: 50e6, highNs: 50e6, inflation: 1 });
});

t.test('many batches are taken together by neighbours', async (t) => {
  // 600 seconds, good and bad ones in turn: no scatter is left between groups of 15 seconds.
  const batches = upTo(600).flatMap((second) => alike(1, second % 3 === 0 ? [1500] : [100]));
  t.match(quantileInterval({ batches, percent: 50 }), { state: 'known', inflation: 1 });
});

t.test('holds the true percentile of a queue as often as it says', async (t) => {
  const runs = 100;
  // Nominal 0.95; `independent` is the most that an interval of independent values may hold.
  for (const { load, count, batches, percent, independent } of [
    { load: 0.3, count: 10_000, batches: 10, percent: 99, independent: 0.9 },
    { load: 0.5, count: 10_000, batches: 20, percent: 99, independent: 0.75 },
    { load: 0.5, count: 10_000, batches: 10, percent: 50, independent: 0.85 },
    { load: 0.7, count: 30_000, batches: 30, percent: 99, independent: 0.65 },
    { load: 0.8, count: 30_000, batches: 20, percent: 90, independent: 0.5 },
    { load: 0.9, count: 30_000, batches: 30, percent: 50, independent: 0.3 },
  ]) {
    const rng = seededRng(11, percent);
    const trueNs = queuePercentileNs(load, percent);
    let known = 0;
    let held = 0;
    let heldIndependent = 0;
    for (let run = 0; run < runs; run++) {
      const found = quantileInterval({ ...queueRun(rng, { load, count, batches }), percent });
      if (found.state !== 'known') continue;
      known++;
      if (found.lowNs <= trueNs && trueNs <= found.highNs) held++;
      // What the same run would say if its values were independent: an interval 1/√φ as wide.
      const shrink = 1 / Math.sqrt(found.inflation);
      const low = found.valueNs - (found.valueNs - found.lowNs) * shrink;
      const high = found.valueNs + (found.highNs - found.valueNs) * shrink;
      if (low <= trueNs && trueNs <= high) heldIndependent++;
    }
    const name = `load ${load}, p${percent}`;
    t.ok(known >= 0.85 * runs, `${name}: ${known} of ${runs} are long enough`);
    // The standard error of a share of 100 is 0.022.
    t.ok(held / known >= 0.9 && held / known <= 0.99, `${name}: holds in ${held} of ${known}`);
    t.ok(heldIndependent / known < independent, `${name}: independent ${heldIndependent}`);
  }
});

t.test('refuses where luck would claim to know', async (t) => {
  // At load 0.8 the true φ of p99.9 is near 100: 20,000 requests hold no 5 independent values.
  const rng = seededRng(12);
  for (let run = 0; run < 20; run++) {
    const { batches } = queueRun(rng, { load: 0.8, count: 20_000, batches: 20 });
    const found = quantileInterval({ batches, percent: 99.9 });
    t.equal(found.state, 'too-few', `run ${run}`);
  }
});
