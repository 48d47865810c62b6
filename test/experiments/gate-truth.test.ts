/**
 * How often our own gate is wrong, and how often right: two hundred gates of a queue beside itself
 * at two loads, and changes whose size is known.
 */
import t from 'tap';
import { gate } from '../../harness/experiments/gate.ts';
import type { MetricName } from '../../harness/experiments/metric.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { Rng } from '../../harness/model/rng.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import type { Verdict } from '../../harness/model/verdict.ts';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { type Figures, figuredTrial } from '../support/figured-trial.ts';
import { openLoad, someSettings } from '../support/some-plan.ts';

/** What a gate over so many blocks says of a head whose figures are made so. */
function gated(
  figures: (plan: TrialPlan) => Figures,
  question: { readonly blocks: number; readonly metrics: readonly MetricName[] },
): Verdict | undefined {
  const { blocks: repetitions, metrics } = question;
  const experiment = gate.ask({
    ...{ head: 'head', base: 'base', servers: 1, scenario: 'json', load: openLoad },
    ...{ settings: someSettings, repetitions, seed: 1, metrics },
  });
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    done.push(figuredTrial(plan, figures(plan)));
  }
  return experiment.judge(done).find(({ rule }) => rule === 'gate')?.verdict;
}

/** Percentiles and processor time of an M/M/1 queue, by Lindley's recursion. */
function queueFigures(rng: Rng, load: number): Figures {
  let [wait, work] = [0, 0];
  const times = Float64Array.from({ length: 3000 }, () => {
    const service = -Math.log(rng());
    work += service;
    wait = Math.max(0, wait + Math.log(rng()) / load);
    wait += service;
    return wait;
  });
  times.sort();
  const at = (share: number): number => Math.ceil(1e6 * (times[Math.ceil(share * 3000) - 1] ?? 0));
  return { p50Ns: at(0.5), p99Ns: at(0.99), cpuNs: 1e5 * work };
}

/** Three standard errors of a share over so many runs. */
const slack = (share: number, runs: number): number => 3 * Math.sqrt((share * (1 - share)) / runs);

/** The chance that a gate fails what is no worse: half of its 5 %. */
const ALARM = 0.025;

for (const load of [0.5, 0.8]) {
  t.test(`a queue beside itself, ${load} busy: hardly ever fails`, async (t) => {
    const rng = seededRng(31, load * 10);
    const runs = 200;
    const counts = { pass: 0, fail: 0, inconclusive: 0, invalid: 0 };
    for (let run = 0; run < runs; run++) {
      const verdict = gated(() => queueFigures(rng, load), {
        blocks: 5,
        metrics: ['median', 'tail', 'cpu'],
      });
      counts[verdict ?? 'invalid']++;
    }
    t.ok(counts.fail / runs <= ALARM + slack(ALARM, runs), `${counts.fail} of ${runs} fail`);
    t.equal(counts.invalid, 0);
    t.equal(counts.pass + counts.fail + counts.inconclusive, runs);
  });
}

/** Normal figures that scatter by a share from trial to trial; the head's are so much larger. */
function share(
  question: {
    readonly scatter: number;
    readonly change: number;
    readonly blocks: number;
    readonly verdict: Verdict;
  },
  rng: Rng,
  runs: number,
): number {
  const { scatter, change, blocks, verdict } = question;
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const figures = ({ target }: TrialPlan): Figures => ({
      p50Ns: 1e7 * (target === 'head' ? change : 1) * (1 + scatter * normalQuantile(rng())),
    });
    if (gated(figures, { blocks, metrics: ['median'] }) === verdict) found++;
  }
  return found / runs;
}

t.test(
  'what is worse by more than the margin of 5 % is caught as often as it can be',
  async (t) => {
    // Welch's one-sided test at 1 % would catch so many (R, 20,000 runs each); ours is at 2.5 %, on
    // pairs, which have half the degrees of freedom.
    const rng = seededRng(32);
    const runs = 300;
    for (const [scatter, blocks, change, power] of [
      [0.02, 5, 1.1, 0.72],
      [0.02, 5, 1.15, 1],
      [0.02, 10, 1.1, 0.99],
      [0.05, 10, 1.1, 0.34],
      [0.05, 10, 1.15, 0.92],
      [0.05, 10, 1.2, 1],
      [0.05, 20, 1.1, 0.69],
    ] as const) {
      const caught = share({ scatter, change, blocks, verdict: 'fail' }, rng, runs);
      const name = `${change} ± ${scatter} in ${blocks} blocks: ${caught}, of ${power}`;
      t.ok(caught >= power - slack(power, runs) - 0.01, name);
    }
  },
);

t.test('what is worse by no more than the margin hardly ever fails', async (t) => {
  const rng = seededRng(33);
  const runs = 300;
  for (const [scatter, blocks, change] of [
    [0.02, 5, 1.05],
    [0.05, 10, 1.05],
    [0.05, 5, 1],
  ] as const) {
    const failed = share({ scatter, change, blocks, verdict: 'fail' }, rng, runs);
    t.ok(failed <= ALARM + slack(ALARM, runs), `${change} ± ${scatter}: ${failed} fail`);
  }
  t.ok(share({ scatter: 0.02, change: 1, blocks: 10, verdict: 'pass' }, rng, runs) > 0.99);
});
