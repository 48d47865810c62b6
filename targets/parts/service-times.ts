import type { Rng } from '../../harness/model/rng.ts';

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
