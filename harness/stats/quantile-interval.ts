/**
 * How well a percentile of a run is known. The textbook interval takes the values at the ranks
 * np ± z√(np(1 − p)) and holds for independent values. Latencies are not independent: a queue that
 * is long stays long for a while, and the textbook interval then holds the true p99 in half of all
 * runs instead of 95 %. So the run is cut into batches of time, and the scatter of how many values
 * of each batch lie above the percentile, over the scatter that independent values would show, is
 * the factor φ by which the run is worth fewer values than it has: the ranks become
 * np ± t√(φnp(1 − p)), t Student's of one degree of freedom less than there are independent
 * batches.
 *
 * The ranks are those of an order statistic interval (David and Nagaraja, Order Statistics, 7.1);
 * the inflation is that of overdispersed counts (McCullagh and Nelder, Generalized Linear Models,
 * 4.5.2), here of exceedances.
 */
import { strict as assert } from 'node:assert';
import { BATCHES_MIN, gatherBatches } from './batches.ts';
import { Histogram } from './histogram.ts';
import { ratioInflation, ratioScatter } from './ratio-interval.ts';
import { studentQuantile } from './student-t.ts';

/**
 * So many independent values must lie beyond a percentile, or its interval does not hold. With
 * fewer values than that, independent or not, a percentile is the luck of single ones.
 */
export const SAMPLES_BEYOND_MIN = 5;

/** What is asked. */
export interface QuantileQuestion {
  /** The values by stretches of time of equal length, in order. */
  readonly batches: readonly Histogram[];
  /** Such as 99 for p99, above 0 and below 100. */
  readonly percent: number;
  /** The chance that the interval holds the true value; 0.95 when absent. */
  readonly level?: number;
  /** Those of the values that are only the least they can be; none when absent. */
  readonly censored?: Histogram;
}

/** The same of values whose order is not known, but how much they scatter. */
export interface ScatterQuestion extends Omit<QuantileQuestion, 'batches'> {
  readonly values: Histogram;
  readonly scatter: Scatter;
}

/** How much stretches of time differ in how many of their values lie beyond a percentile. */
export interface Scatter {
  /** φ, 1 or more: how many values are worth one independent value. */
  readonly inflation: number;
  /** Of φ: independent stretches less one. */
  readonly degreesOfFreedom: number;
}

/** A percentile with the interval it lies in. */
export interface KnownQuantile {
  readonly state: 'known';
  readonly valueNs: number;
  readonly lowNs: number;
  /** Infinite where censored values may lie anywhere above. */
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

/** How many values put `beyond` of them beyond a percentile: 500 for p99, 5,000 for p99.9. */
export function valuesNeeded(percent: number, beyond = SAMPLES_BEYOND_MIN): number {
  return Math.ceil(beyond / rarerShare(percent));
}

/**
 * The interval of a percentile. From 10 batches on; where there are more than 40, neighbours are
 * taken together. Nothing is said where fewer than five independent values lie beyond.
 */
export function quantileInterval(question: QuantileQuestion): QuantileInterval {
  const { batches, ...rest } = question;
  const values = mergedOf(batches);
  const scatter = quantileScatter(question);
  if (scatter !== null) return scatteredInterval({ ...rest, values, scatter });
  const { count } = values;
  // As many more as it takes to fill the batches that are missing.
  const byBatches = Math.ceil((count * BATCHES_MIN) / Math.max(1, batches.length));
  const countNeeded = Math.max(valuesNeeded(rest.percent), byBatches);
  return { state: 'too-few', count, inflation: null, countNeeded };
}

/** φ of a percentile; null where there are too few batches to tell, or nothing in them. */
export function quantileScatter(
  question: Pick<QuantileQuestion, 'batches' | 'percent'> & {
    /** The batches merged, where the caller has that already. */
    readonly whole?: Histogram;
  },
): Scatter | null {
  const { percent } = question;
  assert(percent > 0 && percent < 100, `p${percent}`);
  const batches = gatherBatches(question.batches, mergedOf);
  const whole = question.whole ?? mergedOf(batches);
  if (batches.length < BATCHES_MIN || whole.count === 0) return null;
  const at = (some: number): Scatter => scatterAt(batches, whole.valueAtRank(whole.rankOf(some)));
  const [own, milder] = [at(percent), at(milderPercent(percent))];
  return {
    inflation: Math.max(own.inflation, milder.inflation),
    degreesOfFreedom: Math.min(own.degreesOfFreedom, milder.degreesOfFreedom),
  };
}

/** The interval of a percentile of values that scatter as something else they are part of does. */
export function scatteredInterval(question: ScatterQuestion): QuantileInterval {
  const { percent, level = 0.95, values, censored, scatter } = question;
  assert(percent > 0 && percent < 100 && level > 0 && level < 1, `p${percent} at ${level}`);
  const { count } = values;
  const { inflation, degreesOfFreedom } = scatter;
  const p = percent / 100;
  const rarer = rarerShare(percent);
  const t = studentQuantile({ p: (1 + level) / 2, df: degreesOfFreedom });
  const reach = t * Math.sqrt(inflation * count * p * (1 - p));
  const low = Math.floor(count * p - reach);
  const high = Math.ceil(count * p + reach);
  if (count * rarer < SAMPLES_BEYOND_MIN * inflation || low < 1 || high > count) {
    const byBeyond = (SAMPLES_BEYOND_MIN * inflation) / rarer;
    // Ranks 1 and n are reached where np = t√(φnp(1 − p)), for the rarer side of the two.
    const byReach = (t * t * inflation * (1 - rarer)) / rarer;
    const countNeeded = Math.max(count + 1, Math.ceil(Math.max(byBeyond, byReach)));
    return { state: 'too-few', count, inflation, countNeeded };
  }
  const valueNs = values.valueAtRank(values.rankOf(percent));
  const { lowNs } = bucketOf(values, low);
  return {
    state: 'known',
    valueNs,
    lowNs,
    highNs: mostAt(high, values, censored),
    count,
    inflation,
  };
}

/** 1 − p, or p below the median: the share of the values on the rarer side. */
function rarerShare(percent: number): number {
  // Rounded because 1 − 0.999 is a little more than 0.001, and a run of just enough would fail.
  return Number(Math.min(percent / 100, 1 - percent / 100).toPrecision(12));
}

/** The value of a rank when every censored value is as large as can be. */
function mostAt(rank: number, values: Histogram, censored?: Histogram): number {
  if (censored === undefined || censored.count === 0) return values.valueAtRank(rank);
  const rest = values.minus(censored);
  return rank > rest.count ? Number.POSITIVE_INFINITY : rest.valueAtRank(rank);
}

function mergedOf(batches: readonly Histogram[]): Histogram {
  const whole = new Histogram();
  for (const batch of batches) whole.add(batch);
  return whole;
}

/**
 * Few values lie beyond a rare percentile, so its own scatter is at times small by luck, and the
 * run seems to suffice. What lies ten times as often beyond shows the same bursts more surely.
 */
const milderPercent = (percent: number): number =>
  percent > 50 ? 100 - Math.min(50, 10 * (100 - percent)) : percent;

/**
 * φ = τ Σdᵢ² / ((b − 1) m̄ e (1 − e)) over b batches of mᵢ values, where d = c − m e is by how much
 * the cᵢ above the percentile differ from the share e above in all, and τ, the autocorrelation time
 * of d, is how many neighbouring batches are worth one. That share and not 1 − p, because equal
 * values (of a server that always takes 50 ms, say) put a percentile on a whole block of them.
 * Never below 1: no run is worth more values than it has.
 */
function scatterAt(batches: readonly Histogram[], valueNs: number): Scatter {
  const parts = batches.map((batch) => ({
    numerator: batch.countAbove(valueNs),
    denominator: batch.count,
  }));
  const { value: share, variance, size } = ratioScatter(parts);
  const neighbours = ratioInflation(parts);
  // A run that is one long swing has one left at least.
  const degreesOfFreedom = Math.max(1, batches.length / neighbours - 1);
  const times = share === 0 ? 0 : (neighbours * variance) / (size * share * (1 - share));
  return { inflation: Math.max(1, times), degreesOfFreedom };
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
