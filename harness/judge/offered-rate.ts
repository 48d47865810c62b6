import type { TrialRecord } from '../model/record.ts';
import { formatCount, formatRate, formatShare } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** A load of which less than this was sent is another load than the one that was asked for. */
const SENT_MIN = 0.99;

/** A little below what came back of a load that was too much. */
const ROOM = 0.9;

function lowerRate({ load, throughputPerSecond }: TrialRecord): string {
  if (load.model === 'closed') return 'or fewer clients.';
  const rate = Number((ROOM * throughputPerSecond).toPrecision(2));
  return rate > 0 ? `or lower the rate to ${formatRate(rate)}.` : 'or lower the rate.';
}

/**
 * Arrivals that were never sent for lack of a free connection. Their waiting is in the response
 * times, as a lower bound; but what the server would have done with all of them at once is unknown.
 */
export const offeredRate = {
  name: 'offered-rate',
  asks: 'Was the load sent that was asked for?',
  judge(trial) {
    const { counts, settings } = trial;
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
      advice: `Use more than ${settings.connections} --connections, ${lowerRate(trial)}`,
    };
  },
} as const satisfies ValidityRule;
