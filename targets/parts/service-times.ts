import type { Rng } from '../../harness/model/rng.ts';
import type { ServerGroup } from '../../harness/model/target.ts';
import { seededRng } from '../../harness/stats/rng.ts';

/** Apart from the streams of the same seed that arrivals are drawn from. */
const STREAM = 0x73657276;

/** The largest seed of a server: with that of a trial below it, the number is still exact. */
export const SEED_MAX = 2 ** 20;

/**
 * The chance of a server's service times: of its own setting, of the trial and of its place. Were
 * it the same in every trial, what its first thousand times happen to be would look like the
 * server in each of them, and no number of trials would tell.
 */
export const serviceRng = (seed: number, { server = 0, seed: trial = 0 }: ServerGroup): Rng =>
  seededRng(seed * 2 ** 32 + (trial % 2 ** 32), STREAM ^ server);

/** Exponential service times by inversion: −mean·ln(u), whole nanoseconds. */
export function exponentialNs(meanNs: number, rng: Rng): () => number {
  return () => Math.round(-meanNs * Math.log(rng()));
}

/** One of two service times: the long one with the probability `longShare`. */
export function eitherNs(
  times: { readonly shortNs: number; readonly longNs: number; readonly longShare: number },
  rng: Rng,
): () => number {
  return () => (rng() < times.longShare ? times.longNs : times.shortNs);
}
