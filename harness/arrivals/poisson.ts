import type { Phase } from '../model/load.ts';
import { NS_PER_S } from '../model/units.ts';
import type { ArrivalKind } from './arrival-kind.ts';
import { checkLength, checkRate } from './rate.ts';

/** A steady rate at random gaps. */
export interface PoissonPhase extends Phase {
  readonly kind: 'poisson';
  readonly ratePerSecond: number;
}

/**
 * Independent callers: exponential gaps of mean 1/λ, each −ln U / λ. Gaps add up in full precision
 * and only the time that is handed out is rounded, so rounding does not add up.
 */
export const poisson = {
  name: 'poisson',
  about: 'random gaps as many independent callers make; the default',
  steady: true,
  check(phase) {
    checkRate('rate', phase.ratePerSecond, Number.MIN_VALUE);
    checkLength('poisson', phase.durationNs);
  },
  arrivals({ ratePerSecond, durationNs }, rng) {
    const meanNs = NS_PER_S / ratePerSecond;
    let timeNs = 0;
    return () => {
      timeNs -= Math.log(rng()) * meanNs;
      const atNs = Math.floor(timeNs);
      return atNs < durationNs ? atNs : Number.POSITIVE_INFINITY;
    };
  },
  expectedCount: ({ ratePerSecond, durationNs }) => (ratePerSecond * durationNs) / NS_PER_S,
  warmup: (phase, durationNs) => ({ ...phase, durationNs }),
} as const satisfies ArrivalKind<PoissonPhase>;
