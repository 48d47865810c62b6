import t from 'tap';
import { objectiveFindings } from '../../../harness/experiments/objectives/objective-finding.ts';
import { parseObjective } from '../../../harness/experiments/objectives/objective-text.ts';
import type { TrialRecord } from '../../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';
import type { Finding } from '../../../harness/model/verdict.ts';
import { type MadeTrial, madeTrial } from '../../support/made-trial.ts';
import { somePlan } from '../../support/some-plan.ts';

const load = {
  model: 'open',
  phases: [{ kind: 'poisson', durationNs: 20 * NS_PER_S, ...{ ratePerSecond: 100 } }],
} as const;

/** One of a hundred takes 30 ms, the others from 5 to 10 ms. */
const made = (change: Partial<MadeTrial> = {}): TrialRecord =>
  madeTrial(
    { ...somePlan, load },
    {
      requests: 2000,
      responseNs: (at) => (at % 100 === 99 ? 30 * NS_PER_MS : (5 + (at % 50) / 10) * NS_PER_MS),
      ...change,
    },
  );

const finding = (text: string, trials: readonly TrialRecord[]): Finding | undefined =>
  objectiveFindings([parseObjective(text)], { trials })[0];

t.test('says what is so, with the interval', async (t) => {
  t.match(finding('p90<20ms', [made()]), {
    rule: 'objective',
    verdict: 'pass',
    claim: /^p90 < 20ms holds: response p90 is 9\.\d+ ms \[[\d.]+ ms, [\d.]+ ms\]\.$/,
    evidence: { objective: 'p90 < 20ms', limitNs: 20 * NS_PER_MS, count: 2000, runs: 1 },
    advice: '',
  });
  t.match(finding('service p90<5ms', [made()]), {
    verdict: 'fail',
    claim: /^service p90 < 5ms is broken: service p90 is 9\./,
    advice: 'Lower the load, add servers, or find what changed.',
  });
  t.match(finding('memory<0.5MB', [made()]), {
    claim: 'memory < 0.5MB is broken: memory is 1 MB.',
  });
});

t.test('says what it takes when it cannot tell', async (t) => {
  t.match(finding('p99.9<50ms', [made()]), {
    verdict: 'inconclusive',
    claim:
      'p99.9 < 50ms cannot be told yet: too little was measured for the response p99.9 ' +
      '(2000 of about 5000 requests).',
    advice: 'About 30 s more are needed.',
  });
  t.match(finding('p90(missing)<50ms', [made()]), {
    claim: 'p90(missing) < 50ms cannot be told yet: the response p90 of missing is not known.',
  });
  t.match(finding('p90<50ms', []), {
    claim: 'p90 < 50ms cannot be told yet: nothing was measured validly.',
    evidence: { objective: 'p90 < 50ms' },
  });
  t.match(finding('p90<baseline', [made()]), {
    claim: 'p90 < baseline cannot be told yet: the baseline does not tell the response p90.',
    advice: 'Give a --baseline that measured the same, long enough.',
  });
});

t.test('what may lie anywhere above has no upper end', async (t) => {
  const silent = made({ outcome: (at) => (at % 5 === 0 ? 'timeout' : 'ok') });
  const found = finding('p90<50ms', [silent]);
  t.match(found, {
    verdict: 'inconclusive',
    claim: /response p90 is ≥ [\d.]+ ms \[[\d.]+ ms, unknown\]/,
    advice: 'See why requests got no right answer: their times are not known.',
  });
  t.notOk(found && 'highNs' in found.evidence);
});

t.test('what does not hold comes first', async (t) => {
  const all = ['p90<20ms', 'p99.9<1s', 'p90<5ms'].map(parseObjective);
  const found = objectiveFindings(all, { trials: [made()] });
  t.strictSame(
    found.map(({ verdict }) => verdict),
    ['fail', 'inconclusive', 'pass'],
  );
});
