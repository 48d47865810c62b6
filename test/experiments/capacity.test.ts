/** The search on made trials, with everything that can come in its way. */
import t from 'tap';
import { type CapacityOptions, capacity } from '../../harness/experiments/capacity.ts';
import { rateOf } from '../../harness/experiments/capacity-trial.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { loadDurationNs } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import type { Finding } from '../../harness/model/verdict.ts';
import { madeTrial } from '../support/made-trial.ts';
import { someSettings } from '../support/some-plan.ts';
import '../support/plain-node.ts';

const options = (change: Partial<CapacityOptions> = {}): CapacityOptions => ({
  target: 'queue',
  servers: [1],
  scenario: 'text',
  objectives: [parseObjective('p99<50ms')],
  arrivals: 'poisson',
  trialNs: 12 * NS_PER_S,
  confirmationNs: 24 * NS_PER_S,
  trialsPerLoad: 5,
  width: 0.02,
  coolDownNs: 0,
  settings: { ...someSettings, connections: 64 },
  seed: 1,
  ...change,
});

interface Played {
  readonly done: readonly TrialRecord[];
  readonly plans: readonly TrialPlan[];
  readonly findings: readonly Finding[];
  readonly answer: Finding | undefined;
}

/** Plays a search to its end. */
function play(asked: CapacityOptions, measure: (plan: TrialPlan) => TrialRecord): Played {
  const experiment = capacity.ask(asked);
  const done: TrialRecord[] = [];
  const plans: TrialPlan[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    plans.push(plan);
    if (done.push(measure(plan)) > 400) throw new Error('the search does not end');
  }
  const findings = experiment.judge(done);
  return { done, plans, findings, answer: findings.find(({ rule }) => rule === 'capacity') };
}

const ratesOf = (finding: Finding | undefined): readonly [number, number, number] => {
  const { heldPerSecond, estimatePerSecond, brokenPerSecond } = finding?.evidence ?? {};
  return [Number(heldPerSecond), Number(estimatePerSecond), Number(brokenPerSecond)];
};

/** Answers in 1 ms up to its capacity and in 100 ms beyond it. */
const hardServer =
  (perServer: number, change: (plan: TrialPlan) => Partial<TrialRecord> = () => ({})) =>
  (plan: TrialPlan): TrialRecord => {
    const rate = rateOf(plan);
    const most = perServer * plan.servers;
    const seconds = loadDurationNs(plan.load) / NS_PER_S;
    const trial = madeTrial(plan, {
      requests: Math.round((plan.load.model === 'closed' ? most * 1.1 : rate) * seconds),
      responseNs: () => (rate > most ? 100 : 1) * NS_PER_MS,
    });
    return { ...trial, ...purposeOf(plan), ...change(plan) };
  };

const purposeOf = ({ purpose }: TrialPlan): Pick<TrialRecord, 'purpose'> =>
  purpose === undefined ? {} : { purpose };

t.test('probes, searches, and confirms both sides', async (t) => {
  const { answer, plans, findings } = play(options(), hardServer(130));
  const [held, , broken] = ratesOf(answer);
  t.ok(held <= 130 && 130 < broken && broken / held < 1.021, `${held} to ${broken}`);
  t.match(answer, {
    verdict: 'pass',
    claim:
      /^queue on 1 server holds p99 < 50ms up to .*: confirmed at 1\d\d\/s, broken at 1\d\d\/s by /,
    evidence: { servers: 1, state: 'found', brokenBy: 'p99 < 50ms' },
  });
  t.match(findings.at(-1), { rule: 'trust', verdict: 'pass', claim: / valid trials\.$/ });
  const [first] = plans;
  t.match(first, { purpose: 'probe', load: { model: 'closed', clients: 64 } });
  const lengths = plans.map(({ purpose, load }) => [purpose, loadDurationNs(load) / NS_PER_S]);
  t.ok(
    lengths.every(([purpose, s]) => s === (purpose === 'confirmation' ? 24 : 12)),
    'lengths',
  );
  t.strictSame(
    lengths.slice(-2).map(([purpose]) => purpose),
    ['confirmation', 'confirmation'],
  );
  t.equal(new Set(plans.map(({ seed }) => seed)).size, plans.length, 'arrivals of its own each');
  t.equal(first?.settings.latencyLimitNs, 50 * NS_PER_MS);
});

t.test('a confirmation is ten times as long as a trial of the search, unless told', async (t) => {
  const { confirmationNs: _, ...asked } = options({ minPerSecond: 50, maxPerSecond: 400 });
  const { plans } = play(asked, hardServer(130));
  const long = plans.filter(({ purpose }) => purpose === 'confirmation');
  t.ok(long.length > 0 && long.every(({ load }) => loadDurationNs(load) === 120 * NS_PER_S));
});

t.test('a range that is given needs no probe', async (t) => {
  const asked = options({ minPerSecond: 50, maxPerSecond: 400 });
  const { answer, plans } = play(asked, hardServer(130));
  t.ok(plans.every(({ purpose }) => purpose !== 'probe'));
  t.match(answer, { evidence: { state: 'found' } });
});

t.test('a percentile that needs more requests gets longer trials', async (t) => {
  const asked = options({ objectives: [parseObjective('p99.9<50ms')] });
  const { plans } = play(asked, hardServer(130));
  const search = plans.filter(({ purpose }) => purpose === 'search');
  t.ok(search.every((plan) => rateOf(plan) * (loadDurationNs(plan.load) / NS_PER_S) >= 5000));
});

t.test('trials that are not valid are measured again, and not counted', async (t) => {
  let count = 0;
  const every = (n: number) => (): Partial<TrialRecord> =>
    ++count % n === 0 ? { verdict: 'invalid' } : {};
  const { answer, findings, done } = play(options(), hardServer(130, every(4)));
  t.match(answer, { verdict: 'pass', evidence: { state: 'found' } });
  const invalid = done.filter(({ verdict }) => verdict === 'invalid').length;
  t.match(findings.at(-1), {
    verdict: 'pass',
    claim: `; ${invalid} more were not valid, and do not count.`,
  });
});

t.test('where no trial is valid, it stops and says so', async (t) => {
  const never = play(
    options(),
    hardServer(130, () => ({ verdict: 'invalid' })),
  );
  t.equal(never.done.length, 3, 'probes');
  t.match(never.answer, { verdict: 'invalid', evidence: { state: 'unmeasurable' } });
  t.match(never.findings.at(-1), { rule: 'trust', verdict: 'invalid' });
  const fast = (plan: TrialPlan): Partial<TrialRecord> =>
    rateOf(plan) > 110 ? { verdict: 'invalid' } : {};
  const upTo = play(options(), hardServer(130, fast));
  t.match(upTo.answer, {
    verdict: 'inconclusive',
    claim: / at \d+\/s, and no rate was shown to break it; at 1\d\d\/s no trial was valid/,
    evidence: { state: 'open-ended' },
  });
});

t.test('no rate holds: a failure that names what broke', async (t) => {
  const { answer } = play(options({ minPerSecond: 50, maxPerSecond: 400 }), hardServer(30));
  t.match(answer, {
    verdict: 'fail',
    claim: /^queue on 1 server does not hold p99 < 50ms even at 50\/s: broken by p99 < 50ms/,
    evidence: { state: 'none', brokenBy: 'p99 < 50ms' },
  });
});

t.test('a target that never answers rightly', async (t) => {
  const { answer, done } = play(options(), (plan) => ({
    ...madeTrial(plan, { requests: 100, responseNs: () => 1, outcome: () => 'status' }),
    ...purposeOf(plan),
  }));
  t.equal(done.length, 1);
  t.match(answer, { verdict: 'fail', claim: 'queue on 1 server gave no right answer at all.' });
});

t.test('nothing is broken up to the highest rate', async (t) => {
  const asked = options({ minPerSecond: 20, maxPerSecond: 60 });
  const { answer } = play(asked, hardServer(130));
  t.match(answer, {
    verdict: 'inconclusive',
    claim: /^queue on 1 server holds p99 < 50ms at 60\/s, and no rate was shown to break it\.$/,
    advice: 'Search further with --max-rate, or measure longer.',
  });
});

t.test('falling behind breaks a rate, whatever the percentiles say', async (t) => {
  const { answer } = play(
    options({ objectives: [parseObjective('errors<50%')] }),
    hardServer(130, (plan) => (rateOf(plan) > 130 ? behind(plan) : {})),
  );
  t.match(answer, { verdict: 'pass', claim: /by falling behind \(\d+\/s answered\)\.$/ });
  const [held, , broken] = ratesOf(answer);
  t.ok(held <= 130 && broken > 130);
});

/** Answers to all, but for one in ten only after the window. */
function behind(plan: TrialPlan): Partial<TrialRecord> {
  const lengthNs = loadDurationNs(plan.load);
  const requests = Math.round((rateOf(plan) * lengthNs) / NS_PER_S);
  const responseNs = (at: number): number => (at % 10 === 0 ? lengthNs : 1);
  return { ...madeTrial(plan, { requests, responseNs }), ...purposeOf(plan) };
}

t.test('several numbers of servers, and a plan', async (t) => {
  const asked = options({ servers: [4, 1, 2], forPerSecond: 350 });
  const { findings, plans } = play(asked, hardServer(130));
  t.strictSame([...new Set(plans.map(({ servers }) => servers))], [1, 2, 4], 'fewest first');
  t.ok(plans.every(({ servers, settings }) => settings.connections === 64 * servers));
  t.match(findings[0], {
    rule: 'plan',
    verdict: 'pass',
    claim: /^350\/s takes 4 servers of queue, which hold 5\d\d\/s, 4\d(\.\d)? % more\.$/,
  });
  t.equal(findings.filter(({ rule }) => rule === 'capacity').length, 3);
  const small = play({ ...asked, forPerSecond: 120 }, hardServer(130));
  t.match(small.findings[0]?.claim, /takes 1 server of queue.*; with 4, 3 servers may fail\.$/);
  const much = play({ ...asked, forPerSecond: 5000 }, hardServer(130));
  t.match(much.findings[0], { rule: 'plan', verdict: 'fail', claim: /is more than 4 servers/ });
});

t.test(
  'a target that stays is left alone between trials, longer where something hung',
  async (t) => {
    let first = true;
    const hangs = (): Partial<TrialRecord> => {
      if (!first) return {};
      first = false;
      const { counts } = hardServer(130)(plan);
      return { counts: { ...counts, unfinished: 1 } };
    };
    const [plan] = play(options(), hardServer(130)).plans as [TrialPlan];
    const { plans } = play(options({ coolDownNs: NS_PER_S }), hardServer(130, hangs));
    t.strictSame(
      plans.slice(0, 3).map(({ pauseNs }) => pauseNs),
      [undefined, NS_PER_S + someSettings.timeoutNs, NS_PER_S],
    );
  },
);

t.test('what makes no search is refused', async (t) => {
  const cases: readonly (readonly [Partial<CapacityOptions>, RegExp])[] = [
    [{ objectives: [] }, /no meaning without something that must hold/],
    [{ objectives: [parseObjective('throughput>5/s')] }, /the rate is what is searched for/],
    [{ objectives: [parseObjective('p99>5ms')] }, /breaks at low rates/],
    [{ objectives: [parseObjective('p99<baseline')] }, /a limit must be a value here/],
    [{ objectives: [parseObjective('p99<5ms each 10s')] }, /trials are judged as a whole/],
    [{ servers: [] }, /no search on no servers/],
    [{ servers: [1, 1] }, /no search on 1, 1 servers/],
    [{ minPerSecond: 9, maxPerSecond: 9 }, /Between 9\/s and 9\/s there is nothing/],
    [{ trialNs: 0 }, /Nothing fits/],
    [{ confirmationNs: 0 }, /Nothing fits/],
    [{ width: 1 }, /A width of 100 % is no accuracy/],
  ];
  for (const [change, message] of cases) {
    t.throws(() => capacity.ask(options(change)), { exit: 'usage', message });
  }
});
