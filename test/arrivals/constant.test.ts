import t from 'tap';
import { constant } from '../../harness/arrivals/constant.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { played } from './some-phases.ts';

const table: readonly {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly length: number;
  readonly first: number;
  readonly last: number;
}[] = [
  { ratePerSecond: 1, seconds: 3, length: 3, first: 0.5e9, last: 2.5e9 },
  { ratePerSecond: 10, seconds: 1, length: 10, first: 50e6, last: 950e6 },
  { ratePerSecond: 2000, seconds: 10, length: 20_000, first: 250e3, last: 9_999_750_000 },
  { ratePerSecond: 3, seconds: 1, length: 3, first: 166_666_667, last: 833_333_333 },
  { ratePerSecond: 0.5, seconds: 10, length: 5, first: 1e9, last: 9e9 },
];

for (const { ratePerSecond, seconds, length, first, last } of table) {
  t.test(`${ratePerSecond}/s for ${seconds} s`, async (t) => {
    const phase = { kind: 'constant', ratePerSecond, durationNs: seconds * NS_PER_S } as const;
    const times = played(constant, phase);
    t.equal(times.length, length);
    t.equal(constant.expectedCount(phase), length);
    t.equal(times[0], first);
    t.equal(times.at(-1), last);
    const gapNs = NS_PER_S / ratePerSecond;
    const off = times.filter(
      (atNs, at) => at > 0 && Math.abs(atNs - (times[at - 1] ?? 0) - gapNs) > 1,
    );
    t.strictSame(off, [], 'every gap is right to the nanosecond');
  });
}

t.test('does not drift: after an hour at 3/s it is where it should be', async (t) => {
  const phase = { kind: 'constant', ratePerSecond: 3, durationNs: 3600 * NS_PER_S } as const;
  const times = played(constant, phase);
  t.equal(times.length, 10_800);
  t.equal(times.at(-1), Math.round((10_799.5 / 3) * NS_PER_S));
});

t.test('too few for one arrival is none, and the end is not part of the phase', async (t) => {
  t.strictSame(played(constant, { kind: 'constant', ratePerSecond: 0.5, durationNs: 1e9 }), []);
  t.strictSame(played(constant, { kind: 'constant', ratePerSecond: 0.1, durationNs: 1e9 }), []);
});

t.test('refuses what cannot be played, and says so', async (t) => {
  for (const ratePerSecond of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1.1e9]) {
    const check = (): void => constant.check({ kind: 'constant', ratePerSecond, durationNs: 1 });
    t.throws(check, { exit: 'usage', message: `The rate ${ratePerSecond} is not a rate.` });
  }
  for (const durationNs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const check = (): void => constant.check({ kind: 'constant', ratePerSecond: 1, durationNs });
    t.throws(check, {
      exit: 'usage',
      message: /^A constant phase cannot last/,
      next: /--duration/,
    });
  }
  t.doesNotThrow(() => constant.check({ kind: 'constant', ratePerSecond: 1e9, durationNs: 1 }));
});

t.test('warms up at its own rate', async (t) => {
  const phase = { kind: 'constant', ratePerSecond: 7, durationNs: 1e9 } as const;
  t.strictSame(constant.warmup(phase, 5), { ...phase, durationNs: 5 });
});
