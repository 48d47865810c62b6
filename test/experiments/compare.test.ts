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
  repetitions: 2,
  seed: 1,
};

function played(experiment: Experiment, make: (plan: TrialPlan) => MadeTrial): TrialRecord[] {
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    done.push(madeTrial(plan, make(plan)));
  }
  return done;
}

/** Every response of a target takes the same time, which grows a little with each repetition. */
const taking =
  (timesNs: Readonly<Record<string, number>>, growth = 1.01) =>
  ({ target, repetition }: TrialPlan): MadeTrial => {
    const responseNs = Math.round((timesNs[target] ?? 0) * growth ** (repetition - 1));
    return { requests: 1000, responseNs: () => responseNs };
  };

const judged = (over: Partial<CompareOptions>, make: (plan: TrialPlan) => MadeTrial) => {
  const experiment = compare.ask({ ...options, ...over });
  return experiment.judge(played(experiment, make));
};

t.test('interleaves targets and server counts, the same seed for a block', async (t) => {
  const experiment = compare.ask({ ...options, servers: [1, 2] });
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
  t.equal(experiment.trialsMax, 8);
  t.ok(
    done.every(({ load }) => load === openLoad),
    'all meet the same load',
  );
});

t.test('an open load is ranked by what callers wait', async (t) => {
  const [first] = judged({}, taking({ express: 1.9 * NS_PER_MS, fastify: 1.21 * NS_PER_MS }));
  t.match(first, {
    rule: 'ranking',
    verdict: 'pass',
    claim: 'fastify has the lowest response p99: 1.22 ms; express 1.92 ms (1.57 ×).',
    advice: '',
  });
  t.strictSame(Object.keys(first?.evidence ?? {}), ['fastify', 'express'], 'the figures, in order');
});

t.test('a closed load is ranked by how much gets done', async (t) => {
  const [first] = judged({ load: closedLoad }, ({ target, repetition }) => ({
    requests: (target === 'express' ? 4000 : 6000) + repetition,
    responseNs: () => NS_PER_US,
  }));
  t.match(
    first?.claim,
    /^fastify has the highest throughput: 3,001\/s; express 2,001\/s \(0\.67 ×\)/,
  );
});

t.test('what differs less than its repetitions is not told apart', async (t) => {
  const near = { express: 1.22 * NS_PER_MS, fastify: 1.21 * NS_PER_MS, koa: 3 * NS_PER_MS };
  const targets = ['express', 'fastify', 'koa'];
  const [first] = judged({ targets }, taking(near, 1.05));
  t.match(
    first?.claim,
    /^fastify and express are not distinguishable from repetition spread by response p99: /,
  );
  t.match(first?.claim, /koa 3\.1\d ms \(2\.\d+ ×\)\.$/, 'the third is');
  t.match(first?.advice, /more often/);
  const [alone] = judged({ targets, repetitions: 1 }, taking(near, 1.05));
  t.match(alone?.claim, /^fastify has the lowest/, 'without repetitions nothing is said of spread');
});

t.test('an invalid trial is never ranked', async (t) => {
  const findings = judged({}, (plan) => ({
    ...taking({ express: 2 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    ...(plan.target === 'fastify' && plan.repetition === 1 ? { verdict: 'invalid' } : {}),
  }));
  t.match(findings[0]?.claim, /^fastify has the lowest response p99: 1\.01 ms; express/);
  t.match(findings.at(-1), { rule: 'trials-valid', verdict: 'invalid' });
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
  t.match(first, { verdict: 'inconclusive', claim: /^express cannot be ranked.*≥ 1\.01 ms\.$/ });
});

t.test('it can lose, by at least so much', async (t) => {
  const [first] = judged({}, (plan) => ({
    ...taking({ express: 3 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    ...(plan.target === 'express'
      ? { outcome: (index: number) => (index % 10 === 0 ? 'timeout' : 'ok') }
      : {}),
  }));
  t.match(first?.claim, /^fastify has the lowest.*express ≥ 3\.03 ms \(≥ 3\.00 ×\)\.$/);
});

t.test('processor time for each answer is compared where it is known', async (t) => {
  const costs: Record<string, number> = { express: 80_000_000, fastify: 40_000_000 };
  const findings = judged({}, (plan) => ({
    ...taking({ express: 2 * NS_PER_MS, fastify: NS_PER_MS })(plan),
    cpuNs: (costs[plan.target] ?? 0) + plan.repetition,
  }));
  const claim =
    /^fastify has the lowest processor time per right answer: 40[.\d]* µs; express 80[.\d]* µs /;
  t.match(findings[1], { rule: 'cpu-per-request', claim });
  const unknown = judged({}, (plan) => ({ ...taking({})(plan), cpuNs: null }));
  t.notOk(unknown.some(({ rule }) => rule === 'cpu-per-request'));
});

t.test('several numbers of servers are ranked apart', async (t) => {
  const findings = judged({ servers: [1, 2] }, (plan) =>
    taking({ express: (plan.servers === 1 ? 3 : 1) * NS_PER_MS, fastify: 2 * NS_PER_MS })(plan),
  );
  t.match(findings[0]?.claim, /^On 1 server, fastify has the lowest/);
  t.match(findings[1]?.claim, /^On 2 servers, express has the lowest/);
});

t.test('too few requests, or one target only, make no comparison', async (t) => {
  const [few] = judged({}, () => ({ requests: 4, responseNs: () => NS_PER_MS }));
  t.match(few, { verdict: 'inconclusive', claim: /^Too few requests/ });
  for (const targets of [[], ['express'], ['express', 'express']]) {
    t.throws(() => compare.ask({ ...options, targets }), HarnessError);
  }
  t.throws(() => compare.ask({ ...options, targets: ['a', 'b', 'a'] }), { message: /"a"/ });
});
