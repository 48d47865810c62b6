/**
 * Seeded chance. The generator is xoshiro128** 1.1 by Blackman and Vigna (public domain,
 * https://prng.di.unimi.it), its state filled from the seed by splitmix32's finaliser. The same
 * seed gives the same numbers on every machine.
 */
import type { Rng } from '../model/rng.ts';

/** Mixes all bits of a 32-bit word into all others: MurmurHash3's finaliser (Appleby). */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const rotl = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The raw generator: 32 random bits at each call. The state must not be all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const bits = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl(d, 11);
    return bits;
  };
}

/**
 * Two words of 32 random bits as one number of the open interval (0, 1). Of 52 bits, not 53: the
 * half that keeps it off 0 would round the largest 53-bit number up to 1.
 */
export function openUnit(high: number, low: number): number {
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) / 2 ** 52;
}

/**
 * Uniform numbers over (0, 1) with 52 random bits, never 0 and never 1. Streams of one seed are
 * independent of each other for all practical purposes: give every use of chance its own.
 */
export function seededRng(seed: number, stream = 0): Rng {
  const high = Math.floor(Math.abs(seed) / 2 ** 32);
  let word = mix(seed | 0) ^ mix(high ^ 0x9e3779b9) ^ mix(stream ^ 0x7f4a7c15);
  // Four different words go in and `mix` is one to one, so the state is never all zero.
  const fill = (): number => {
    word = (word + 0x9e3779b9) | 0;
    return mix(word);
  };
  const next = xoshiro128([fill(), fill(), fill(), fill()]);
  return () => openUnit(next(), next());
}

/**
 * A uniform number over (0, 1) that is a pure function of a seed and an index, so that a choice
 * for the i-th of many things does not depend on who makes the choices before it. 32 random bits.
 */
export function uniformAt(seed: number, index: number): number {
  const high = Math.floor(index / 2 ** 32);
  const key = mix(seed | 0) ^ mix(Math.floor(Math.abs(seed) / 2 ** 32) ^ 0x9e3779b9);
  return (mix(mix(key ^ (index | 0)) ^ mix(high ^ 0x51ed270b) ^ key) + 0.5) / 2 ** 32;
}
