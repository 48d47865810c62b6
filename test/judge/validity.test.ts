/**
 * Every rule is silent about a healthy trial, and speaks when the one thing it is about is wrong.
 */
import t from 'tap';
import { judgeTrial, validityRules } from '../../harness/judge/index.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import type { Verdict } from '../../harness/model/verdict.ts';
import { uniformAt } from '../../harness/stats/rng.ts';
import {
  findingOf,
  healthy,
  healthyClosed,
  plan,
  steady,
  trialOf,
  WINDOW_S,
  withPacingP99,
  withWorker,
} from '../support/judged-trial.ts';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

interface Case {
  readonly about: string;
  readonly trial: TrialRecord;
  readonly rule: string;
  readonly verdict: Verdict;
  readonly saying: RegExp;
  readonly advising?: RegExp;
}

const { counts, window } = healthy;
const cases: readonly Case[] = [
  {
    about: 'a busy thread in an open load',
    trial: withWorker(healthy, { busyShare: 0.95 }),
    rule: 'saturation',
    verdict: 'invalid',
    saying: /busy 95 %/,
    advising: /^Use 2 --workers if processors are free, or lower the rate to 630\/s\.$/,
  },
  {
    about: 'more than a thread could send, whoever fell short first',
    trial: withWorker({ ...healthy, throughputPerSecond: 400 }, { busyShare: 0.6 }),
    rule: 'saturation',
    verdict: 'invalid',
    saying: /offered takes 150 % of a generator thread's time/,
    advising: /lower the rate to 400\/s\.$/,
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
    advising: /pin the server: --pin keeps/,
  },
  {
    about: 'late sends',
    trial: withPacingP99(healthy, 1.5 * NS_PER_MS),
    rule: 'pacing',
    verdict: 'invalid',
    saying: /1\.5 ms or more too late/,
    advising: /^Stop what else runs on this machine, or pin the server: --pin keeps/,
  },
  {
    about: 'late sends of a thread that has much to do',
    trial: withPacingP99(withWorker(healthy, { busyShare: 0.75 }), 1.5 * NS_PER_MS),
    rule: 'pacing',
    verdict: 'invalid',
    saying: /1\.5 ms or more too late/,
    advising: /^Use 2 --workers if processors are free, or lower the rate to 800\/s\.$/,
  },
  {
    about: 'requests that were never sent',
    trial: { ...healthy, counts: { ...counts, sent: counts.intended - 1000, unsent: 1000 } },
    rule: 'offered-rate',
    verdict: 'inconclusive',
    saying: /1,000 of 40,000 requests/,
    advising: /^Use more than 8 --connections, or lower the rate to 900\/s\.$/,
  },
  {
    about: 'garbage collections that a p99 meets',
    trial: withWorker(healthy, { gcNs: 0.02 * window.durationNs, gcNsMax: 5 * NS_PER_MS }),
    rule: 'collection',
    verdict: 'invalid',
    saying: /2 % of the window, for up to 5 ms/,
  },
  {
    about: 'requests without an answer at the end',
    trial: { ...healthy, counts: { ...counts, unfinished: 100 } },
    rule: 'unfinished',
    verdict: 'inconclusive',
    saying: /100 of 40,000 requests \(0\.25 %\)/,
  },
  {
    about: 'a warm-up that goes on into the window',
    trial: trialOf((index, second) => steady(index) * (second < 5 ? 2 : 1)),
    rule: 'steadiness',
    verdict: 'inconclusive',
    saying: /warm-up was not over: in the first 5 s .* 4\.1 ms, then 2\.05 ms/,
  },
  {
    about: 'requests that pile up',
    trial: trialOf((index, second) => steady(index) * (1 + second / WINDOW_S)),
    rule: 'steadiness',
    verdict: 'inconclusive',
    saying: /rose by 6\d % over the window/,
  },
  {
    about: 'a window of two levels',
    trial: trialOf((index, second) => steady(index) * (second < 32 ? 1 : 1.3)),
    rule: 'steadiness',
    verdict: 'inconclusive',
    saying: /32 s into it the response p50 went from 2\.05 ms to 2\.6\d ms/,
  },
  {
    about: 'too few requests for a p99',
    trial: madeTrial(plan, { requests: 400, responseNs: steady }),
    rule: 'samples',
    verdict: 'pass',
    saying: /400 requests.* too few for a p99/,
  },
  {
    about: 'too few requests for anything',
    trial: madeTrial(plan, { requests: 8, responseNs: steady }),
    rule: 'samples',
    verdict: 'inconclusive',
    saying: /8 requests.* too few for a p50/,
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

for (const { about, trial, rule, verdict, saying, advising = /\w/ } of cases) {
  t.test(about, async (t) => {
    t.match(findingOf(trial, rule), { rule, verdict, claim: saying });
    const found = findingOf(trial, rule);
    t.match(found?.advice, advising, 'says what to do');
    t.ok(Object.keys(found?.evidence ?? {}).length > 0, 'says by what');
    t.equal(findingOf(healthy, rule), undefined, 'silent about a healthy open trial');
    t.equal(findingOf(healthyClosed, rule), undefined, 'silent about a healthy closed trial');
  });
}

t.test('a target that falls short, or fails, does not make a generator saturated', async (t) => {
  const short = { ...healthy, throughputPerSecond: 400 };
  const bored = withWorker({ ...short, throughputPerSecond: 200 }, { busyShare: 0.3 });
  t.equal(findingOf(bored, 'saturation'), undefined, 'its time tells nothing of more requests');
  const failed = { ...counts.failed, status: 1.5 * counts.completed };
  const failing = withWorker({ ...short, counts: { ...counts, failed } }, { busyShare: 0.6 });
  t.equal(findingOf(failing, 'saturation'), undefined, 'wrong answers were sent for as well');
  const none = { ...counts, completed: 0, unsent: counts.intended, sent: 0 };
  const behind = withWorker({ ...short, counts: none }, { busyShare: 0.6 });
  t.match(findingOf(behind, 'saturation'), { verdict: 'invalid' }, 'only the warm-up was sent');
});

t.test('a closed load says in every record what it is, an open one does not', async (t) => {
  t.match(findingOf(healthyClosed, 'closed-loop'), { verdict: 'pass', claim: /8 clients/ });
  t.equal(findingOf(healthy, 'closed-loop'), undefined);
});

t.test('a load that changes on purpose is not asked to be steady', async (t) => {
  const rising = trialOf((index, second) => steady(index) * (1 + second / WINDOW_S));
  const [phase] = plan.load.model === 'open' ? plan.load.phases : [];
  const ramp = { ...phase, kind: 'ramp', durationNs: WINDOW_S * NS_PER_S };
  t.equal(
    findingOf({ ...rising, load: { model: 'open', phases: [ramp] } }, 'steadiness'),
    undefined,
  );
  const twice = [ramp, ramp].map((one) => ({ ...one, kind: 'poisson' }));
  t.equal(
    findingOf({ ...rising, load: { model: 'open', phases: twice } }, 'steadiness'),
    undefined,
  );
});

t.test('a window that is too short to be judged says so', async (t) => {
  const short = madeTrial(somePlan, { requests: 2000, responseNs: steady });
  t.match(findingOf(short, 'steadiness'), { verdict: 'pass', claim: /too short/ });
});

t.test('chance alone seldom makes a window unsteady', async (t) => {
  let alarms = 0;
  for (let seed = 0; seed < 40; seed++) {
    const trial = madeTrial(plan, {
      requests: 2000,
      responseNs: (index) => -Math.log(uniformAt(seed, index)) * NS_PER_MS,
    });
    if (findingOf(trial, 'steadiness') !== undefined) alarms++;
  }
  t.ok(alarms <= 1, `${alarms} of 40`);
});

t.test('every rule has a case here', async (t) => {
  const told = new Set([...cases.map(({ rule }) => rule), 'closed-loop']);
  for (const { name } of validityRules) t.ok(told.has(name), name);
});

t.test('a healthy trial says that everything was asked', async (t) => {
  const findings = judgeTrial(healthy);
  t.ok(findings.every(({ verdict }) => verdict === 'pass'));
  t.match(findings[0], { rule: 'measurement', evidence: { inOrder: validityRules.length } });
});
