import { formatNs, formatShare, NS_PER_MS } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** Pauses that take more of the window are met by more than one request in a hundred. */
const SHARE_MAX = 0.01;
/** Shorter pauses hide in no percentile that people act on … */
const PAUSE_FLOOR_NS = NS_PER_MS;
/** … and neither do those that are short beside what was measured. */
const PAUSE_SHARE_MAX = 0.05;

/** While a generator thread collects garbage it neither sends nor notices answers. */
export const collection = {
  name: 'collection',
  asks: 'Was the generator free of long garbage collections?',
  judge({ usage, window, load, latency }) {
    const p99Ns = latency.response.percentilesNs['p99'] ?? 0;
    const limitNs = Math.max(PAUSE_FLOOR_NS, PAUSE_SHARE_MAX * p99Ns);
    const worst = usage.generator.workers
      .filter(({ gcNsMax }) => gcNsMax > limitNs)
      .toSorted((a, b) => b.gcNs - a.gcNs)[0];
    const share = worst === undefined ? 0 : worst.gcNs / window.durationNs;
    if (worst === undefined || share <= SHARE_MAX) return undefined;
    return {
      rule: 'collection',
      verdict: load.model === 'closed' ? 'pass' : 'invalid',
      claim:
        `A generator thread collected garbage in ${formatShare(share)} of the window, for up to ` +
        `${formatNs(worst.gcNsMax)} at a time.`,
      evidence: { gcShare: share, gcNsMax: worst.gcNsMax, shareLimit: SHARE_MAX, limitNs },
      advice: 'Use more --workers or fewer --connections, or keep less in the scenario’s own code.',
    };
  },
} as const satisfies ValidityRule;
