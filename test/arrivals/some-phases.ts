import fc from 'fast-check';
import type { ArrivalKind, Arrivals } from '../../harness/arrivals/arrival-kind.ts';
import type { ArrivalPhase } from '../../harness/arrivals/index.ts';
import type { Phase } from '../../harness/model/load.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const LIMIT = 1_000_000;

/** All times of a phase, up to its end. */
export function timesOf(arrivals: Arrivals): number[] {
  const times: number[] = [];
  for (let atNs = arrivals(); atNs !== Number.POSITIVE_INFINITY; atNs = arrivals()) {
    if (times.push(atNs) > LIMIT) throw new Error('the phase does not end');
  }
  return times;
}

/** All times of a phase under a seed. */
export const played = <P extends Phase>(kind: ArrivalKind<P>, phase: P, seed = 1): number[] =>
  timesOf(kind.arrivals(phase, seededRng(seed)));

/** Of sorted times, how many fall into each of so many slices of a length. */
export function perSlice(
  times: readonly number[],
  { slices, durationNs }: { readonly slices: number; readonly durationNs: number },
): number[] {
  const counts = new Array<number>(slices).fill(0);
  for (const timeNs of times) {
    const slice = Math.floor((timeNs * slices) / durationNs);
    counts[slice] = (counts[slice] ?? 0) + 1;
  }
  return counts;
}

const durationNs = fc.integer({ min: 1, max: 2000 }).map((ms) => ms * NS_PER_MS);
const rate = fc.double({ min: 0.01, max: 500, noNaN: true });

const replayed = fc
  .array(fc.integer({ min: 0, max: NS_PER_S }), { minLength: 1, maxLength: 50 })
  .map((times) => [...times].sort((a, b) => a - b))
  .map((timesNs): ArrivalPhase => ({ kind: 'replay', timesNs, durationNs: NS_PER_S + 1 }));

const steady = (kind: 'poisson' | 'constant'): fc.Arbitrary<ArrivalPhase> =>
  fc.record({ kind: fc.constant(kind), ratePerSecond: rate, durationNs }) as never;

const ramped: fc.Arbitrary<ArrivalPhase> = fc.record({
  kind: fc.constant('ramp' as const),
  fromPerSecond: fc.oneof(fc.constant(0), rate),
  toPerSecond: rate,
  durationNs,
});

/** Any phase of any kind, of up to about a thousand arrivals. */
export const somePhase: fc.Arbitrary<ArrivalPhase> = fc.oneof(
  steady('poisson'),
  steady('constant'),
  ramped,
  replayed,
);
