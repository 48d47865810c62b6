/**
 * Whether one of two samples tends to be larger, by ranks alone (Mann and Whitney 1947). Exact for
 * any ties up to 50 values together; beyond, the normal approximation with its corrections for ties
 * and for continuity.
 */
import { strict as assert } from 'node:assert';
import { normalTail } from './normal.ts';
import type { TwoSamples } from './two-samples.ts';

const EXACT_MAX = 50;
/** Up to here the exact margin is a few million additions. */
const EXACT_PAIRS_MAX = 2500;

/** What the ranks say. */
export interface RankComparison {
  /** Pairs in which `after` is the larger one, equal pairs counting a half. */
  readonly u: number;
  /** The chance of a result this far from even, either way, if order were all that differs. */
  readonly p: number;
  /** Cliff's δ: from −1, `after` always smaller, to 1, always larger. */
  readonly delta: number;
}

/** Compares two samples of one value or more each. */
export function mannWhitney({ before, after }: TwoSamples): RankComparison {
  const pairs = before.length * after.length;
  assert(pairs > 0, 'a comparison with nothing');
  const all = [...before, ...after].sort((a, b) => a - b);
  const doubledRanks = doubledRanksOf(all);
  const rankSum = after.reduce((sum, value) => sum + (doubledRanks.get(value) as number), 0);
  const u = (rankSum - after.length * (after.length + 1)) / 2;
  const ranks = all.map((value) => doubledRanks.get(value) as number);
  const p =
    all.length <= EXACT_MAX
      ? exactChance({ ranks, picked: after.length, rankSum })
      : normalChance({ ranks, before: before.length, after: after.length, u });
  return { u, p, delta: (2 * u) / pairs - 1 };
}

/** Twice the rank of each value, so that the middle ranks of equal values are whole numbers. */
function doubledRanksOf(sorted: readonly number[]): Map<number, number> {
  const ranks = new Map<number, number>();
  sorted.forEach((value, at) => {
    const first = sorted.indexOf(value);
    // Ranks first + 1 to at + 1 share their mean; the last of equal values has the last say.
    ranks.set(value, first + at + 2);
  });
  return ranks;
}

/**
 * Of all ways to pick so many of the values, the share whose ranks add up to something as far from
 * the mean. Counted by sums: ways[k][s] is how many ways pick k values of sum s.
 */
function exactChance(question: {
  readonly ranks: readonly number[];
  readonly picked: number;
  readonly rankSum: number;
}): number {
  const { ranks, picked, rankSum } = question;
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: picked + 1 }, () => new Float64Array(total + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let k = picked; k >= 1; k--) {
      const to = ways[k] as Float64Array;
      const from = ways[k - 1] as Float64Array;
      for (let sum = total; sum >= rank; sum--) {
        to[sum] = (to[sum] as number) + (from[sum - rank] as number);
      }
    }
  }
  const middle = (total * picked) / ranks.length;
  const distance = Math.abs(rankSum - middle) - 1e-9;
  let far = 0;
  let every = 0;
  (ways[picked] as Float64Array).forEach((count, sum) => {
    every += count;
    if (Math.abs(sum - middle) >= distance) far += count;
  });
  return Math.min(1, far / every);
}

/** By variance nm/12 · (N + 1 − Σ(t³ − t)/(N(N − 1))), t the size of each group of equal values. */
function normalChance(question: {
  readonly ranks: readonly number[];
  readonly before: number;
  readonly after: number;
  readonly u: number;
}): number {
  const { ranks, before, after, u } = question;
  const groups = new Map<number, number>();
  for (const rank of ranks) groups.set(rank, (groups.get(rank) ?? 0) + 1);
  const ties = [...groups.values()].reduce((sum, size) => sum + size ** 3 - size, 0);
  const count = ranks.length;
  const pairs = before * after;
  const variance = (pairs / 12) * (count + 1 - ties / (count * (count - 1)));
  if (variance <= 0) return 1;
  const z = Math.max(0, Math.abs(u - pairs / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * normalTail(z));
}

/**
 * The largest k with P(U ≤ k) ≤ chance if both samples were alike and without ties; −1 where there
 * is none. `before` and `after` are how many values each has.
 */
export function rankMargin(question: {
  readonly before: number;
  readonly after: number;
  readonly chance: number;
}): number {
  const { before, after, chance } = question;
  const pairs = before * after;
  if (pairs > EXACT_PAIRS_MAX) {
    const sd = Math.sqrt((pairs * (before + after + 1)) / 12);
    let k = Math.floor(pairs / 2);
    while (k >= 0 && normalTail((pairs / 2 - k - 0.5) / sd) > chance) k--;
    return k;
  }
  const counts = uCounts(before, after);
  const every = counts.reduce((sum, count) => sum + count, 0);
  // (1 − 0.9)/2 is a little less than 0.05, which one of 20 orders has exactly.
  const allowed = chance * every * (1 + 1e-9);
  let below = 0;
  let k = -1;
  while (k < pairs && below + (counts[k + 1] as number) <= allowed) {
    k++;
    below += counts[k] as number;
  }
  return k;
}

/**
 * How many orders of n and m values have each U. The last value of all is one of the n, and larger
 * than all m, or one of the m: c(n, m, u) = c(n − 1, m, u − m) + c(n, m − 1, u).
 */
function uCounts(n: number, m: number): Float64Array {
  const single = (): Float64Array => {
    const counts = new Float64Array(n * m + 1);
    counts[0] = 1;
    return counts;
  };
  const byM = Array.from({ length: m + 1 }, single);
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) {
      const counts = byM[j] as Float64Array;
      const without = byM[j - 1] as Float64Array;
      for (let u = i * j; u >= 0; u--) {
        const shifted = u >= j ? (counts[u - j] as number) : 0;
        counts[u] = shifted + (without[u] as number);
      }
    }
  }
  return byM[m] as Float64Array;
}
