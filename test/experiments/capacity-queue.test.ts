/**
 * The search against queues whose capacity is in the textbooks, in simulated time: some 27,000
 * seconds and three million requests each.
 */
import t from 'tap';
import { type CapacityOptions, capacity } from '../../harness/experiments/capacity.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { loadDurationNs } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { queueTrial } from '../support/queue-trial.ts';
import { someSettings } from '../support/some-plan.ts';

/** M/M/1 of 5 ms on average: a p99 of L is reached at 200 − ln(100)/L per second. */
const truthAt = (limitMs: number): number => 200 - (1000 * Math.log(100)) / limitMs;

/** Plays a search to its end; the host stalls for 100 ms in so many of its trials. */
function search(limitMs: number, spoilt: number, seed: number): readonly TrialRecord[] {
  const rng = seededRng(seed, spoilt * 10);
  const stallIn = (plan: TrialPlan) => ({
    atNs: rng() * (loadDurationNs(plan.load) - NS_PER_S),
    lengthNs: 100 * NS_PER_MS,
  });
  const experiment = capacity.ask(asked(limitMs));
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    const stall = rng() < spoilt ? { stall: stallIn(plan) } : {};
    done.push(queueTrial(plan, { serviceNs: 5 * NS_PER_MS, rng, ...stall }));
  }
  return done;
}

const asked = (limitMs: number): CapacityOptions => ({
  ...{ target: 'queue', servers: [1], scenario: 'text', arrivals: 'poisson', seed: 1 },
  objectives: [parseObjective(`p99<${limitMs}ms`)],
  ...{ trialNs: 200 * NS_PER_S, trialsPerLoad: 5, confirmationNs: 9000 * NS_PER_S },
  ...{ width: 0.01, coolDownNs: 0 },
  settings: { ...someSettings, connections: 64 },
});

for (const [limitMs, spoilt, seed] of [
  [50, 0, 4],
  [50, 0.1, 4],
  [100, 0, 4],
] as const) {
  const truth = truthAt(limitMs);
  const spoiling = spoilt > 0 ? ', one trial in ten hit by a stall' : '';
  t.test(`a queue holds p99<${limitMs}ms up to ${truth.toFixed(1)}/s${spoiling}`, async (t) => {
    t.equal(truth.toFixed(1), limitMs === 50 ? '107.9' : '153.9');
    const done = search(limitMs, spoilt, seed);
    const [answer] = capacity.ask(asked(limitMs)).judge(done);
    t.equal(answer?.verdict, 'pass');
    const told = (name: string): number => Number(answer?.evidence[`${name}PerSecond`]);
    const [held, low, at, high, broken] = [
      ...[told('held'), told('estimateLow'), told('estimate')],
      ...[told('estimateHigh'), told('broken')],
    ] as [number, number, number, number, number];
    const text = `${[held, low, at, high, broken].map((one) => one.toFixed(1))} of ${done.length}`;
    t.ok(held <= truth && truth <= broken, `between confirmed and broken: ${text}`);
    t.ok(low <= truth && truth <= high, `in the interval of the estimate: ${text}`);
    for (const rate of [held, low, at, high, broken]) {
      t.ok(Math.abs(rate / truth - 1) < 0.03, `within 3 %: ${text}`);
    }
  });
}
