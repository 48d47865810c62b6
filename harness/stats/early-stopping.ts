/**
 * Whether a percentile lies within a limit, by how many requests took longer: of n independent
 * requests, the number beyond a true percentile p is binomial with chance 1 − p. Exact, and as
 * early as possible: this is the rule by which MLPerf lets a run stop early (Inference Rules,
 * appendix on early stopping). Requests that depend on each other are worth fewer: divide both
 * counts by the inflation of `quantileInterval`.
 */
import { strict as assert } from 'node:assert';
import { regularizedBeta } from './beta.ts';

/** What was seen; the counts need not be whole. */
export interface Exceedances {
  readonly count: number;
  /** Of those, how many took longer than the limit. */
  readonly over: number;
  /** Such as 99 for p99. */
  readonly percent: number;
  /** Chance of being wrong when it says `within`, and when it says `beyond`; 0.05 when absent. */
  readonly chance?: number;
}

/** `unclear`: it takes more requests. */
export type ExceedanceState = 'within' | 'beyond' | 'unclear';

/** P(at most `over` of `count`), each with chance `beyond`. */
function chanceOfAtMost(over: number, count: number, beyond: number): number {
  if (over >= count) return 1;
  return regularizedBeta({ a: count - over, b: over + 1, x: 1 - beyond });
}

/** Judges a percentile against a limit. */
export function judgeExceedances(seen: Exceedances): ExceedanceState {
  const { count, over, percent, chance = 0.05 } = seen;
  assert(over >= 0 && over <= count, `${over} of ${count}`);
  const beyond = beyondOf(percent);
  if (count === 0) return 'unclear';
  if (chanceOfAtMost(over, count, beyond) <= chance) return 'within';
  const atLeast = over === 0 ? 1 : regularizedBeta({ a: over, b: count - over + 1, x: beyond });
  return atLeast <= chance ? 'beyond' : 'unclear';
}

/** The fewest requests of which so many may take longer and the percentile still be `within`. */
export function requestsNeeded(question: Omit<Exceedances, 'count'>): number {
  const { over, percent, chance = 0.05 } = question;
  const beyond = beyondOf(percent);
  const suffices = (count: number): boolean => chanceOfAtMost(over, count, beyond) <= chance;
  let [low, high] = [over, over + 1];
  while (!suffices(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** 1 − p, without the error of 1 − 0.999 in doubles. */
function beyondOf(percent: number): number {
  assert(percent > 0 && percent < 100, `p${percent}`);
  return Number(((100 - percent) / 100).toPrecision(12));
}
