import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { madeTrial } from './made-trial.ts';
import { somePlan } from './some-plan.ts';

/** The figures of a trial, of those that trials are compared by. */
export interface Figures {
  readonly p50Ns?: number;
  readonly p99Ns?: number;
  readonly perSecond?: number;
  /** Of the target, for all 1,000 right answers. */
  readonly cpuNs?: number;
  readonly rssBytes?: number;
}

const base = madeTrial(somePlan, { requests: 1000, responseNs: () => 1_000_000 });

/**
 * A record with these figures in the places where they are looked up, and all others alike. No
 * histogram holds them: it costs a thousandth of a whole record, for tests that need thousands.
 */
export function figuredTrial(plan: TrialPlan, figures: Figures): TrialRecord {
  const { target, servers, load, repetition, seed, twin } = plan;
  const { response } = base.latency;
  const { p50Ns, p99Ns, perSecond, cpuNs, rssBytes } = figures;
  const percentilesNs = {
    ...response.percentilesNs,
    ...(p50Ns === undefined ? {} : { p50: p50Ns }),
    ...(p99Ns === undefined ? {} : { p99: p99Ns }),
  };
  return {
    ...base,
    ...{ id: `${target}-${servers}-${repetition}`, target, servers, load, repetition, seed },
    ...(twin ? { twin } : {}),
    throughputPerSecond: perSecond ?? base.throughputPerSecond,
    latency: { ...base.latency, response: { ...response, percentilesNs } },
    usage: {
      ...base.usage,
      target: {
        ...base.usage.target,
        cpuNs: cpuNs ?? base.usage.target.cpuNs,
        rssBytesMax: rssBytes ?? base.usage.target.rssBytesMax,
      },
    },
  };
}
