import t from 'tap';
import { poisson } from '../../harness/arrivals/poisson.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { perSlice, played } from './some-phases.ts';

const phase = { kind: 'poisson', ratePerSecond: 1000, durationNs: 20 * NS_PER_S } as const;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const gapsOf = (times: readonly number[]): number[] =>
  times.map((timeNs, at) => timeNs - (times[at - 1] ?? 0));

t.test('length, order, first and last', async (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const times = played(poisson, phase, seed);
    // The count is Poisson of mean 20,000, sd 141.
    t.ok(Math.abs(times.length - poisson.expectedCount(phase)) < 4 * 141.4, `${times.length}`);
    t.ok(times.every((timeNs, at) => Number.isInteger(timeNs) && timeNs >= (times[at - 1] ?? 0)));
    t.ok((times[0] ?? -1) >= 0 && (times.at(-1) ?? 0) < phase.durationNs);
    t.ok((times.at(-1) ?? 0) > phase.durationNs - 20e6, 'it goes on to the end');
  }
});

t.test('counts per slice scatter as a Poisson process has them', async (t) => {
  // (m − 1)·variance/mean is χ² of m − 1 degrees of freedom: for m = 100, 99.8 % lie in this range.
  const [low, high] = [0.611, 1.503];
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const counts = perSlice(played(poisson, phase, seed), { slices: 100, durationNs: 20e9 });
    const level = mean(counts);
    const variance = counts.reduce((sum, count) => sum + (count - level) ** 2, 0) / 99;
    const dispersion = variance / level;
    t.ok(low < dispersion && dispersion < high, `seed ${seed}: ${dispersion}`);
  }
});

t.test('gaps are exponential', async (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const gaps = gapsOf(played(poisson, phase, seed)).sort((a, b) => a - b);
    const distance = Math.max(
      ...gaps.map((gapNs, at) => Math.abs(1 - Math.exp(-gapNs / 1e6) - (at + 0.5) / gaps.length)),
    );
    // Kolmogorov: 99.9 % of samples of this size stay below 1.95/√n = 0.0138.
    t.ok(distance < 1.95 / Math.sqrt(gaps.length), `seed ${seed}: ${distance}`);
  }
});

t.test('neighbouring gaps are independent', async (t) => {
  const gaps = gapsOf(played(poisson, phase, 1)).map((gapNs) => gapNs / 1e6 - 1);
  const lagged = mean(gaps.map((gap, at) => gap * (gaps[at + 1] ?? 0)));
  t.ok(Math.abs(lagged) < 4 / Math.sqrt(gaps.length), `${lagged}`);
});

t.test('is fixed by the seed, and by nothing else', async (t) => {
  const short = { ...phase, durationNs: NS_PER_S / 10 };
  const times = played(poisson, short, 3);
  t.strictSame(times, played(poisson, short, 3));
  t.not(times[0], played(poisson, short, 4)[0]);
  const longer = played(poisson, phase, 3);
  t.strictSame(longer.slice(0, times.length), times, 'a longer phase begins the same');
});

t.test('refuses what cannot be played', async (t) => {
  t.throws(() => poisson.check({ ...phase, ratePerSecond: 0 }), {
    exit: 'usage',
    message: 'The rate 0 is not a rate.',
    next: /above 0/,
  });
  t.throws(() => poisson.check({ ...phase, durationNs: 0 }), { message: /cannot last 0 ns/ });
  t.doesNotThrow(() => poisson.check(phase));
});

t.test('warms up at its own rate', async (t) => {
  t.strictSame(poisson.warmup(phase, 5), { ...phase, durationNs: 5 });
});
