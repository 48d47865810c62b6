import t from 'tap';
import { type CompareOptions, compare } from '../../harness/experiments/compare.ts';
import type { Experiment } from '../../harness/model/experiment.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_US } from '../../harness/model/units.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { closedLoad, openLoad, someSettings } from '../support/some-plan.ts';

const options: CompareOptions = {
  targets: ['express', 'fastify'],
  servers: [1],
  scenario: 'json',
  load: openLoad,
  settings: someSettings,
  repetitions: 4,
  seed: 1,
};

function played(experiment: Experiment, make: (plan: TrialPlan) => MadeTrial): TrialRecord[] {
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    done.push(madeTrial(plan, make(plan)));
  }
  return done;
}

/** What each block adds to the first target's times; the others' blocks are alike. */
const wobble = [1.01, 0.99, 1.004, 0.996];

/** Every response of a target takes the same time; the whole block is faster or slower at times. */
const taking =
  (timesNs: Readonly<Record<string, number>>, scatter = 1) =>
  ({ target, repetition }: TrialPlan): MadeTrial => {
    const block = 1 + 0.2 * (repetition % 3);
    const own = target === 'express' ? (wobble[repetition % 4] ?? 1) ** scatter : 1;
    const responseNs = Math.round((timesNs[target] ?? 0) * block * own);
    return { requests: 1000, responseNs: () => responseNs };
  };

const judged = (over: Partial<CompareOptions>, make: (plan: TrialPlan) => MadeTrial) => {
  const experiment = compare.ask({ ...options, ...over });
  return experiment.judge(played(experiment, make));
};

t.test('interleaves targets and server counts, the same seed for a block', async (t) => {
  const experiment = compare.ask({ ...options, servers: [1, 2], repetitions: 2 });
  const done = played(experiment, () => ({ requests: 1, responseNs: () => 1 }));
  t.strictSame(
    done.map(({ target, servers, seed }) => `${target} ${servers} ${seed}`),
    ['express 1 1', 'fastify 1 1', 'express 2 1', 'fastify 2 1'].concat([
      'fastify 2 2',
      'express 2 2',
      'fastify 1 2',
      'express 1 2',
    ]),
  );
  t.equal(experiment.trialsForeseen([]), 8);
  t.ok(
    done.every(({ load }) => load === openLoad),
    'all meet the same load',
  );
});

t.test('an open load is decided by what callers wait, whatever whole blocks do', async (t) => {
  const [first] = judged({}, taking({ express: 1.9 * NS_PER_MS, fastify: 1.21 * NS_PER_MS }));
  t.match(first, {
    rule: 'ranking',
    verdict: 'pass',
    claim: 'fastify has the lowest response p99: 1.69 ms; express 2.67 ms (1.57 × [1.55, 1.59]).',
    evidence: { blocks: 4, margin: 0.05, chanceOfError: 0.05 },
    advice: '',
  });
  t.strictSame(Object.keys(first?.evidence ?? {}).slice(0, 2), ['fastify', 'express'], 'in order');
});

t.test(
  'a closed load is decided by how much gets done, unless another metric is named',
  async (t) => {
    const make = ({ target, repetition }: TrialPlan): MadeTrial => ({
      requests: (target === 'express' ? 4000 : 6000) + repetition,
      responseNs: () => (target === 'express' ? 1 : 2) * NS_PER_US,
    });
    const [first] = judged({ load: closedLoad }, make);
    const highest = /^fastify has the highest throughput: 3,001\/s; express 2,001\/s \(0\.667 ×/;
    t.match(first?.claim, highest);
    const [named, ...others] = judged({ load: closedLoad, metric: 'median' }, make);
    t.match(named?.claim, /^express has the lowest response p50: 1 µs; fastify 2 µs \(2\.00/);
    t.strictSame(
      others.slice(0, 4).map(({ rule }) => rule),
      ['response-p99', 'throughput', 'cpu-per-request', 'memory'],
    );
    t.ok(others.slice(0, 4).every(({ verdict }) => verdict === 'pass'));
    t.match(
      others[1]?.claim,
      /^By throughput, beside express: fastify 1\.50\d × \[.*\], better\.$/,
    );
  },
);

t.test('a difference within the margin is called alike, and does not matter', async (t) => {
  const near = { express: 1.22 * NS_PER_MS, fastify: 1.21 * NS_PER_MS, koa: 3 * NS_PER_MS };
  const targets = ['express', 'fastify', 'koa'];
  const [first] = judged({ targets }, taking(near));
  t.match(first?.claim, /^fastify and express are alike within 5 % by response p99: fastify 1/);
  t.match(first?.claim, /; koa 4\.2 ms \(2\.479 × \[2\.475, 2\.484\]\)\.$/, 'the third is behind');
  t.equal(first?.verdict, 'pass');
  const [narrow] = judged({ targets, margin: 0.001 }, taking(near));
  t.match(narrow?.claim, /are not told apart/, 'a margin of 0.1 % is asking more');
});

t.test('what scatters too much is not told apart, and it says how long it takes', async (t) => {
  const near = { express: 1.22 * NS_PER_MS, fastify: 1.21 * NS_PER_MS };
  const [first] = judged({}, taking(near, 8));
  t.match(first, {
    verdict: 'inconclusive',
    claim: /^fastify and express are not told apart by response p99: /,
    advice: /^Measure about \d+ blocks: --repetitions \d+, or --until decided\.$/,
  });
});

t.test('one or two blocks decide nothing, however large the difference', async (t) => {
  for (const repetitions of [1, 2]) {
    const [first] = judged({ repetitions }, taking({ express: NS_PER_MS, fastify: 9 * NS_PER_MS }));
    t.match(first, {
      verdict: 'inconclusive',
      claim: new RegExp(`^Undecided: ${repetitions} blocks? measured, and to know .* takes 3\\.`),
      advice: 'Measure about 3 blocks: --repetitions 3, or --until decided.',
    });
    t.match(first?.claim, /By response p99, express had 1.* fastify 1?\d.* ms \(\d\.\d\d ×\)\.$/);
  }
});

t.test('it stops as soon as it is decided, and claims no more for it', async (t) => {
  const until = { blocksMax: 20, repetitions: 1 };
  const far = taking({ express: 3 * NS_PER_MS, fastify: NS_PER_MS });
  const experiment = compare.ask({ ...options, ...until });
  t.equal(experiment.trialsForeseen([]), 40);
  const done = played(experiment, far);
  t.equal(done.length, 2 * 3, 'at the first look');
  const [quick] = experiment.judge(done);
  t.match(quick, { verdict: 'pass', evidence: { blocks: 3, chanceOfError: 0.05 * (3 / 20) ** 2 } });
  const near = compare.ask({ ...options, ...until, margin: 0.0001 });
  const all = played(near, taking({ express: NS_PER_MS, fastify: NS_PER_MS }, 8));
  t.equal(all.length, 40, 'or at the last');
  t.match(near.judge(all)[0], { verdict: 'inconclusive' });
  t.throws(() => compare.ask({ ...options, blocksMax: 2 }), { message: /within 2 blocks/ });
});

t.test('a block of which one half is invalid counts for nothing', async (t) => {
  const make = (plan: TrialPlan): MadeTrial => ({
    ...taking({ express: 2 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    ...(plan.target === 'fastify' && plan.repetition === 1 ? { verdict: 'invalid' } : {}),
  });
  const findings = judged({}, make);
  t.match(findings[0], { claim: /^fastify has the lowest response p99/, evidence: { blocks: 3 } });
  t.match(
    findings.find(({ rule }) => rule === 'trials-valid'),
    { verdict: 'invalid' },
  );
  const [none] = judged({}, (plan) => ({
    ...taking({ express: 2 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    ...(plan.target === 'fastify' ? { verdict: 'invalid' } : {}),
  }));
  t.match(none, {
    verdict: 'inconclusive',
    claim: /^Of the targets only express was measured validly/,
  });
});

t.test('a target whose failures hide its percentile cannot win', async (t) => {
  const [first] = judged({}, (plan) => ({
    ...taking({ express: NS_PER_MS, fastify: 2 * NS_PER_MS })(plan),
    ...(plan.target === 'express'
      ? { outcome: (index: number) => (index % 10 === 0 ? 'status' : 'ok') }
      : {}),
  }));
  t.match(first, {
    verdict: 'inconclusive',
    claim: /^express and fastify are not told apart.*express ≥ 1\.41 ms.*\(≤ 2\.00 ×\)\.$/,
    advice: /see why requests got no right answer/,
  });
});

t.test('it can lose, by at least so much', async (t) => {
  const [first] = judged({}, (plan) => ({
    ...taking({ express: 3 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    ...(plan.target === 'express'
      ? { outcome: (index: number) => (index % 10 === 0 ? 'timeout' : 'ok') }
      : {}),
  }));
  t.match(first?.claim, /^fastify has the lowest.*express ≥ 4\.2\d ms \(≥ 3\.00 ×\)\.$/);
});

t.test('processor time for each answer is compared where it is known', async (t) => {
  const costs: Record<string, number> = { express: 80_000_000, fastify: 40_000_000 };
  const findings = judged({}, (plan) => ({
    ...taking({ express: 2 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    cpuNs: (costs[plan.target] ?? 0) + plan.repetition,
  }));
  const cost = findings.find(({ rule }) => rule === 'cpu-per-request');
  t.match(cost?.claim, /beside express: fastify 0\.500 × \[0\.499, 0\.500\], better\.$/);
  const unknown = judged({}, (plan) => ({ ...taking({})(plan), cpuNs: null }));
  t.notOk(unknown.some(({ rule }) => rule === 'cpu-per-request'));
});

t.test(
  'several numbers of servers are compared apart, and share the chance of error',
  async (t) => {
    const findings = judged({ servers: [1, 2] }, (plan) =>
      taking({ express: (plan.servers === 1 ? 3 : 1) * NS_PER_MS, fastify: 2 * NS_PER_MS })(plan),
    );
    t.match(findings[0]?.claim, /^On 1 server, fastify has the lowest/);
    t.match(findings[1]?.claim, /^On 2 servers, express has the lowest/);
  },
);

t.test('the first target beside itself is the noise floor', async (t) => {
  const experiment = compare.ask({ ...options, noiseFloor: true });
  const times = taking({ express: 2 * NS_PER_MS, fastify: NS_PER_MS });
  const steady = experiment.judge(played(experiment, times));
  t.equal(experiment.trialsForeseen([]), 12);
  t.match(
    steady.find(({ rule }) => rule === 'noise-floor'),
    { verdict: 'pass', claim: /^express beside itself has a ratio of 1\.0.*below 0\.\d+ % may be/ },
  );
  t.match(steady[0]?.claim, /^fastify has the lowest/, 'twins have no part in the answer');
  const biased = experiment.judge(
    played(experiment, (plan) => times({ ...plan, target: plan.twin ? 'fastify' : plan.target })),
  );
  t.match(
    biased.find(({ rule }) => rule === 'noise-floor'),
    { verdict: 'inconclusive', claim: /is told apart by response p99, 0\.\d+ × \[/ },
  );
});

t.test('too few requests, or one target only, make no comparison', async (t) => {
  const [few] = judged({}, () => ({ requests: 4, responseNs: () => NS_PER_MS }));
  t.match(few, { verdict: 'inconclusive', claim: /^Too few requests/ });
  for (const targets of [[], ['express'], ['express', 'express']]) {
    t.throws(() => compare.ask({ ...options, targets }), HarnessError);
  }
  t.throws(() => compare.ask({ ...options, targets: ['a', 'b', 'a'] }), { message: /"a"/ });
  t.throws(() => compare.ask({ ...options, margin: 0 }), { message: /margin of 0 %/ });
});
