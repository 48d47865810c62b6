import { formatCount } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** Always said of a closed load, because its percentiles look like what they are not. */
export const closedLoop = {
  name: 'closed-loop',
  asks: 'Did the load wait for nobody?',
  judge({ load }) {
    if (load.model !== 'closed') return undefined;
    const { clients, thinkNs } = load;
    return {
      rule: 'closed-loop',
      verdict: 'pass',
      claim:
        `The load was closed: ${formatCount(clients)} client${clients === 1 ? '' : 's'}, each of ` +
        'which waits for an answer before its next request. A slow answer holds its client back, ' +
        'so the percentiles show less than callers who do not wait would see.',
      evidence: { clients, thinkNs },
      advice: 'Quote its throughput; for latencies use an open load, --rate.',
    };
  },
} as const satisfies ValidityRule;
