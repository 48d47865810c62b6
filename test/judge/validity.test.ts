/**
 * Every rule is silent about a healthy trial, and speaks when the one thing it is about is wrong.
 */
import t from 'tap';
import { judgeTrial, validityRules } from '../../harness/judge/index.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
import type { Verdict } from '../../harness/model/verdict.ts';
import { madeTrial } from '../support/made-trial.ts';
import { closedLoad, somePlan } from '../support/some-plan.ts';

const healthy = madeTrial(somePlan, { requests: 2000, responseNs: () => 2 * NS_PER_MS });
const healthyClosed = madeTrial(
  { ...somePlan, load: closedLoad },
  { requests: 2000, responseNs: () => 2 * NS_PER_MS },
);

type Worker = TrialRecord['usage']['generator']['workers'][number];

const withWorker = (trial: TrialRecord, change: Partial<Worker>): TrialRecord => ({
  ...trial,
  usage: {
    ...trial.usage,
    generator: {
      ...trial.usage.generator,
      workers: trial.usage.generator.workers.map((worker) => ({ ...worker, ...change })),
    },
  },
});

const withPacingP99 = (trial: TrialRecord, p99: number): TrialRecord => ({
  ...trial,
  latency: {
    ...trial.latency,
    pacing: {
      ...trial.latency.pacing,
      percentilesNs: { ...trial.latency.pacing.percentilesNs, p99 },
    },
  },
});

interface Case {
  readonly about: string;
  readonly trial: TrialRecord;
  readonly rule: string;
  readonly verdict: Verdict;
  readonly saying: RegExp;
}

const { counts, window } = healthy;
const cases: readonly Case[] = [
  {
    about: 'a busy thread in an open load',
    trial: withWorker(healthy, { busyShare: 0.95 }),
    rule: 'saturation',
    verdict: 'invalid',
    saying: /busy 95 %/,
  },
  {
    about: 'a busy thread in a closed load is a ceiling, and said to be one',
    trial: withWorker(healthyClosed, { busyShare: 0.95 }),
    rule: 'saturation',
    verdict: 'pass',
    saying: /generator's ceiling/,
  },
  {
    about: 'a thread that waits for a processor',
    trial: withWorker(healthy, { waitNs: 0.2 * window.durationNs }),
    rule: 'contention',
    verdict: 'invalid',
    saying: /waited for a processor in 20 %/,
  },
  {
    about: 'late sends',
    trial: withPacingP99(healthy, 1.5 * NS_PER_MS),
    rule: 'pacing',
    verdict: 'invalid',
    saying: /1\.5 ms or more too late/,
  },
  {
    about: 'requests that were never sent',
    trial: { ...healthy, counts: { ...counts, sent: counts.intended - 100, unsent: 100 } },
    rule: 'offered-rate',
    verdict: 'inconclusive',
    saying: /100 of 2,000 requests/,
  },
  {
    about: 'time in flight that is not the service times',
    trial: {
      ...healthy,
      little: { ...healthy.little, inFlightNs: healthy.little.serviceNs * 1.01 },
    },
    rule: 'little',
    verdict: 'invalid',
    saying: /differ by/,
  },
];

const findingOf = (trial: TrialRecord, rule: string) =>
  validityRules.find(({ name }) => name === rule)?.judge(trial);

for (const { about, trial, rule, verdict, saying } of cases) {
  t.test(about, async (t) => {
    t.match(findingOf(trial, rule), { rule, verdict, claim: saying });
    t.ok((findingOf(trial, rule)?.advice ?? '').length > 0, 'says what to do');
    t.equal(findingOf(healthy, rule), undefined, 'silent about a healthy open trial');
    t.equal(findingOf(healthyClosed, rule), undefined, 'silent about a healthy closed trial');
  });
}

t.test('late sends below a twentieth of a slow target hide nothing', async (t) => {
  const slow = madeTrial(somePlan, { requests: 2000, responseNs: () => 100 * NS_PER_MS });
  t.equal(findingOf(withPacingP99(slow, 4 * NS_PER_MS), 'pacing'), undefined);
  t.not(findingOf(withPacingP99(slow, 6 * NS_PER_MS), 'pacing'), undefined);
});

t.test('every rule has a case here', async (t) => {
  for (const { name } of validityRules)
    t.ok(
      cases.some(({ rule }) => rule === name),
      name,
    );
});

t.test('a healthy trial says that everything was asked', async (t) => {
  const findings = judgeTrial(healthy);
  t.ok(findings.every(({ verdict }) => verdict === 'pass'));
  t.match(findings[0], { rule: 'measurement', evidence: { inOrder: validityRules.length } });
});
