import t from 'tap';
import { ramp } from '../../harness/arrivals/ramp.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { perSlice, played } from './some-phases.ts';

const SLICES = 10;

for (const [fromPerSecond, toPerSecond] of [
  [0, 2000],
  [2000, 0],
  [500, 1500],
  [1000, 1000],
] as const) {
  t.test(`from ${fromPerSecond}/s to ${toPerSecond}/s`, async (t) => {
    const durationNs = 20 * NS_PER_S;
    const phase = { kind: 'ramp', fromPerSecond, toPerSecond, durationNs } as const;
    t.equal(ramp.expectedCount(phase), 20_000);
    const slope = toPerSecond - fromPerSecond;
    for (const seed of [1, 2, 3]) {
      const times = played(ramp, phase, seed);
      t.ok(times.every((timeNs, at) => Number.isInteger(timeNs) && timeNs >= (times[at - 1] ?? 0)));
      t.ok((times.at(-1) ?? 0) < durationNs);
      perSlice(times, { slices: SLICES, durationNs }).forEach((count, slice) => {
        // The integral of the rate over the slice; the count scatters by its root.
        const middle = (slice + 0.5) / SLICES;
        const expected = ((fromPerSecond + slope * middle) * 20) / SLICES;
        t.ok(Math.abs(count - expected) < 4 * Math.sqrt(expected), `${slice}: ${count}`);
      });
    }
  });
}

t.test('a ramp that does not rise is a Poisson process', async (t) => {
  const phase = { kind: 'ramp', fromPerSecond: 1000, toPerSecond: 1000, durationNs: 20e9 } as const;
  const times = played(ramp, phase, 5);
  const gaps = times.map((timeNs, at) => timeNs - (times[at - 1] ?? 0)).sort((a, b) => a - b);
  const distance = Math.max(
    ...gaps.map((gapNs, at) => Math.abs(1 - Math.exp(-gapNs / 1e6) - (at + 0.5) / gaps.length)),
  );
  t.ok(distance < 1.95 / Math.sqrt(gaps.length), `${distance}`);
});

t.test('is fixed by the seed', async (t) => {
  const phase = { kind: 'ramp', fromPerSecond: 1, toPerSecond: 100, durationNs: 1e10 } as const;
  t.strictSame(played(ramp, phase, 3), played(ramp, phase, 3));
  t.not(played(ramp, phase, 3)[0], played(ramp, phase, 4)[0]);
});

t.test('refuses what cannot be played', async (t) => {
  const good = { kind: 'ramp', fromPerSecond: 0, toPerSecond: 1, durationNs: 1 } as const;
  t.doesNotThrow(() => ramp.check(good));
  t.doesNotThrow(() => ramp.check({ ...good, fromPerSecond: 8e8, toPerSecond: 8e8 }));
  t.throws(() => ramp.check({ ...good, fromPerSecond: -1 }), { message: /start from -1 is not/ });
  t.throws(() => ramp.check({ ...good, toPerSecond: Number.NaN }), { message: /end with NaN/ });
  t.throws(() => ramp.check({ ...good, toPerSecond: 0 }), { message: /higher one .* 0 is not/ });
  t.throws(() => ramp.check({ ...good, durationNs: 0 }), { exit: 'usage', message: /ramp phase/ });
});

t.test('warms up at its opening rate', async (t) => {
  const phase = { kind: 'ramp', fromPerSecond: 20, toPerSecond: 100, durationNs: 1e9 } as const;
  const warmup = { kind: 'poisson', durationNs: 5 };
  t.strictSame(ramp.warmup(phase, 5), { ...warmup, ratePerSecond: 20 });
  t.strictSame(ramp.warmup({ ...phase, fromPerSecond: 0 }, 5), { ...warmup, ratePerSecond: 10 });
});
