import t from 'tap';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { run } from '../../harness/experiments/run.ts';
import type { Experiment } from '../../harness/model/experiment.ts';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { closedLoad, openLoad, someSettings } from '../support/some-plan.ts';

const ask = (load: Load, repetitions = 1): Experiment =>
  run.ask({
    target: 'fastify',
    servers: 1,
    scenario: 'json',
    load,
    settings: someSettings,
    repetitions,
    seed: 5,
  });

/** Plays the experiment to its end. */
function played(experiment: Experiment, make: (repetition: number) => MadeTrial): TrialRecord[] {
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    done.push(madeTrial(plan, make(plan.repetition)));
  }
  return done;
}

/** Long enough for intervals: a second is the shortest stretch of these records. */
const longLoad: Load = {
  model: 'open',
  phases: [{ kind: 'poisson', ...{ ratePerSecond: 1000 }, durationNs: 20 * NS_PER_S }],
};

/** One of a hundred takes 10 ms, the others 1 ms. */
const oneSlow = (index: number): number => (index % 100 === 99 ? 10 : 1) * NS_PER_MS;

t.test('plans the repetitions, each with a seed of its own', async (t) => {
  const done = played(ask(openLoad, 3), () => ({ requests: 10, responseNs: oneSlow }));
  t.match(done, [
    { repetition: 1, seed: 5, target: 'fastify', servers: 1, scenario: 'json' },
    { repetition: 2, seed: 6 },
    { repetition: 3, seed: 7 },
  ]);
});

t.test(
  'an open load: what was answered of what was offered, and how well it is known',
  async (t) => {
    const experiment = ask(longLoad);
    const done = played(experiment, () => ({ requests: 20_000, responseNs: oneSlow }));
    const [answer, ...more] = experiment.judge(done);
    t.match(answer, {
      rule: 'answer',
      verdict: 'pass',
      claim:
        'fastify on 1 server answered 1,000/s [1,000–1,000/s] of 1,000/s offered, response p50 ' +
        '1 ms [1–1 ms] and p99 1 ms [1–10 ms]. In brackets: 95 % intervals, of this run alone.',
      evidence: {
        errorShare: 0,
        errorShareLow: 0,
        repetitions: 1,
        offeredPerSecond: 1000,
        responseNsP99High: 10 * NS_PER_MS,
      },
    });
    t.strictSame(more, []);
  },
);

t.test('a run too short for intervals says so', async (t) => {
  const experiment = ask(openLoad);
  const done = played(experiment, () => ({ requests: 4000, responseNs: oneSlow }));
  t.match(
    experiment.judge(done)[0]?.claim,
    /p99 1 ms\. Too short to tell how well this is known: that takes about 10 s\.$/,
  );
});

t.test('over several runs the run is the unit', async (t) => {
  const said = (repetitions: number): string | undefined => {
    const experiment = ask(longLoad, repetitions);
    const done = played(experiment, (repetition) => ({
      requests: 20_000,
      responseNs: (index) => oneSlow(index) * (1 + repetition / 10),
    }));
    return experiment.judge(done)[0]?.claim;
  };
  // 1.1 and 1.2 ms: half of ln 1.2/1.1, which is 0.0435, times t of 12.706: a factor of 1.738.
  t.match(said(2), /p50 1\.2 ms \[693 µs–2\.08 ms\].* over 2 runs, which a third would narrow/);
  // The logarithms of 1.1, 1.2 and 1.3 scatter by 0.0836, over √3, times 4.303: 1.231.
  t.match(said(3), /p50 1\.2 ms \[976 µs–1\.48 ms\].*In brackets: 95 % intervals over 3 runs\.$/);
});

t.test('where a burst leaves p99 unknown, a lower tail is quoted and what p99 takes', async (t) => {
  const experiment = ask(longLoad);
  // All of the slow ones fall into two neighbouring seconds.
  const done = played(experiment, () => ({
    requests: 20_000,
    responseNs: (index) => (index > 9000 && index < 9400 ? 100 : 1) * NS_PER_MS,
  }));
  const [answer] = experiment.judge(done);
  t.match(answer?.claim, /and p75 1 ms \[.*A p99 would take about \d+ (s|min) of such load\.$/);
});

t.test('a closed load: what so many clients got done', async (t) => {
  const experiment = ask(closedLoad);
  const done = played(experiment, () => ({ requests: 4000, responseNs: () => NS_PER_MS }));
  t.match(
    experiment.judge(done)[0]?.claim,
    /answered 1,999\/s from 8 clients in a closed load, response/,
  );
});

t.test('percentiles are those of all repetitions together, not their mean', async (t) => {
  const experiment = ask(openLoad, 2);
  // Two percent of the first are slow and none of the second: one percent of both.
  const done = played(experiment, (repetition) => ({
    requests: 1000,
    responseNs: (index) => (repetition === 1 && index % 50 === 0 ? 1.2 : 1) * NS_PER_MS,
  }));
  t.match(experiment.judge(done)[0]?.claim, /p99 1 ms \[/);
});

t.test('the tail quoted is one that the sample supports', async (t) => {
  const cases = [
    { requests: 500, quotes: /p50 1 ms and p99 1 ms/ },
    { requests: 499, quotes: /p50 1 ms and p95 1 ms/ },
    { requests: 20, quotes: /p50 1 ms and p75 1 ms/ },
    { requests: 10, quotes: /response p50 1 ms\./ },
  ];
  for (const { requests, quotes } of cases) {
    const experiment = ask(openLoad);
    const done = played(experiment, () => ({ requests, responseNs: () => NS_PER_MS }));
    t.match(experiment.judge(done)[0]?.claim, quotes, `${requests} requests`);
  }
  const experiment = ask(openLoad);
  const done = played(experiment, () => ({ requests: 9, responseNs: () => NS_PER_MS }));
  t.match(experiment.judge(done)[0], { verdict: 'inconclusive', claim: /too few requests/ });
});

t.test('failures are told, and make the tail a lower bound', async (t) => {
  const experiment = ask(openLoad);
  const done = played(experiment, () => ({
    requests: 1000,
    responseNs: () => NS_PER_MS,
    outcome: (index) => (index % 20 === 0 ? 'status' : 'ok'),
  }));
  const [answer] = experiment.judge(done);
  t.match(answer?.claim, /p99 ≥ 1 ms; 5 % of requests got no right answer\. Too short/);
});

t.test('a target without a single right answer fails', async (t) => {
  const experiment = ask(openLoad);
  const done = played(experiment, () => ({
    requests: 1000,
    responseNs: () => NS_PER_MS,
    outcome: () => 'status',
  }));
  t.match(experiment.judge(done)[1], {
    rule: 'answers',
    verdict: 'fail',
    claim: 'fastify gave no right answer to any of 1000 requests.',
  });
});

t.test('a trial that is not valid is left out, and said to be', async (t) => {
  const experiment = ask(openLoad, 2);
  const done = played(experiment, (repetition) =>
    repetition === 1
      ? { requests: 1000, responseNs: () => 90 * NS_PER_MS, verdict: 'invalid' }
      : { requests: 1000, responseNs: () => NS_PER_MS, verdict: 'inconclusive' },
  );
  t.match(experiment.judge(done), [
    { claim: /p50 1 ms and p99 1 ms/, evidence: { repetitions: 1 } },
    {
      rule: 'trials-valid',
      verdict: 'invalid',
      claim: '1 of 2 trials is not valid and left out: fastify-1-open-1.',
    },
    { rule: 'trials-conclusive', verdict: 'inconclusive', claim: /fastify-1-open-2/ },
  ]);
  const none = done.map((trial) => ({ ...trial, verdict: 'invalid' as const }));
  t.match(experiment.judge(none)[0], { verdict: 'inconclusive', claim: /not measured validly/ });
});

t.test('runs that have nothing in common make no p99', async (t) => {
  const experiment = ask(longLoad, 2);
  const done = played(experiment, (repetition) => ({
    requests: 20_000,
    responseNs: (index) => (repetition === 2 && index % 50 === 0 ? 100 : 1) * NS_PER_MS,
  }));
  const [answer] = experiment.judge(done);
  t.match(answer?.claim, /and p95 1 ms \[.*A p99 would take about \d+ s of such load\.$/);
  t.notMatch(answer?.evidence, { responseNsP99: Number });
});

t.test('objectives that do not hold are the answer, those that do come after it', async (t) => {
  const experiment = run.ask({
    ...{ target: 'fastify', servers: 1, scenario: 'json', load: longLoad, repetitions: 1, seed: 5 },
    settings: someSettings,
    objectives: ['p50<2ms', 'memory<0.5MB'].map(parseObjective),
  });
  const plan = experiment.next([]);
  t.equal(plan?.settings.latencyLimitNs, 2 * NS_PER_MS, 'for the rules that judge the harness');
  const good = played(experiment, () => ({ requests: 20_000, responseNs: oneSlow }));
  t.match(experiment.judge(good), [
    { rule: 'objective', verdict: 'fail', claim: /^memory < 0.5MB is broken/ },
    { rule: 'answer' },
    { rule: 'objective', verdict: 'pass', claim: /^p50 < 2ms holds/ },
  ]);
  const bad = good.map((trial) => ({ ...trial, verdict: 'invalid' as const }));
  const rules = experiment.judge(bad).map(({ rule }) => rule);
  t.strictSame(rules, ['answer', 'objective', 'objective', 'trials-valid']);
});
