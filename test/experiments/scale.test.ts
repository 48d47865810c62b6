import t from 'tap';
import { type ScaleOptions, scale } from '../../harness/experiments/scale.ts';
import type { Experiment } from '../../harness/model/experiment.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { someSettings } from '../support/some-plan.ts';

const durationNs = 2 * NS_PER_S;
const options: ScaleOptions = {
  target: 'pooled',
  servers: [1, 2, 4],
  scenario: 'json',
  open: { phases: [{ kind: 'poisson', ratePerSecond: 500, durationNs }] },
  closed: { thinkNs: 0, durationNs },
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

const alone = { ...options, repetitions: 1 };

/** Answers 1,000/s, 1,900/s and 3,000/s at most, and 500/s for each server in 1 to 4 ms. */
const made = ({ servers, load }: TrialPlan): MadeTrial =>
  load.model === 'closed'
    ? { requests: { 1: 2000, 2: 3800, 4: 6000 }[servers] ?? 0, responseNs: () => 1 }
    : { requests: 1000 * servers, responseNs: () => servers * NS_PER_MS };

t.test('counts ascend in the first block and descend in the second', async (t) => {
  const done = played(scale.ask(options), () => ({ requests: 1, responseNs: () => 1 }));
  t.strictSame(
    done.map(({ servers, load }) => `${servers} ${load.model}`),
    [1, 2, 4]
      .flatMap((servers) => [`${servers} open`, `${servers} closed`])
      .concat([4, 2, 1].flatMap((servers) => [`${servers} closed`, `${servers} open`])),
  );
  const unsorted = scale.ask({ ...options, servers: [4, 1, 2] });
  t.equal(unsorted.next([])?.servers, 1, 'in whatever order they were given');
});

t.test('rate, connections and clients grow with the servers', async (t) => {
  const done = played(scale.ask(alone), () => ({ requests: 1, responseNs: () => 1 }));
  t.match(done, [
    { servers: 1, connections: 8, load: { phases: [{ kind: 'poisson', ratePerSecond: 500 }] } },
    { servers: 1, connections: 8, load: { clients: 8, thinkNs: 0, durationNs } },
    { servers: 2, connections: 16, load: { phases: [{ ratePerSecond: 1000, durationNs }] } },
    { servers: 2, connections: 16, load: { clients: 16 } },
    { servers: 4, connections: 32, load: { phases: [{ ratePerSecond: 2000 }] } },
    { servers: 4, connections: 32, load: { clients: 32 } },
  ]);
});

t.test('every kind of phase grows but recorded times', async (t) => {
  const constant = { kind: 'constant', ratePerSecond: 10, durationNs } as const;
  const ramp = { kind: 'ramp', fromPerSecond: 0, toPerSecond: 30, durationNs } as const;
  const asked = scale.ask({ ...alone, servers: [3, 6], open: { phases: [constant, ramp] } });
  t.match(asked.next([])?.load, {
    phases: [
      { kind: 'constant', ratePerSecond: 30 },
      { kind: 'ramp', fromPerSecond: 0, toPerSecond: 90, durationNs },
    ],
  });
  const replay = { kind: 'replay', timesNs: [0, 1], durationNs } as const;
  t.throws(() => scale.ask({ ...alone, open: { phases: [replay] } }), HarnessError);
});

t.test('the answer is the peak, as a share of linear', async (t) => {
  const experiment = scale.ask(alone);
  const findings = experiment.judge(played(experiment, made));
  t.match(findings, [
    {
      rule: 'scaling',
      verdict: 'pass',
      claim:
        'pooled peaks at 1,000/s on 1 server, 1,900/s on 2 servers (95 % of linear) ' +
        'and 3,000/s on 4 servers (75 % of linear).',
    },
    {
      rule: 'latency-at-scale',
      verdict: 'pass',
      claim:
        'At 500/s for each server, pooled has a response p99 of 1 ms on 1 server, ' +
        '2 ms on 2 servers and 4 ms on 4 servers.',
    },
  ]);
  t.equal(findings.length, 2);
});

t.test('either load can be left out', async (t) => {
  const { closed: _, ...openOnly } = alone;
  const experiment = scale.ask(openOnly);
  t.equal(experiment.trialsMax, 3);
  t.match(experiment.judge(played(experiment, made)), [{ rule: 'latency-at-scale' }]);
  const { open: __, ...closedOnly } = alone;
  const closed = scale.ask(closedOnly);
  t.match(closed.judge(played(closed, made)), [{ rule: 'scaling' }]);
  const { closed: ___, ...neither } = closedOnly;
  t.throws(() => scale.ask(neither), { message: /neither a rate/ });
});

t.test('servers that fall behind their rate are named', async (t) => {
  const experiment = scale.ask(alone);
  // Half of the answers of four servers come after the window.
  const late = (plan: TrialPlan): MadeTrial => ({
    requests: 1000 * plan.servers,
    responseNs: (index) => (plan.servers === 4 && index % 2 === 1 ? 3 * NS_PER_S : 1),
  });
  const [, latency] = experiment.judge(played(experiment, late));
  t.match(latency?.claim, /; 4 servers answered only 1,000\/s of 2,000\/s\.$/);
});

t.test('an invalid trial is left out, and linear starts from what is left', async (t) => {
  const experiment = scale.ask(alone);
  const findings = experiment.judge(
    played(experiment, (plan) => ({
      ...made(plan),
      ...(plan.servers === 1 ? { verdict: 'invalid' } : {}),
    })),
  );
  t.match(
    findings[0]?.claim,
    /^pooled peaks at 1,900\/s on 2 servers and 3,000\/s on 4 servers \(78/,
  );
  t.match(findings.at(-1), { rule: 'trials-valid', verdict: 'invalid' });
  const none = experiment.judge(
    played(experiment, (plan) => ({ ...made(plan), verdict: 'invalid' })),
  );
  t.match(none.slice(0, 2), [{ verdict: 'inconclusive' }, { verdict: 'inconclusive' }]);
});

t.test('numbers of servers must be several and different', async (t) => {
  for (const servers of [[], [1], [2, 2]]) {
    t.throws(() => scale.ask({ ...options, servers }), HarnessError);
  }
});
