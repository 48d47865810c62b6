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
});

t.test('either load can be left out', async (t) => {
  const { closed: _, ...openOnly } = alone;
  const experiment = scale.ask(openOnly);
  t.equal(experiment.trialsForeseen([]), 3);
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
  t.match(
    findings.find(({ rule }) => rule === 'trials-valid'),
    { verdict: 'invalid' },
  );
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

/** Peaks of a law, a little more in each further block. */
const peaking =
  (perSecondOf: (servers: number) => number, over: Partial<MadeTrial> = {}) =>
  ({ servers, repetition }: TrialPlan): MadeTrial => ({
    requests: Math.round(2 * perSecondOf(servers) * (1 + 0.002 * repetition)),
    responseNs: () => 1,
    ...over,
  });

const { open: _open, ...closedOnly } = options;
const answered = (over: Partial<ScaleOptions>, make: (plan: TrialPlan) => MadeTrial) => {
  const experiment = scale.ask({ ...closedOnly, repetitions: 3, servers: [1, 2, 4, 8], ...over });
  return experiment.judge(played(experiment, make));
};

t.test('what grows in proportion is called so, and the next server is worth it', async (t) => {
  const [first] = answered(
    {},
    peaking((servers) => 200 * servers),
  );
  t.match(first?.claim, /and 1,6\d\d\/s on 8 servers \(\d\d\.?\d* % \[.*\] of linear\)\. It grows/);
  t.match(
    first?.claim,
    /in proportion to its servers; 8 → 9 servers would add 12\.5 % \[.*worth it\./,
  );
  t.match(
    first?.claim,
    /There is no peak within the data, and nothing is known beyond 16 servers\.$/,
  );
  t.match(first?.evidence, { law: 'linear', sigma: Number, nextServerGain: 0.125 });
});

t.test('where one thing at a time is done, the next server is not', async (t) => {
  const [first] = answered(
    {},
    peaking((servers) => (400 * servers) / (1 + 0.5 * (servers - 1))),
  );
  t.match(first?.claim, /Amdahl's law: 50\.?\d* % \[.*\] of the work is done one at a time/);
  t.match(first?.claim, /8 → 9 servers would add 1\.\d % \[.*\]: not worth it/);
});

t.test('a peak within the data is told, one beyond it with a warning', async (t) => {
  const usl = (kappa: number) => (servers: number) =>
    (500 * servers) / (1 + kappa * servers * (servers - 1));
  const [within] = answered({}, peaking(usl(0.04)));
  t.match(within?.claim, /Within what was measured, its peak lies at 5\.0 \[.*\] servers\.$/);
  const [near] = answered({}, peaking(usl(0.01)));
  t.match(near?.claim, /If the law holds beyond 8 servers, its peak lies at 10\.0 \[/);
  const [far] = answered({}, peaking(usl(0.001)));
  t.match(far?.claim, /far beyond 16 servers: too far for any guess\.$/);
});

t.test('two numbers of servers show no law', async (t) => {
  const [first] = answered(
    { servers: [1, 2] },
    peaking((servers) => 200 * servers),
  );
  t.match(first?.claim, /It takes 3 numbers of servers to see by what law it grows\.$/);
});

t.test('where the machine gave out first, the law does without', async (t) => {
  const make = peaking((servers) => Math.min(800, 200 * servers));
  const findings = answered({ cores: 4 }, (plan) => {
    // Eight servers take all of four processors over two seconds.
    return { ...make(plan), cpuNs: plan.servers === 8 ? NS_PER_S : 0.1 * NS_PER_S };
  });
  t.match(findings[0]?.claim, /in proportion to its servers; 4 → 5 servers would add 25 %/);
  t.match(findings[1], {
    rule: 'scaling-limit',
    verdict: 'inconclusive',
    claim: /^Something other than pooled was the limit: on 8 servers this machine \(4 processors/,
  });
  const [unknown] = answered({}, make);
  t.notMatch(unknown?.claim, /in proportion/, 'without knowing the machine it is the servers');
});
