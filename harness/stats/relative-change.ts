/**
 * By what factor something changed, and whether that matters. Times and rates vary by factors, so
 * everything is done on logarithms: the factor is that of the geometric means.
 */
import { strict as assert } from 'node:assert';
import type { TwoSamples } from './two-samples.ts';
import { paired, reachOf, welch } from './welch.ts';

/** A factor and the interval it lies in. */
export interface Factor {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two samples of two values or more, all above 0. */
export interface FactorQuestion extends TwoSamples {
  /** 0.95 when absent. */
  readonly level?: number;
  /** The i-th values of both were measured beside each other; false when absent. */
  readonly inPairs?: boolean;
}

/** after/before of the geometric means, by Welch's t, or by the t of the pairs. */
export function geometricRatio(question: FactorQuestion): Factor {
  const { before, after, level = 0.95, inPairs = false } = question;
  assert(
    [...before, ...after].every((value) => value > 0),
    'a ratio of what is not above 0',
  );
  const logs = { before: before.map(Math.log), after: after.map(Math.log) };
  const difference = inPairs ? paired(logs) : welch(logs);
  const reach = reachOf(difference, level);
  const { value } = difference;
  return {
    value: Math.exp(value),
    low: Math.exp(value - reach),
    high: Math.exp(value + reach),
  };
}

/** Whether a change of this size would matter, and how sure one wants to be. */
export interface MarginQuestion extends Omit<FactorQuestion, 'level'> {
  /** 0.05: less than 5 % either way does not matter. */
  readonly margin: number;
  /** The chance to call a change of just the margin larger or smaller. 0.01 when absent. */
  readonly alarm?: number;
  /** The chance to call a change of just the margin alike. 0.05 when absent. */
  readonly blindness?: number;
}

/**
 * `larger`, `smaller`: surely by more than the margin · `alike`: surely by less, either way
 * (Schuirmann's two one-sided tests, 1987) · `unclear`: neither, so measure more.
 */
export type ChangeState = 'larger' | 'smaller' | 'alike' | 'unclear';

/** What is known of a change. */
export interface Change {
  readonly state: ChangeState;
  /** With the interval that `larger` and `smaller` are decided by. */
  readonly factor: Factor;
}

/**
 * Judges a change against a margin. Asked again and again with more data until the answer pleases,
 * its chances of error do not hold: fix how often it will be asked, and divide them by that.
 */
export function judgeChange(question: MarginQuestion): Change {
  const { margin, alarm = 0.01, blindness = 0.05, ...samples } = question;
  assert(margin > 0, `a margin of ${margin}`);
  const factor = geometricRatio({ ...samples, level: 1 - 2 * alarm });
  const near = geometricRatio({ ...samples, level: 1 - 2 * blindness });
  const [least, most] = [1 / (1 + margin), 1 + margin];
  if (factor.low > most) return { state: 'larger', factor };
  if (factor.high < least) return { state: 'smaller', factor };
  const alike = near.low > least && near.high < most;
  return { state: alike ? 'alike' : 'unclear', factor };
}
