import { formatNs, NS_PER_MS } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** Lateness of the harness's own may be this share of the measured p99 … */
export const PACING_SHARE_MAX = 0.05;
/** … or this, whichever is more: below a millisecond it hides in no percentile people act on … */
export const PACING_FLOOR_NS = NS_PER_MS;
/** … unless they act on a limit, of which it may be this share. */
const LIMIT_SHARE_MAX = 0.1;

/**
 * Requests that left late although a connection was free make the server look slower than it is.
 */
export const pacing = {
  name: 'pacing',
  asks: 'Did requests leave when they were due?',
  judge({ load, latency, counts, settings }) {
    const lateNs = latency.pacing.percentilesNs['p99'];
    const p99Ns = latency.response.percentilesNs['p99'];
    if (load.model === 'closed' || lateNs === null || p99Ns === null) return undefined;
    const { latencyLimitNs = Number.POSITIVE_INFINITY } = settings;
    const byResponseNs = Math.max(PACING_FLOOR_NS, PACING_SHARE_MAX * p99Ns);
    const byLimitNs = LIMIT_SHARE_MAX * latencyLimitNs;
    const limitNs = Math.min(byResponseNs, byLimitNs);
    if (lateNs <= limitNs) return undefined;
    const more = settings.workers + 1;
    const beside =
      byLimitNs < byResponseNs
        ? `beside a limit of ${formatNs(latencyLimitNs)} to judge by`
        : `of a response p99 of ${formatNs(p99Ns)}`;
    return {
      rule: 'pacing',
      verdict: 'invalid',
      claim:
        `One request in a hundred left ${formatNs(lateNs)} or more too late by the harness's own ` +
        `fault, ${beside}.`,
      evidence: { pacingNsP99: lateNs, responseNsP99: p99Ns, limitNs, sent: counts.sent },
      advice:
        `Use ${more} --workers if processors are free, lower the rate, or keep others off the ` +
        'cores of the generator: start the server with taskset -c, stop what else runs.',
    };
  },
} as const satisfies ValidityRule;
