import type { Phase } from '../model/load.ts';
import type { Named } from '../model/registry.ts';
import type { Rng } from '../model/rng.ts';

/**
 * Intended times, one at each call: integer nanoseconds from the start of the phase, never
 * decreasing, and `Infinity` when the phase is over.
 */
export type Arrivals = () => number;

/** One way for requests to arrive. */
export interface ArrivalKind<P extends Phase = Phase> extends Named {
  /** Throws a usage error that names the bad value. */
  check(phase: P): void;
  arrivals(phase: P, rng: Rng): Arrivals;
  /** Whether the rate is the same from the phase's beginning to its end. */
  readonly steady: boolean;
  /** How many arrivals the phase has on average. */
  expectedCount(phase: P): number;
  /** What plays the warm-up before this phase: the same kind of load at its opening rate. */
  warmup(phase: P, durationNs: number): Phase;
}
