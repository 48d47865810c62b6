/**
 * Which rate a search confirms next. Down from where the target is expected to hold until a long
 * trial shows that it does, and up from where it is expected not to until one shows that, each step
 * a width wider than the one before. Where the trials of the search agree on a limit, the first
 * steps are as far from it as trials of that length need to tell, and no further; otherwise they
 * are at the bounds of the search.
 */
import { NS_PER_S } from '../model/units.ts';
import { BATCHES_MIN } from '../stats/batches.ts';
import type { CapacityBounds, CapacitySearch } from '../stats/capacity-search.ts';
import type { Crossing } from '../stats/share-crossing.ts';
import { type Confirmation, longerNs } from './capacity-confirmation.ts';

/** A confirmation is usually so many times as long as a trial of the search … */
const TIMES = 10;
/** … and at least this long: an interval needs enough seconds. */
const NS_MIN = 2 * BATCHES_MIN * NS_PER_S;
/** Where that has no interval, it may become so many times as long; a lower rate needs less. */
const LONGER_TIMES = 4;

/** What the search has come to. */
export interface Walk {
  readonly search: CapacitySearch;
  readonly bounds: CapacityBounds;
  /** Where its trials together see the limit. */
  readonly crossing: Crossing | null;
  readonly confirmations: readonly Confirmation[];
  /** Of a trial of the search at some rate. */
  lengthAt(ratePerSecond: number): number;
  /** Of a confirmation; as usual when absent. */
  readonly confirmationNs?: number | undefined;
}

/** A confirmation to be measured. */
export interface WalkStep {
  readonly purpose: 'confirmation';
  readonly ratePerSecond: number;
  readonly durationNs: number;
}

/** The next one; undefined when both sides are known, or cannot be. */
export function nextConfirmation(walk: Walk): WalkStep | undefined {
  const { confirmations } = walk;
  const first = firstSteps(walk);
  const at = (load: number): Confirmation | undefined =>
    confirmations.findLast((one) => one.ratePerSecond === load);
  const longer = (load: number): number | null => {
    const before = at(load);
    return before ? longerNs(before, LONGER_TIMES * usualNs(walk, load)) : null;
  };
  // Not measured yet, or too short to tell.
  const isOpen = (load: number): boolean => at(load) === undefined || longer(load) !== null;
  const stepAt = (load: number | undefined): WalkStep | undefined =>
    load === undefined
      ? undefined
      : {
          purpose: 'confirmation',
          ratePerSecond: load,
          durationNs: longer(load) ?? usualNs(walk, load),
        };
  const openOf = (loads: readonly number[], known: 'pass' | 'fail'): number | undefined =>
    confirmations.some(({ verdict }) => verdict === known) ? undefined : loads.find(isOpen);
  const [downs, ups] = [
    loadsFrom(first.down, -1, walk.search),
    loadsFrom(first.up, 1, walk.search),
  ];
  const [down, up] = [openOf(downs, 'pass'), openOf(ups, 'fail')];
  // One on each side before a second on any: what is seen on one side tells of the other, too.
  const isUpNext = down === undefined || (up === ups[0] && down !== downs[0]);
  return stepAt(isUpNext ? (up ?? down) : down);
}

const usualNs = ({ confirmationNs, lengthAt }: Walk, load: number): number =>
  confirmationNs ?? Math.max(NS_MIN, TIMES * lengthAt(load));

/** Where the walks begin; null where there is nothing to confirm on a side. */
function firstSteps(walk: Walk): Readonly<Record<'down' | 'up', number | null>> {
  const { bounds, crossing, search } = walk;
  const reach = crossing && reachOf(walk, crossing);
  if (crossing === null || reach === null) return { down: bounds.lower, up: bounds.upper };
  const within = (load: number): number => Math.min(search.max, Math.max(search.min, load));
  return {
    down: bounds.lower && within(crossing.load - reach),
    up: bounds.upper && within(crossing.load + reach),
  };
}

/** How sure a first confirmation shall be to tell: four times in five, in normal deviates. */
const SURE = 0.84;
/** A 95 % interval reaches so many standard errors. */
const REACH = 2;
/** Further from the limit than this share of it, the curve it comes from is none. */
const FAR = 0.3;

/**
 * How far from the limit of the search a confirmation tells, when one on each side is measured and
 * the interval of all trials decides. That the limit will then be seen elsewhere, by as much as the
 * search was uncertain of it, is taken into account. Null where that is too far.
 */
function reachOf(walk: Walk, { load, low, high, slope, inflation, share }: Crossing) {
  const requests = (load * usualNs(walk, load)) / NS_PER_S;
  const one = Math.sqrt(inflation / (requests * share * (1 - share))) / slope;
  const search = (high - low) / (2 * REACH);
  const all = 1 / Math.sqrt(2 / one ** 2 + 1 / search ** 2);
  const moved = Math.sqrt(search ** 2 - all ** 2);
  const reach = REACH * all + SURE * moved;
  return reach < FAR * load ? reach : null;
}

/** Each load is one width further from the one before than that was. */
function loadsFrom(
  from: number | null,
  direction: -1 | 1,
  { min, max, width }: CapacitySearch,
): readonly number[] {
  const loads: number[] = [];
  if (from === null) return loads;
  for (let [load, stride] = [from, 1]; load >= min && load <= max; stride++) {
    loads.push(load);
    load *= (1 - width) ** (-direction * stride);
  }
  return loads;
}
