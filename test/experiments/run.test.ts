import t from 'tap';
import { run } from '../../harness/experiments/run.ts';
import type { Experiment } from '../../harness/model/experiment.ts';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
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

t.test('an open load: what was answered of what was offered', async (t) => {
  const experiment = ask(openLoad);
  const done = played(experiment, () => ({ requests: 4000, responseNs: oneSlow }));
  const [answer, ...more] = experiment.judge(done);
  t.match(answer, {
    rule: 'answer',
    verdict: 'pass',
    claim:
      'fastify on 1 server answered 1,999/s of 2,000/s offered, response p50 1 ms and p99 1 ms.',
    evidence: { errorShare: 0, repetitions: 1, offeredPerSecond: 2000 },
  });
  t.strictSame(more, []);
});

t.test('a closed load: what so many clients got done', async (t) => {
  const experiment = ask(closedLoad);
  const done = played(experiment, () => ({ requests: 4000, responseNs: () => NS_PER_MS }));
  t.match(experiment.judge(done)[0]?.claim, /answered 1,999\/s from 8 clients, response p50 1 ms/);
});

t.test('percentiles are those of all repetitions together, not their mean', async (t) => {
  const experiment = ask(openLoad, 2);
  // Two percent of the first are slow and none of the second: one percent of both.
  const done = played(experiment, (repetition) => ({
    requests: 1000,
    responseNs: (index) => (repetition === 1 && index % 50 === 0 ? 100 : 1) * NS_PER_MS,
  }));
  t.match(experiment.judge(done)[0]?.claim, /p50 1 ms and p99 1 ms/);
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
  t.match(answer?.claim, /p99 ≥ 1 ms; 5 % of requests got no right answer\.$/);
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
