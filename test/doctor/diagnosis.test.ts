import t from 'tap';
import { diagnose, type Remark } from '../../harness/doctor/diagnosis.ts';
import type { Figures } from '../../harness/doctor/figures.ts';
import { measurableWith } from '../../harness/doctor/measurable.ts';
import { goodFigures, silentFigures } from '../support/some-figures.ts';

type Subject = keyof Figures;

function remarkOn(about: Subject, figures: Figures): Remark {
  const found = diagnose(figures).find((remark) => remark.about === about);
  if (!found) throw new Error(`nothing is said of ${about}`);
  return found;
}

t.test('of a good machine everything is fine', async (t) => {
  const remarks = diagnose(goodFigures);
  t.strictSame(
    remarks.map(({ about }) => about).sort(),
    Object.keys(goodFigures).sort(),
    'each subject once',
  );
  for (const { about, kind, text } of remarks) {
    t.equal(kind, 'fine', about);
    t.match(text, /^[A-Z0-9].*\.$/, 'whole sentences');
  }
});

t.test('of a silent system the unknown is called that', async (t) => {
  const kinds = Object.fromEntries(diagnose(silentFigures).map(({ about, kind }) => [about, kind]));
  t.strictSame(kinds, {
    ...{ noise: 'unknown', pacing: 'unknown', floor: 'unknown', limits: 'unknown' },
    ...{ clock: 'fine', timers: 'fine', ceiling: 'fine', cores: 'fine' },
  });
});

const { noise, cores, limits, ceiling, timers, pacing, floor } = goodFigures;

/** One thing different from the good machine, and what is said then. */
const cases = [
  ['clock', { stepNs: 1001, readNs: 50 }, 'limit', /less than 1 µs cannot be told apart/],
  ['clock', { stepNs: 1000, readNs: 50 }, 'fine', /from 1 µs on; a reading costs 50 ns/],
  [
    'timers',
    { ...timers, coarse: { ...timers.coarse, p90Ns: 2_100_000 } },
    'limit',
    /rings 2\.1 ms late or more.*loads 5 µs.*busy/,
  ],
  [
    'timers',
    { ...timers, precise: { ...timers.precise, p90Ns: 600_000 } },
    'limit',
    /open loads 600 µs.*busy/,
  ],
  ['pacing', { ...pacing, p99Ns: 1_000_000 }, 'fine', /1,000\/s .* 1 ms late .* on time here/],
  [
    'pacing',
    { ...pacing, p99Ns: 2_000_000 },
    'limit',
    /2 ms late .* p99 is below 40 ms .* invalid/,
  ],
  ['floor', { ...floor, p99Ns: null }, 'fine', /takes 110 µs: service times near that/],
  [
    'ceiling',
    ceiling,
    'fine',
    /do 90,000\/s over 64 .* thread was the limit.* ask 80,000\/s of each worker/,
  ],
  ['ceiling', { ...ceiling, busyShare: 0.5 }, 'fine', /busy 50 % of the time only, .* the server/],
  ['cores', { ...cores, usable: 1 }, 'limit', /There is one core/],
  ['cores', { ...cores, quota: 1.5 }, 'limit', /8 cores, but a limit of 1\.5 cores’ time/],
  ['cores', { ...cores, quota: 8 }, 'fine', /8 cores \(0-7\): .* --pin keeps them/],
  ['cores', { ...cores, allowed: null, taskset: false }, 'fine', /^8 cores: .* no taskset/],
  ['limits', limits, 'fine', /^About 20,000 connections/],
  ['limits', { ...limits, openFiles: 1e6 }, 'fine', /^About 28,232 connections/],
  ['limits', { ...limits, openFiles: null }, 'fine', /^About 28,232 connections/],
  ['limits', { openFiles: 1024, ports: null }, 'limit', /^About 1,024 .*ulimit -n/],
  ['noise', { ...noise, waitShare: 0.12 }, 'limit', /had to wait for a core 12 % of the time/],
  ['noise', { ...noise, stealShare: 0.03 }, 'limit', /hypervisor took 3 %/],
  ['noise', { ...noise, loadAverage: 8.5 }, 'limit', /load average is 8\.5 on 8 cores; .* 80 µs/],
  ['noise', { ...noise, loadAverage: 8 }, 'fine', /longest pause in 1 s was 80 µs/],
  [
    'noise',
    { ...noise, waitShare: 0.12, loadAverage: 9 },
    'limit',
    /12 % of the time, the load av/,
  ],
] as const;

for (const [about, figure, kind, text] of cases) {
  t.test(`${about}: ${JSON.stringify(figure)}`, async (t) => {
    t.match(remarkOn(about, { ...goodFigures, [about]: figure }), { kind, text });
  });
}

t.test('what can be measured, for programs', async (t) => {
  t.strictSame(measurableWith(goodFigures), {
    timeStepNs: 40,
    serviceNsMin: 110_000,
    responseNsP99Min: 0,
    perSecondPerThread: 80_000,
    connectionsMax: 20_000,
  });
  t.match(measurableWith({ ...goodFigures, pacing: { ...pacing, p99Ns: 2_000_000 } }), {
    responseNsP99Min: 40_000_000,
  });
  t.match(measurableWith({ ...goodFigures, ceiling: { ...ceiling, busyShare: 0.5 } }), {
    perSecondPerThread: 90_000,
  });
  t.match(measurableWith(silentFigures), {
    serviceNsMin: null,
    responseNsP99Min: null,
    connectionsMax: null,
  });
});
