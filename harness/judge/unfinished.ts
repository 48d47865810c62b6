import { formatCount, formatNs, formatShare } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** More than this is more than the requests that any run happens to end in the middle of. */
const SHARE_MAX = 0.001;

/**
 * Requests that had no answer when the drain ended. They are in the distributions at their age, so
 * nothing is hidden; but what lies beyond it nobody has seen.
 */
export const unfinished = {
  name: 'unfinished',
  asks: 'Was every answer waited for?',
  judge({ counts, settings }) {
    const share = counts.sent === 0 ? 0 : counts.unfinished / counts.sent;
    if (share <= SHARE_MAX) return undefined;
    return {
      rule: 'unfinished',
      verdict: 'inconclusive',
      claim:
        `${formatCount(counts.unfinished)} of ${formatCount(counts.sent)} requests ` +
        `(${formatShare(share)}) had no answer ${formatNs(settings.drainNs)} after the window: ` +
        `how long they would have taken is not known.`,
      evidence: { sent: counts.sent, unfinished: counts.unfinished, unfinishedShare: share },
      advice: 'Wait longer with --drain, give up on them sooner with --timeout, or lower the load.',
    };
  },
} as const satisfies ValidityRule;
