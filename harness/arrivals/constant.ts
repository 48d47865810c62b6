import type { Phase } from '../model/load.ts';
import { NS_PER_S } from '../model/units.ts';
import type { ArrivalKind } from './arrival-kind.ts';
import { checkLength, checkRate } from './rate.ts';

/** A steady rate at equal gaps. */
export interface ConstantPhase extends Phase {
  readonly kind: 'constant';
  readonly ratePerSecond: number;
}

/** Arrival i comes at (i + ½) gaps: computed, not added up, so it never drifts. */
export const constant = {
  name: 'constant',
  about: 'equal gaps; hides the queues that random arrivals make',
  steady: true,
  check(phase) {
    checkRate('rate', phase.ratePerSecond, Number.MIN_VALUE);
    checkLength('constant', phase.durationNs);
  },
  arrivals({ ratePerSecond, durationNs }) {
    let index = 0;
    return () => {
      const atNs = Math.round(((index + 0.5) * NS_PER_S) / ratePerSecond);
      index++;
      return atNs < durationNs ? atNs : Number.POSITIVE_INFINITY;
    };
  },
  expectedCount: ({ ratePerSecond, durationNs }) => (ratePerSecond * durationNs) / NS_PER_S,
  warmup: (phase, durationNs) => ({ ...phase, durationNs }),
} as const satisfies ArrivalKind<ConstantPhase>;
