/** Trials that are healthy, and the one thing that is wrong with others. */
import { validityRules } from '../../harness/judge/index.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { uniformAt } from '../../harness/stats/rng.ts';
import { madeTrial } from './made-trial.ts';
import { somePlan } from './some-plan.ts';

export const WINDOW_S = 40;
const REQUESTS = 40_000;
export const plan: TrialPlan = {
  ...somePlan,
  load: { model: 'open', phases: [{ kind: 'poisson', durationNs: WINDOW_S * NS_PER_S }] },
};
export const steady = (index: number): number => (2 + 0.1 * uniformAt(3, index)) * NS_PER_MS;
/** A trial of a thousand requests a second; `responseNs` of each, and from which second it is. */
export const trialOf = (responseNs: (index: number, second: number) => number): TrialRecord =>
  madeTrial(plan, {
    requests: REQUESTS,
    responseNs: (index) => responseNs(index, (index * WINDOW_S) / REQUESTS),
  });

export const healthy = trialOf(steady);
export const healthyClosed = madeTrial(
  {
    ...plan,
    load: { model: 'closed', clients: 8, thinkNs: 0, durationNs: WINDOW_S * NS_PER_S },
  },
  { requests: REQUESTS, responseNs: steady },
);

type Worker = TrialRecord['usage']['generator']['workers'][number];

export const withWorker = (trial: TrialRecord, change: Partial<Worker>): TrialRecord => ({
  ...trial,
  usage: {
    ...trial.usage,
    generator: {
      ...trial.usage.generator,
      workers: trial.usage.generator.workers.map((worker) => ({ ...worker, ...change })),
    },
  },
});

/** The requests that left so late were answered as soon after that as the others. */
export function withPacingP99(trial: TrialRecord, p99: number): TrialRecord {
  const { latency } = trial;
  const { pacing, response, service } = latency;
  const servedNs = Math.max(0, (response.percentilesNs.p99 ?? 0) - p99);
  return {
    ...trial,
    latency: {
      ...latency,
      pacing: { ...pacing, percentilesNs: { ...pacing.percentilesNs, p99 } },
      service: { ...service, percentilesNs: { ...service.percentilesNs, p99: servedNs } },
    },
  };
}

export const findingOf = (trial: TrialRecord, rule: string) =>
  validityRules.find(({ name }) => name === rule)?.judge(trial);
