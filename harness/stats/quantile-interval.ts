/**
 * How well a percentile of a run is known. The textbook interval takes the values at the ranks
 * np ± z√(np(1 − p)) and holds for independent values. Latencies are not independent: a queue that
 * is long stays long for a while, and the textbook interval then holds the true p99 in half of all
 * runs instead of 95 %. So the run is cut into batches of time, and the scatter of how many values
 * of each batch lie above the percentile, over the scatter that independent values would show, is
 * the factor φ by which the run is worth fewer values than it has: the ranks become
 * np ± t√(φnp(1 − p)), t Student's of as many degrees of freedom as there are batches less one.
 *
 * The ranks are those of an order statistic interval (David and Nagaraja, Order Statistics, 7.1);
 * the inflation is that of overdispersed counts (McCullagh and Nelder, Generalized Linear Models,
 * 4.5.2), here of exceedances.
 */
import { strict as assert } from 'node:assert';
import { Histogram } from './histogram.ts';
import { studentQuantile } from './student-t.ts';

/** With fewer batches the factor φ is itself too uncertain. */
export const BATCHES_MIN = 10;
/** From more batches on, each has too little in it to tell. */
const BATCHES_MAX = 40;
/** So many independent values must lie beyond a percentile, or the interval does not hold. */
const BEYOND_MIN = 5;

/** What is asked. */
export interface QuantileQuestion {
  /** The values by stretches of time of equal length, in order. */
  readonly batches: readonly Histogram[];
  /** Such as 99 for p99, above 0 and below 100. */
  readonly percent: number;
  /** The chance that the interval holds the true value; 0.95 when absent. */
  readonly level?: number;
}

/** A percentile with the interval it lies in. */
export interface KnownQuantile {
  readonly state: 'known';
  readonly valueNs: number;
  readonly lowNs: number;
  readonly highNs: number;
  readonly count: number;
  /** φ, 1 or more: how many values are worth one independent value. */
  readonly inflation: number;
}

/** A percentile that the run is too short for, and what it would take. */
export interface UnknownQuantile {
  readonly state: 'too-few';
  readonly count: number;
  /** As above; null where there are too few batches to tell. */
  readonly inflation: number | null;
  /** About how many values it takes. The longer run may show that it takes more. */
  readonly countNeeded: number;
}

/** Either an interval, or the statement that there is none. */
export type QuantileInterval = KnownQuantile | UnknownQuantile;

/**
 * The interval of a percentile. From 10 batches on; where there are more than 40, neighbours are
 * taken together. Nothing is said where fewer than five independent values lie beyond.
 */
export function quantileInterval(question: QuantileQuestion): QuantileInterval {
  const { percent, level = 0.95 } = question;
  assert(percent > 0 && percent < 100 && level > 0 && level < 1, `p${percent} at ${level}`);
  const batches = gather(question.batches);
  const whole = new Histogram();
  for (const batch of batches) whole.add(batch);
  const { count } = whole;
  const p = percent / 100;
  // Rounded because 1 − 0.999 is a little more than 0.001, and a run of just enough would fail.
  const rarer = Number(Math.min(p, 1 - p).toPrecision(12));
  if (batches.length < BATCHES_MIN || count === 0) {
    return { state: 'too-few', count, inflation: null, countNeeded: Math.ceil(BEYOND_MIN / rarer) };
  }
  const valueNs = whole.valueAtRank(whole.rankOf(percent));
  const milderNs = whole.valueAtRank(whole.rankOf(milderPercent(percent)));
  const inflation = Math.max(inflationOf(batches, valueNs), inflationOf(batches, milderNs));
  const t = studentQuantile({ p: (1 + level) / 2, df: batches.length - 1 });
  const reach = t * Math.sqrt(inflation * count * p * (1 - p));
  const low = Math.floor(count * p - reach);
  const high = Math.ceil(count * p + reach);
  if (count * rarer < BEYOND_MIN * inflation || low < 1 || high > count) {
    const byBeyond = (BEYOND_MIN * inflation) / rarer;
    // Ranks 1 and n are reached where np = t√(φnp(1 − p)), for the rarer side of the two.
    const byReach = (t * t * inflation * (1 - rarer)) / rarer;
    const countNeeded = Math.max(count + 1, Math.ceil(Math.max(byBeyond, byReach)));
    return { state: 'too-few', count, inflation, countNeeded };
  }
  const { lowNs } = bucketOf(whole, low);
  return { state: 'known', valueNs, lowNs, highNs: whole.valueAtRank(high), count, inflation };
}

/**
 * Few values lie beyond a rare percentile, so its own scatter is at times small by luck, and the
 * run seems to suffice. What lies ten times as often beyond shows the same bursts more surely.
 */
const milderPercent = (percent: number): number =>
  percent > 50 ? 100 - Math.min(50, 10 * (100 - percent)) : percent;

/** Neighbours taken together, so that there are 40 batches at most, of equal length. */
function gather(batches: readonly Histogram[]): readonly Histogram[] {
  const each = Math.ceil(batches.length / BATCHES_MAX);
  if (each === 1) return batches;
  const gathered: Histogram[] = [];
  for (let from = 0; from < batches.length; from += each) {
    const one = new Histogram();
    for (const batch of batches.slice(from, from + each)) one.add(batch);
    gathered.push(one);
  }
  return gathered;
}

/**
 * φ = Σ(cᵢ − mᵢe)² / ((b − 1) m̄ e (1 − e)) over b batches of mᵢ values, cᵢ of them above, where e
 * is the share above in all. That share and not 1 − p, because equal values (of a server that
 * always takes 50 ms, say) put a percentile on a whole block of them. Never below 1: no run is
 * worth more values than it has.
 */
function inflationOf(batches: readonly Histogram[], valueNs: number): number {
  const above = batches.map((batch) => batch.countAbove(valueNs));
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const share = above.reduce((sum, one) => sum + one, 0) / count;
  if (share === 0) return 1;
  const scatter = batches.reduce(
    (sum, batch, at) => sum + ((above[at] as number) - batch.count * share) ** 2,
    0,
  );
  const meanSize = count / batches.length;
  const asIndependent = (batches.length - 1) * meanSize * share * (1 - share);
  return Math.max(1, scatter / asIndependent);
}

/** The bucket that a rank falls into: its lower end is the honest lower limit. */
function bucketOf(histogram: Histogram, rank: number): { readonly lowNs: number } {
  let seen = 0;
  for (const { lowNs, count } of histogram.nonZero()) {
    seen += count;
    if (seen >= rank) return { lowNs: Math.max(lowNs, histogram.minNs ?? 0) };
  }
  return assert.fail(`rank ${rank} of ${histogram.count}`);
}
