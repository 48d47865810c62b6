/**
 * The search against queues whose capacity is in the textbooks, in simulated time: 3,500 seconds
 * and four hundred thousand requests each.
 */
import t from 'tap';
import { capacity } from '../../harness/experiments/capacity.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { loadDurationNs } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { queueTrial } from '../support/queue-trial.ts';
import { someSettings } from '../support/some-plan.ts';

/** M/M/1 of 5 ms on average: a p99 of L is reached at 200 − ln(100)/L per second. */
for (const [limit, truth] of [
  ['50ms', 200 - Math.log(100) / 0.05],
  ['100ms', 200 - Math.log(100) / 0.1],
] as const) {
  t.test(`the capacity of a queue at p99<${limit}: ${truth.toFixed(1)}/s`, async (t) => {
    t.equal(truth.toFixed(1), limit === '50ms' ? '107.9' : '153.9');
    for (const spoilt of limit === '50ms' ? [0, 0.1] : [0]) {
      const rng = seededRng(4, spoilt * 10);
      const experiment = capacity.ask({
        ...{ target: 'queue', servers: [1], scenario: 'text', arrivals: 'poisson', seed: 1 },
        objectives: [parseObjective(`p99<${limit}`)],
        ...{ trialNs: 100 * NS_PER_S, trialsPerLoad: 5, width: 0.02, coolDownNs: 0 },
        settings: { ...someSettings, connections: 64 },
      });
      // The host stalls for 100 ms in one trial of ten.
      const stallIn = (plan: TrialPlan) => ({
        atNs: rng() * (loadDurationNs(plan.load) - NS_PER_S),
        lengthNs: 100 * NS_PER_MS,
      });
      const done: TrialRecord[] = [];
      for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
        const stall = rng() < spoilt ? { stall: stallIn(plan) } : {};
        done.push(queueTrial(plan, { serviceNs: 5 * NS_PER_MS, rng, ...stall }));
      }
      const [answer] = experiment.judge(done);
      const { heldPerSecond, estimatePerSecond, brokenPerSecond } = answer?.evidence ?? {};
      const [held, broken] = [Number(heldPerSecond), Number(brokenPerSecond)];
      const estimate = Number(estimatePerSecond);
      const text = `${held} to ${broken}, about ${estimate}, after ${done.length} trials`;
      t.equal(answer?.verdict, 'pass');
      t.ok(held <= truth && truth <= broken, `${spoilt} spoilt: ${text}`);
      t.ok(Math.abs(estimate / truth - 1) < 0.03, `${spoilt} spoilt: ${text}`);
    }
  });
}
