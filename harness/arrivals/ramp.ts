import type { Phase } from '../model/load.ts';
import { NS_PER_S } from '../model/units.ts';
import type { ArrivalKind } from './arrival-kind.ts';
import { checkLength, checkRate } from './rate.ts';

/** A rate that goes from one value to another over the phase. */
export interface RampPhase extends Phase {
  readonly kind: 'ramp';
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

/**
 * The time at which `count` arrivals are due. With rate a + (b − a)·t/T the expected count is
 * N(t) = a·t + (b − a)·t²/2T; solved for t in the form that also holds for a = b and a = 0:
 * t = 2n / (a + √(a² + 2n(b − a)/T)). Infinite when the ramp never gets there.
 */
function timeOfCountSeconds(count: number, a: number, b: number, seconds: number): number {
  const square = a * a + (2 * count * (b - a)) / seconds;
  return square < 0 ? Number.POSITIVE_INFINITY : (2 * count) / (a + Math.sqrt(square));
}

/**
 * A rate that rises or falls in a straight line, arrivals at random: a Poisson process of rate 1,
 * its clock sped up to the ramp's (time change by the inverse of N(t)).
 */
export const ramp = {
  name: 'ramp',
  about: 'a rate that rises or falls in a straight line, with random gaps',
  steady: false,
  check(phase) {
    checkRate('rate to start from', phase.fromPerSecond);
    checkRate('rate to end with', phase.toPerSecond);
    const higher = Math.max(phase.fromPerSecond, phase.toPerSecond);
    checkRate('higher one of the two rates', higher, Number.MIN_VALUE);
    checkLength('ramp', phase.durationNs);
  },
  arrivals({ fromPerSecond, toPerSecond, durationNs }, rng) {
    const seconds = durationNs / NS_PER_S;
    let count = 0;
    return () => {
      count -= Math.log(rng());
      const atSeconds = timeOfCountSeconds(count, fromPerSecond, toPerSecond, seconds);
      const atNs = Math.floor(atSeconds * NS_PER_S);
      return atNs < durationNs ? atNs : Number.POSITIVE_INFINITY;
    };
  },
  expectedCount: ({ fromPerSecond, toPerSecond, durationNs }) =>
    (((fromPerSecond + toPerSecond) / 2) * durationNs) / NS_PER_S,
  /** At the rate it starts from. A ramp from 0 has none, so a tenth of its end serves then. */
  warmup: ({ fromPerSecond, toPerSecond }, durationNs) => ({
    kind: 'poisson',
    ratePerSecond: fromPerSecond > 0 ? fromPerSecond : toPerSecond / 10,
    durationNs,
  }),
} as const satisfies ArrivalKind<RampPhase>;
