import t from 'tap';
import {
  type Evidence,
  type Judgement,
  judgeObjective,
} from '../../../harness/experiments/objectives/objective-judgement.ts';
import { parseObjective } from '../../../harness/experiments/objectives/objective-text.ts';
import type { Load } from '../../../harness/model/load.ts';
import type { TrialRecord } from '../../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';
import { seededRng } from '../../../harness/stats/rng.ts';
import { type MadeTrial, madeTrial } from '../../support/made-trial.ts';
import { somePlan } from '../../support/some-plan.ts';

const RATE = 500;

const openFor = (seconds: number): Load => ({
  model: 'open',
  phases: [{ kind: 'poisson', durationNs: seconds * NS_PER_S, ...{ ratePerSecond: RATE } }],
});

/** Independent exponential answers of mean 1 ms: p99 is 4.605 ms. */
function trial(seconds: number, change: Partial<MadeTrial> & { seed?: number } = {}): TrialRecord {
  const { seed = 1, ...made } = change;
  const rng = seededRng(seed);
  return madeTrial(
    { ...somePlan, load: openFor(seconds) },
    {
      requests: seconds * RATE,
      responseNs: () => Math.round(-Math.log(rng()) * NS_PER_MS),
      ...made,
    },
  );
}

const judged = (text: string, evidence: Evidence | TrialRecord): Judgement =>
  judgeObjective(parseObjective(text), 'trials' in evidence ? evidence : { trials: [evidence] });

t.test('the whole interval within, beyond, or neither', async (t) => {
  const one = trial(60);
  for (const [text, verdict] of [
    ['p99 < 6ms', 'pass'],
    ['p99 < 4.6ms', 'inconclusive'],
    ['p99 < 3.5ms', 'fail'],
    ['p99 > 3.5ms', 'pass'],
    ['p99 > 6ms', 'fail'],
    ['service p50 < 1ms', 'pass'],
    ['errors < 0.1%', 'pass'],
    ['throughput > 450/s', 'pass'],
    ['throughput >= 550/s', 'fail'],
    ['memory < 2MB', 'pass'],
    ['memory < 1MB', 'fail'],
    ['memory <= 1MB', 'pass'],
    ['p99(only) < 6ms', 'pass'],
    ['errors(only) < 0.1%', 'pass'],
    ['p99(nothing) < 6ms', 'inconclusive'],
  ] as const) {
    t.equal(judged(text, one).verdict, verdict, text);
  }
  t.equal(judged('p99 < 1ms', { trials: [] }).verdict, 'inconclusive', 'nothing measured');
});

t.test('processor time, where it is known', async (t) => {
  // One second of processor time for 30,000 answers.
  t.equal(judged('cpu/request < 80us', trial(60)).figure?.state, 'too-few');
  const bySecond = trial(60);
  const series = bySecond.series.map((point) => ({ ...point, targetCpuNs: 17 * NS_PER_MS }));
  const usage = { ...bySecond.usage, target: { ...bySecond.usage.target, cpuNs: 1.02e9 } };
  const told = { ...bySecond, series, usage };
  t.equal(judged('cpu/request < 36us', told).verdict, 'pass');
  t.equal(judged('cpu/request < 30us', told).verdict, 'fail');
  t.equal(judged('cpu/request < 36us', trial(60, { cpuNs: null })).figure, null);
});

t.test('errors by the interval: none of few proves little', async (t) => {
  const fails = (share: number): Partial<MadeTrial> => {
    const rng = seededRng(3);
    return { outcome: () => (rng() < share ? 'status' : 'ok') };
  };
  t.equal(judged('errors < 0.1%', trial(12, fails(0))).verdict, 'pass', 'none of 6,000');
  t.equal(judged('errors < 0.01%', trial(12, fails(0))).verdict, 'inconclusive');
  t.equal(judged('errors < 1%', trial(30, fails(0.01))).verdict, 'inconclusive');
  t.equal(judged('errors < 1%', trial(30, fails(0.02))).verdict, 'fail');
});

t.test('what is missing is about how much it takes', async (t) => {
  // Most runs that then go on for twice as long can tell afterwards.
  let told = 0;
  let asked = 0;
  for (let seed = 1; seed <= 14; seed++) {
    const before = judged('p99 < 4.9ms', trial(10, { seed }));
    const moreNs = before.moreNs ?? 0;
    if (moreNs === 0 || moreNs > 60 * NS_PER_S) continue;
    asked++;
    const seconds = Math.min(130, Math.ceil(10 + (2 * moreNs) / NS_PER_S));
    if (judged('p99 < 4.9ms', trial(seconds, { seed })).verdict === 'pass') told++;
  }
  t.ok(asked >= 4 && told / asked > 0.6, `${told} of ${asked}`);
  const few = judged('p99.9 < 100ms', trial(4));
  t.match(few, { verdict: 'inconclusive', figure: { state: 'too-few' } });
  t.ok((few.moreNs ?? 0) >= 6 * NS_PER_S, '5,000 requests are ten seconds');
  const never = trial(20, { outcome: () => 'timeout' });
  t.match(judged('p99 < 5ms', never), { verdict: 'inconclusive', moreNs: null });
});

t.test('every stretch on its own', async (t) => {
  const late = trial(64, { responseNs: (at) => (at < 50 * RATE ? 1 : 9) * NS_PER_MS });
  // One change of level is one swing: nobody knows how much of a longer run would be late.
  t.equal(judged('p50 < 5ms', late).verdict, 'inconclusive', 'the whole');
  t.match(judged('p50 < 5ms each 10s', late), {
    verdict: 'fail',
    stretch: { index: 6, of: 6 },
    figure: { value: 9 * NS_PER_MS },
  });
  t.match(judged('p50 < 10ms each 10s', late), { verdict: 'pass', stretch: { index: 6 } });
  const { figure } = judged('throughput > 400/s each 10s', late);
  t.ok(Math.abs((figure?.value ?? 0) - RATE) < 2, 'a rate of its own length');
  t.match(judged('p99.9 < 9.1ms each 10s', late), { verdict: 'inconclusive', moreNs: null });
});

t.test('against a baseline both intervals count', async (t) => {
  const baseline = [trial(60, { seed: 5 })];
  const same = { trials: [trial(60, { seed: 6 })], baseline };
  t.equal(judged('p99 < baseline + 20%', same).verdict, 'pass');
  t.equal(judged('p99 < baseline', same).verdict, 'inconclusive');
  t.equal(judged('p99 < baseline + 2ms', same).verdict, 'pass');
  t.equal(judged('throughput > baseline - 1%', same).verdict, 'pass');
  const rng = seededRng(7);
  const slower = trial(60, { responseNs: () => Math.round(-Math.log(rng()) * 1.3 * NS_PER_MS) });
  const beside = { trials: [slower], baseline };
  t.equal(judged('p99 < baseline + 5%', beside).verdict, 'fail');
  t.match(judged('p99 < baseline + 5%', { trials: [slower] }), {
    verdict: 'inconclusive',
    limit: null,
  });
});

t.test('a limit at the true figure is called broken or held about once in twenty', async (t) => {
  let decided = 0;
  for (let seed = 1; seed <= 80; seed++) {
    const { verdict } = judged('p90 < 2.302585ms', trial(10, { seed }));
    if (verdict !== 'inconclusive') decided++;
  }
  t.ok(decided <= 10, `${decided} of 80`);
});
