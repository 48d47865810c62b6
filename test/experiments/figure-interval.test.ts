import t from 'tap';
import {
  cpuPerAnswerInterval,
  errorShareInterval,
  type FigureInterval,
  latencyInterval,
  responseInterval,
  throughputInterval,
} from '../../harness/experiments/figure-interval.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

const RATE = 300;

/** Exponential response times of mean 1 ms, `RATE` a second. */
function trial(seconds: number, made: Partial<MadeTrial> & { seed?: number } = {}): TrialRecord {
  const { seed = 1, ...own } = made;
  const rng = seededRng(seed);
  const phase = { kind: 'poisson', ratePerSecond: RATE, durationNs: seconds * NS_PER_S };
  return madeTrial(
    { ...somePlan, load: { model: 'open', phases: [phase] } },
    {
      requests: seconds * RATE,
      responseNs: () => Math.round(-Math.log(rng()) * NS_PER_MS),
      ...own,
    },
  );
}

const holds = (figure: FigureInterval, value: number): boolean =>
  figure.state === 'known' && figure.low <= value && value <= figure.high;

const width = (figure: FigureInterval): number =>
  figure.state === 'known' ? figure.high - figure.low : Number.NaN;

t.test('one trial: its seconds are what scatters', async (t) => {
  const one = [trial(20)];
  const p90 = responseInterval(one, 90);
  t.match(p90, { state: 'known', count: 20 * RATE, runs: 1, level: 0.95, atLeast: false });
  t.ok(holds(p90, Math.LN10 * NS_PER_MS));
  t.ok(width(responseInterval(one, 90, { level: 0.5 })) < width(p90) / 2);
  t.ok(holds(latencyInterval(one, { kind: 'service', percent: 50 }), Math.LN2 * NS_PER_MS));
  t.match(throughputInterval(one), { state: 'known', count: 20 * RATE });
});

t.test('what is too short says what it takes', async (t) => {
  const short = [trial(4)];
  t.match(responseInterval(short, 90), {
    state: 'too-few',
    value: Number,
    count: 4 * RATE,
    countNeeded: 10 * RATE,
    windowNs: 4 * NS_PER_S,
    windowNsNeeded: 10 * NS_PER_S,
  });
  const p99 = responseInterval([trial(1)], 99);
  t.match(p99, { state: 'too-few', value: null, countNeeded: 500 });
  t.match(throughputInterval(short), { state: 'too-few', windowNsNeeded: 10 * NS_PER_S });
  t.match(errorShareInterval(short), { state: 'too-few', value: 0 });
  for (const none of [responseInterval([], 50), throughputInterval([]), errorShareInterval([])]) {
    t.match(none, { state: 'too-few', value: null, count: 0 });
  }
});

t.test('several trials: the run is the unit, and never narrower than the seconds', async (t) => {
  const alike = [1, 2, 3, 4, 5].map((seed) => trial(12, { seed }));
  const p50 = responseInterval(alike, 50);
  t.match(p50, { state: 'known', runs: 5, count: 60 * RATE });
  t.ok(width(p50) < width(responseInterval(alike.slice(0, 1), 50)), 'more is known of more');
  // The runs’ own medians differ by far more than the seconds of one do.
  const apart = [1, 1.3, 1.1, 1.2, 1.4].map((factor) => {
    const rng = seededRng(9);
    return trial(12, { responseNs: () => Math.round(-Math.log(rng()) * factor * NS_PER_MS) });
  });
  // ln of the factors: s = 0.1317; t of 4 is 2.7764: a factor of e^0.1635 to either side.
  const wide = responseInterval(apart, 50);
  t.ok(Math.abs(width(wide) / (wide.value ?? 0) - (Math.exp(0.1635) - Math.exp(-0.1635))) < 0.005);
  t.ok(holds(wide, Math.LN2 * 1.19 * NS_PER_MS));
});

t.test('trials too short for intervals of their own have one together', async (t) => {
  const p50 = responseInterval(
    [1, 2, 3].map((seed) => trial(3, { seed })),
    50,
  );
  t.match(p50, { state: 'known', runs: 3 });
});

t.test('requests that never ended leave the upper end open', async (t) => {
  const failing = [
    trial(20, { outcome: (index) => (index % 50 === 0 ? 'timeout' : 'ok'), seed: 3 }),
  ];
  t.match(responseInterval(failing, 99), { high: Number.POSITIVE_INFINITY, atLeast: true });
  t.ok(Number.isFinite(width(responseInterval(failing, 50))));
  const seldom = [trial(20, { outcome: (index) => (index % 500 === 0 ? 'timeout' : 'ok') })];
  t.match(responseInterval(seldom, 50), { state: 'known', atLeast: false });
});

t.test('errors', async (t) => {
  const rng = seededRng(4);
  const some = [trial(20, { outcome: () => (rng() < 0.02 ? 'status' : 'ok') })];
  t.ok(holds(errorShareInterval(some), 0.02));
  // 1 − 0.025^(1/6000): what no error in 6,000 still allows.
  const none = errorShareInterval([trial(20)]);
  t.match(none, { state: 'known', value: 0, low: 0 });
  t.ok(none.state === 'known' && Math.abs(none.high - (1 - 0.025 ** (1 / 6000))) < 1e-9);
  // All of one run’s and none of the other’s: next to nothing is known of a third.
  const runs = [some[0] ?? trial(20), trial(20, { seed: 8 })];
  t.ok(width(errorShareInterval(runs)) > 0.1);
});

t.test('an operation scatters as the whole of what it is part of', async (t) => {
  const one = [trial(20)];
  t.strictSame(responseInterval(one, 90, { operation: 'only' }), responseInterval(one, 90));
  t.strictSame(errorShareInterval(one, { operation: 'only' }), errorShareInterval(one));
  t.throws(() => responseInterval(one, 90, { operation: 'none' }), /no operation none/);
});

t.test('processor time for an answer, by the second where the record has it', async (t) => {
  const rng = seededRng(6);
  const cpuNsBySecond = (): number => Math.round(RATE * 1e5 * (1 + 0.1 * (rng() - 0.5)));
  const bySecond = [1, 2].map((seed) => trial(20, { seed, cpuNs: 20 * RATE * 1e5, cpuNsBySecond }));
  const one = cpuPerAnswerInterval(bySecond.slice(0, 1));
  t.ok(holds(one, 1e5));
  t.ok(width(one) < 0.05 * 1e5);
  const older = [{ ...trial(20, { cpuNs: 6e8 }) }, { ...trial(20, { cpuNs: 6.1e8, seed: 2 }) }];
  t.match(cpuPerAnswerInterval(older.slice(0, 1)), { state: 'too-few', value: Number });
  t.match(cpuPerAnswerInterval(older), { state: 'known', runs: 2 }, 'the runs tell');
  t.match(cpuPerAnswerInterval([trial(20, { cpuNs: null })]), { state: 'too-few', value: null });
});
