import { formatShare } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** The two sums are made of the same stamps, so only rounding may part them. */
const RESIDUAL_MAX = 1e-6;

/** Little's law, L = λ·W: requests in flight over time against the service times added up. */
export const little = {
  name: 'little',
  asks: "Does Little's law hold?",
  judge({ little: { inFlightNs, serviceNs } }) {
    const residual = Math.abs(inFlightNs - serviceNs) / Math.max(1, serviceNs);
    if (residual <= RESIDUAL_MAX) return undefined;
    return {
      rule: 'little',
      verdict: 'invalid',
      claim: `Time in flight and service times added up differ by ${formatShare(residual)}.`,
      evidence: { inFlightNs, serviceNs, residual },
      advice: 'This is a fault of Steelyard: please report it with the record.',
    };
  },
} as const satisfies ValidityRule;
