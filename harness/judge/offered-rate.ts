import { formatCount, formatShare } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** A load of which less than this was sent is another load than the one that was asked for. */
const SENT_MIN = 0.99;

/**
 * Arrivals that were never sent for lack of a free connection. Their waiting is in the response
 * times, as a lower bound; but what the server would have done with all of them at once is unknown.
 */
export const offeredRate = {
  name: 'offered-rate',
  asks: 'Was the load sent that was asked for?',
  judge({ counts, settings }) {
    const share = counts.intended === 0 ? 1 : counts.sent / counts.intended;
    if (share >= SENT_MIN) return undefined;
    return {
      rule: 'offered-rate',
      verdict: 'inconclusive',
      claim:
        `${formatCount(counts.unsent)} of ${formatCount(counts.intended)} requests were due and ` +
        `never sent: no connection became free. The target did not keep up with ` +
        `${formatShare(1 - share)} of the load, or there were too few connections.`,
      evidence: { intended: counts.intended, sent: counts.sent, sentShare: share },
      advice: `Use more than ${settings.connections} --connections, or lower the rate.`,
    };
  },
} as const satisfies ValidityRule;
