import type { TrialRecord } from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { BATCHES_MIN } from '../stats/batches.ts';
import { latencyBatches } from '../stats/latency-batches.ts';
import type { Crossings } from './capacity-estimate.ts';
import { brokenIn, keepsUp, rateOf } from './capacity-trial.ts';
import type { Objective } from './objectives/objective.ts';
import { type Judgement, judgeObjective } from './objectives/objective-judgement.ts';

/** A long trial at a load that the search has found, judged by the intervals of its figures. */
export interface Confirmation {
  readonly ratePerSecond: number;
  readonly trial: TrialRecord;
  readonly judgements: readonly Judgement[];
  /** Whether answers came as fast as requests were due. */
  readonly keepsUp: boolean;
  readonly verdict: Exclude<Verdict, 'invalid'>;
  /** All trials together have decided, and not this one alone. */
  readonly byAll?: true;
}

/** Judges one. A target that falls behind does not hold the load, whatever its figures say. */
export function confirmationOf(trial: TrialRecord, objectives: readonly Objective[]): Confirmation {
  const judgements = objectives.map((one) => judgeObjective(one, { trials: [trial] }));
  const isBehind = !keepsUp(trial, objectives);
  const isThroughout = objectives.some((one) => brokenThroughout(one, trial));
  const some = (verdict: Judgement['verdict']): boolean =>
    judgements.some((one) => one.verdict === verdict);
  const verdict =
    isBehind || isThroughout || some('fail')
      ? 'fail'
      : some('inconclusive')
        ? 'inconclusive'
        : 'pass';
  const ratePerSecond = rateOf(trial);
  return { ratePerSecond, trial, judgements, keepsUp: !isBehind, verdict };
}

/**
 * What it comes to beside all other trials. Alone it may not tell; where it was seen to hold, and
 * all trials together see every limit that it leaves open above its rate (by the 95 % intervals of
 * where they are reached), it holds. The same the other way round.
 */
export function settled(confirmation: Confirmation, crossings: Crossings): Confirmation {
  if (confirmation.verdict !== 'inconclusive') return confirmation;
  const { ratePerSecond, trial, judgements } = confirmation;
  const open = judgements.filter(({ verdict }) => verdict === 'inconclusive');
  const seen = brokenIn(
    trial,
    open.map(({ objective }) => objective),
  );
  const isBeyond = (objective: Objective): boolean =>
    ratePerSecond >= (crossings.get(objective)?.high ?? Number.POSITIVE_INFINITY);
  if (seen.some(isBeyond)) return { ...confirmation, verdict: 'fail', byAll: true };
  const isWithin = ({ objective }: Judgement): boolean =>
    ratePerSecond <= (crossings.get(objective)?.low ?? 0);
  return seen.length === 0 && open.every(isWithin)
    ? { ...confirmation, verdict: 'pass', byAll: true }
    : confirmation;
}

/**
 * Whether a limit on a latency is broken in every stretch of the trial. A queue that only grows has
 * no interval, because no stretch of it is worth an independent value; and needs none.
 */
function brokenThroughout({ figure, limit, operation }: Objective, trial: TrialRecord): boolean {
  const isOther = figure.kind !== 'latency' || limit.kind !== 'absolute' || operation !== undefined;
  if (isOther) return false;
  const batches = latencyBatches(trial, figure.of).filter(({ count }) => count > 0);
  const allowed = (100 - figure.percent) / 100;
  return (
    batches.length >= BATCHES_MIN &&
    batches.every((batch) => batch.countAbove(limit.value) > allowed * batch.count)
  );
}

/** A confirmation may become so many times as long as what was too short. */
const LONGER_TIMES_MAX = 4;
/** What is needed is guessed from too little; so more of it. */
const MARGIN = 1.3;

/**
 * How long it must be to have an interval at all; null where it has one, or where it is as long as
 * it may be.
 */
export function longerNs(
  { verdict, judgements, trial }: Confirmation,
  lengthNsMax: number,
): number | null {
  const { durationNs } = trial.window;
  if (verdict !== 'inconclusive' || durationNs >= lengthNsMax) return null;
  const needed = judgements.flatMap(({ figure }) =>
    figure?.state === 'too-few' ? [figure.windowNsNeeded * MARGIN] : [],
  );
  if (needed.length === 0) return null;
  const seconds = Math.ceil(
    Math.min(Math.max(...needed), durationNs * LONGER_TIMES_MAX, lengthNsMax) / NS_PER_S,
  );
  return seconds * NS_PER_S > durationNs ? seconds * NS_PER_S : null;
}
