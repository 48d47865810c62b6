/**
 * Whether a load can be carried, judged by several trials at it, some of which may have been hit by
 * something that has nothing to do with the load. The rules are those of RFC 9971, Multiple Loss
 * Ratio Search (May 2026), appendices A and B, word for word in other words. Its printed example
 * calls a load whose exceed ratio is 42.857 % a lower bound for a goal of 20 %; by its own
 * pseudocode, and here, it is an upper bound.
 */

/** One trial at a load. */
export interface LoadTrial {
  readonly durationNs: number;
  /**
   * Share of the load that was not carried, from 0 to 1. Where a trial can only hold or break an
   * objective, 0 or 1.
   */
  readonly lossRatio: number;
}

/** What a load must be like. */
export interface LoadGoal {
  /** A trial that loses more is a bad one. */
  readonly lossRatio: number;
  /** Share of the time in which trials may be bad, from 0 to below 1. One half is steadiest. */
  readonly exceedRatio: number;
  /** Trials at least this long count in full; shorter ones only where they are bad. */
  readonly fullTrialNs: number;
  /** With full trials of so much time together every load is decided. */
  readonly durationSumNs: number;
}

/**
 * `lower`: the load is carried, the limit lies at it or above · `upper`: it is not · `undecided`:
 * more trials could still make it either.
 */
export type LoadClass = 'lower' | 'upper' | 'undecided';

/**
 * Classifies a load by all trials at it. What is missing of the duration sum is once supposed to
 * turn out well and once badly; where both say the same, no further trial can change it. So six
 * bad trials of eleven decide against, with an exceed ratio of a half.
 */
export function classifyLoad(trials: readonly LoadTrial[], goal: LoadGoal): LoadClass {
  const { exceedRatio, durationSumNs } = goal;
  const full = { goodNs: 0, badNs: 0 };
  const short = { goodNs: 0, badNs: 0 };
  for (const { durationNs, lossRatio } of trials) {
    const sums = durationNs >= goal.fullTrialNs ? full : short;
    if (lossRatio > goal.lossRatio) sums.badNs += durationNs;
    else sums.goodNs += durationNs;
  }
  // Short trials speak against a load as far as they are worse than the goal allows, never for it.
  const balancedNs = (short.goodNs * exceedRatio) / (1 - exceedRatio);
  const badNs = full.badNs + Math.max(0, short.badNs - balancedNs);
  const wholeNs = Math.max(full.goodNs + badNs, durationSumNs);
  const allowedNs = wholeNs * exceedRatio;
  if (wholeNs - full.goodNs <= allowedNs) return 'lower';
  return badNs <= allowedNs ? 'undecided' : 'upper';
}

/**
 * What gets through at a load, as a share of it: of all full trials in the order of their losses,
 * the one at the exceed ratio from the worst end, where time that was not measured counts as lost
 * altogether. Of a lower bound this is never less than the goal's loss ratio leaves.
 */
export function conditionalShare(trials: readonly LoadTrial[], goal: LoadGoal): number {
  const full = trials
    .filter(({ durationNs }) => durationNs >= goal.fullTrialNs)
    .sort((a, b) => a.lossRatio - b.lossRatio);
  const measuredNs = full.reduce((sum, { durationNs }) => sum + durationNs, 0);
  let remainingNs = Math.max(goal.durationSumNs, measuredNs) * (1 - goal.exceedRatio);
  for (const { durationNs, lossRatio } of full) {
    remainingNs -= durationNs;
    if (remainingNs <= 0) return 1 - lossRatio;
  }
  return 0;
}
