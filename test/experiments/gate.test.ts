import t from 'tap';
import { type GateOptions, gate } from '../../harness/experiments/gate.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import type { Experiment } from '../../harness/model/experiment.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { worstVerdict } from '../../harness/model/verdict.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { studentQuantile } from '../../harness/stats/student-t.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { openLoad, someSettings } from '../support/some-plan.ts';

const options: GateOptions = {
  head: 'head',
  base: 'base',
  servers: 1,
  scenario: 'json',
  load: openLoad,
  settings: someSettings,
  repetitions: 6,
  seed: 1,
};

/** Long enough for an interval within one trial. */
const longPhase = { kind: 'poisson', ratePerSecond: 1000, durationNs: 20 * NS_PER_S } as const;
const longLoad: Load = { model: 'open', phases: [longPhase] };

type Make = (plan: TrialPlan) => MadeTrial;

function played(
  experiment: Experiment,
  make: Make,
  isSpoilt: (plan: TrialPlan) => boolean = () => false,
): TrialRecord[] {
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    const trial = madeTrial(plan, make(plan));
    done.push(isSpoilt(plan) ? { ...trial, verdict: 'invalid' } : trial);
  }
  return done;
}

/** Every trial scatters by 2 % either way, whole blocks by more; the head is slower by a share. */
const slower =
  (share: number): Make =>
  ({ target, repetition, seed }) => {
    const rng = seededRng(1000 * seed + repetition, target === 'head' ? 1 : 2);
    const own = (target === 'head' ? 1 + share : 1) * (0.98 + 0.04 * rng());
    const responseNs = Math.round(2 * NS_PER_MS * own * (1 + 0.2 * (repetition % 3)));
    return { requests: 1000, responseNs: () => responseNs };
  };

/** Blocks in which the head differs from the base by these shares, over and over. */
const inTurns =
  (...shares: readonly number[]): Make =>
  ({ target, repetition }) => {
    const share = target === 'head' ? (shares[(repetition - 1) % shares.length] ?? 0) : 0;
    const responseNs = Math.round(2 * NS_PER_MS * (1 + share));
    return { requests: 1000, responseNs: () => responseNs };
  };

const judged = (over: Partial<GateOptions>, make: Make, change = (all: TrialRecord[]) => all) => {
  const experiment = gate.ask({ ...options, ...over });
  return experiment.judge(change(played(experiment, make)));
};

t.test('a slower head may not go on, an equal one may', async (t) => {
  const slow = judged({}, slower(0.2));
  t.match(slow[0], { rule: 'gate', verdict: 'fail', claim: /^head may not go on: response p/ });
  t.equal(worstVerdict(slow), 'fail');
  const equal = judged({}, slower(0));
  t.match(equal[0], { verdict: 'pass', claim: /^head may go on: response-p/ });
  t.equal(worstVerdict(equal), 'pass');
  t.match(judged({}, slower(-0.3))[0], { verdict: 'pass' });
  t.match(judged({ margin: 0.5 }, slower(0.2))[0], { verdict: 'pass' }, 'tolerated');
});

t.test('too few blocks tell nothing, and say how many would', async (t) => {
  const [answer] = judged({ repetitions: 2 }, slower(0.2));
  t.match(answer, { verdict: 'inconclusive', advice: 'About 1 more block would tell.' });
});

t.test('stops as soon as every metric can be told', async (t) => {
  const experiment = gate.ask({ ...options, blocksMax: 20 });
  const done = played(experiment, slower(0.4));
  t.ok(done.length < 20, `${done.length} trials`);
  t.equal(experiment.judge(done)[0]?.verdict, 'fail');
});

t.test('a block that lost a trial is measured once more', async (t) => {
  const experiment = gate.ask(options);
  const once = played(experiment, slower(0.2), ({ target, repetition }) => {
    return repetition === 2 && target === 'head';
  });
  t.equal(once.length, 14, 'six whole blocks, and the one that is not');
  t.equal(experiment.trialsForeseen([]), 12);
  t.equal(experiment.trialsForeseen(once.slice(0, 5)), 14, 'known as soon as it happens');
  const [answer] = experiment.judge(once);
  t.match(answer, { verdict: 'fail' });
  t.match(experiment.judge(once).at(-1)?.claim, /rests on 6 valid blocks; 1 of 14 trials/);
  const never = played(experiment, slower(0.2), ({ target }) => target === 'base');
  t.equal(never.length, 8, 'until it is clear that it does not help');
  t.match(experiment.judge(never)[0], { verdict: 'invalid' });
  const odd = played(experiment, slower(0.2), ({ repetition }) => repetition % 2 === 0);
  t.equal(odd.length, 16, 'half as many more at most');
  t.match(experiment.judge(odd).at(-1)?.claim, /rests on 4 valid blocks; 8 of 16 trials/);
});

t.test('the spares are those of the next look', async (t) => {
  const open = gate.ask({ ...options, blocksFrom: 8, blocksMax: 18 });
  const isOdd = ({ repetition }: TrialPlan): boolean => repetition % 2 === 1;
  const done = played(open, inTurns(0.4, 0.4, -0.4, -0.4), isOdd);
  t.equal(done.length, 18, 'five of nine lost, where eight whole ones were to come');
  t.equal(open.trialsForeseen(done.slice(0, 6)), 20, 'two lost by then');
});

t.test('goes on after the usual blocks only where that promises to tell', async (t) => {
  const open = { ...options, blocksFrom: 8, blocksMax: 18 };
  const blocksOf = (make: Make): number => played(gate.ask(open), make).length / 2;
  t.equal(blocksOf(inTurns(0.2, 0.22)), 8, 'clearly worse');
  t.equal(blocksOf(inTurns(0.01, -0.01)), 8, 'clearly alike');
  const worse = gate.ask(open);
  const done = played(worse, inTurns(0.05, 0.35));
  t.ok(done.length > 16 && done.length <= 36, `worse, and scattered: ${done.length / 2} blocks`);
  t.equal(worse.judge(done)[0]?.verdict, 'fail');
  t.equal(worse.judge(done.slice(0, 16))[0]?.verdict, 'inconclusive', 'not told before');
  const alike = played(worse, inTurns(0.06, -0.06));
  t.ok(alike.length > 16, `nearly alike: ${alike.length / 2} blocks`);
  t.equal(worse.judge(alike)[0]?.verdict, 'pass');
  t.equal(blocksOf(inTurns(0.4, -0.4)), 8, 'hopeless');
  t.equal(blocksOf(inTurns(0.049, 0.051)), 8, 'at the margin itself');
});

t.test('goes on for one metric that may fail, though another cannot be told', async (t) => {
  const open = gate.ask({ ...options, blocksFrom: 8, blocksMax: 18 });
  const hopeless = inTurns(0.4, -0.4);
  const cpuOf = ({ target, repetition }: TrialPlan): number =>
    NS_PER_S * (target === 'base' ? 1 : repetition % 2 === 0 ? 1.05 : 1.35);
  const done = played(open, (plan) => ({ ...hopeless(plan), cpuNs: cpuOf(plan) }));
  t.ok(done.length > 16, `${done.length / 2} blocks`);
  t.match(open.judge(done)[0], { verdict: 'fail', claim: /CPU per request/ });
  const wave = (index: number): number => NS_PER_MS * (2 + (index % 100) / 100);
  const alike: Make = (plan) => ({ requests: 20_000, responseNs: wave, cpuNs: cpuOf(plan) });
  const blocksWith = (objective: string): number => {
    const objectives = [parseObjective(objective)];
    const asked = { ...options, load: longLoad, blocksFrom: 8, blocksMax: 18, objectives };
    return played(gate.ask(asked), alike).length / 2;
  };
  t.ok(blocksWith('p50<5ms') > 8);
  t.equal(blocksWith('p50<1ms'), 8, 'unless an objective has failed already');
});

t.test('an early look spends less, so its intervals are wider', async (t) => {
  const reach = (over: Partial<GateOptions>): number => {
    const experiment = gate.ask({ ...options, repetitions: 8, ...over });
    const done = played(experiment, inTurns(0.05, 0.35)).slice(0, 16);
    const found = experiment.judge(done).find(({ rule }) => rule === 'regression');
    return Math.log(Number(found?.evidence['high']) / Number(found?.evidence['low']));
  };
  const share = (error: number): number => studentQuantile({ p: 1 - error / 2, df: 7 });
  const metrics = 3;
  const wider = share((0.05 * (8 / 18) ** 2) / metrics) / share(0.05 / metrics);
  const seen = reach({ blocksFrom: 8, blocksMax: 18 }) / reach({});
  t.ok(Math.abs(seen / wider - 1) < 0.001, `${seen} times as wide, ${wider} by Student's t`);
});

t.test('objectives are of the head alone, and may be all there is', async (t) => {
  const { base: _, ...alone } = { ...options, load: longLoad };
  const ask = (text: string): Experiment =>
    gate.ask({ ...alone, objectives: [parseObjective(text)], repetitions: 1 });
  const within = ask('p50<5ms');
  const wave = (index: number): number => NS_PER_MS * (2 + (index % 100) / 100);
  const done = played(within, () => ({ requests: 20_000, responseNs: wave }));
  t.equal(done.length, 1);
  t.match(within.judge(done)[0], { verdict: 'pass', claim: 'head may go on: p50 < 5ms holds.' });
  t.match(ask('p50<1ms').judge(done)[0], { verdict: 'fail' });
  t.match(ask('p99.99<5ms').judge(done)[0], { verdict: 'inconclusive' });
});

t.test('stored trials stand in for a base', async (t) => {
  const { base: _, ...alone } = options;
  const baseline = played(gate.ask(options), slower(0)).filter(({ target }) => target === 'base');
  const ask = (share: number) => {
    const experiment = gate.ask({ ...alone, baseline, margin: 0.4 });
    return experiment.judge(played(experiment, slower(share)));
  };
  t.match(ask(1.5)[0], { verdict: 'fail', claim: /that of the baseline/ });
  t.match(ask(0)[0], { verdict: 'pass' });
});

t.test('trials that are not valid are left out, until too few are left', async (t) => {
  const spoil =
    (count: number) =>
    (all: TrialRecord[]): TrialRecord[] =>
      all.map((trial, at) => (at < count ? { ...trial, verdict: 'invalid' as const } : trial));
  const some = judged({}, slower(0.2), spoil(2));
  t.match(some[0], { verdict: 'fail' });
  t.match(some.at(-1), { rule: 'trust', verdict: 'pass', claim: /2 of 12 trials were not valid/ });
  const most = judged({}, slower(0.2), spoil(8));
  t.match(most[0], { verdict: 'invalid', claim: /^Nothing can be said of head: Only 2 valid/ });
});

t.test('something beside itself hardly ever fails', async (t) => {
  const lengths = [
    [200, { repetitions: 4 }],
    [60, { blocksFrom: 4, blocksMax: 9 }],
  ] as const;
  for (const [gates, length] of lengths) {
    let fails = 0;
    for (let seed = 1; seed <= gates; seed++) {
      const [answer] = judged({ ...length, seed: 100 * seed, margin: 0.01 }, slower(0));
      if (answer?.verdict === 'fail') fails++;
    }
    t.ok(fails < 0.025 * gates, `${fails} of ${gates}, where 2.5 % would be ${0.025 * gates}`);
  }
});

t.test('a gate with nothing to judge by is a mistake', async (t) => {
  const { base: _, ...alone } = options;
  const usage = (asked: GateOptions): HarnessError => {
    try {
      gate.ask(asked);
    } catch (error) {
      if (error instanceof HarnessError) return error;
    }
    throw new Error('nothing was thrown');
  };
  t.match(usage(alone).message, 'nothing to judge by');
  t.match(usage({ ...options, base: 'head' }).message, 'compared with itself');
  t.match(usage({ ...options, margin: 0 }).message, 'margin');
  t.match(usage({ ...options, blocksMax: 2 }).message, '2 blocks');
  t.match(usage({ ...options, blocksMax: 9, blocksFrom: 2 }).message, '2 of 9 blocks');
  t.match(usage({ ...options, blocksMax: 9, blocksFrom: 10 }).message, '10 of 9 blocks');
  const objectives = [parseObjective('p50<5ms')];
  t.match(usage({ ...alone, objectives, blocksMax: 9 }).message, 'Without a base');
});
