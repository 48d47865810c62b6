/**
 * The course of a search on one number of servers: a closed load that says how much gets done at
 * most, a search for the highest open load that holds (RFC 9971), and long trials that confirm what
 * it found, on both sides. It follows from the trials so far and keeps nothing else.
 *
 * The search decides by what single trials have seen, most of them, so that a few spoilt ones do
 * not matter. The confirmation decides by the intervals of the figures (see `capacity-walk.ts`).
 */
import type { TrialRecord } from '../model/record.ts';
import type { TrialPurpose } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';
import {
  bounding,
  type CapacityBounds,
  type CapacitySearch,
  nextStep,
} from '../stats/capacity-search.ts';
import { valuesNeeded } from '../stats/quantile-interval.ts';
import { type Confirmation, confirmationOf, settled } from './capacity-confirmation.ts';
import { type Crossings, crossingsOf, lowestOf } from './capacity-estimate.ts';
import { brokenIn, keepsUp, rateOf } from './capacity-trial.ts';
import { nextConfirmation } from './capacity-walk.ts';
import type { Objective } from './objectives/objective.ts';

/** What is asked of one number of servers. */
export interface CapacityQuestion {
  readonly objectives: readonly Objective[];
  /** Of a trial of the search. Where a percentile needs more requests than that, it is longer. */
  readonly trialNs: number;
  /** Of a confirmation; ten times as long as a trial of the search, and 20 s, when absent. */
  readonly confirmationNs?: number;
  /** How many trials decide on a load at most; more than half of them alike decide at once. */
  readonly trialsPerLoad: number;
  /** How near the bounds of the search get, as a share of the upper one. */
  readonly width: number;
  /** Where to search; from what a closed load gets done when absent. */
  readonly minPerSecond?: number;
  readonly maxPerSecond?: number;
}

/** A trial to be measured. */
export interface CourseStep {
  readonly purpose: TrialPurpose;
  /** Null for the closed load of the probe. */
  readonly ratePerSecond: number | null;
  readonly durationNs: number;
}

/** What is known, or what comes next. */
export interface Course {
  /** Undefined when nothing more is to be measured. */
  readonly next: CourseStep | undefined;
  /** What the closed load got done per second; null where none was measured. */
  readonly probePerSecond: number | null;
  /** What the search found; null before it began. */
  readonly bounds: CapacityBounds | null;
  readonly confirmations: readonly Confirmation[];
  /** The smallest rate at which trials were not valid again and again; 0 for the probe. */
  readonly unmeasurable: number | null;
}

/** So many trials of the same may be not valid. */
const INVALID_MAX = 3;
/** A rate so low that trials would have to be this many times as long is not looked at first. */
const LONGER_MAX = 4;
/** Around what the closed load got done: how far the search may go. */
const BELOW_PROBE = 100;
const ABOVE_PROBE = 4;
/** A queue is usable up to about here. */
const START_SHARE = 0.7;

/** The course after some trials, all on the same number of servers. */
export function courseOf(question: CapacityQuestion, trials: readonly TrialRecord[]): Course {
  const valid = trials.filter(({ verdict }) => verdict !== 'invalid');
  const probe = valid.find(({ purpose }) => purpose === 'probe') ?? null;
  const nothing = { bounds: null, confirmations: [], unmeasurable: null };
  const known = { ...nothing, probePerSecond: probe?.throughputPerSecond ?? null };
  const { minPerSecond, maxPerSecond } = question;
  if (probe === null && (minPerSecond === undefined || maxPerSecond === undefined)) {
    const step = { purpose: 'probe', ratePerSecond: null, durationNs: question.trialNs } as const;
    return hopelessRates('probe', trials).length > 0
      ? { ...known, next: undefined, unmeasurable: 0 }
      : { ...known, next: step };
  }
  if (probe !== null && probe.throughputPerSecond === 0) return { ...known, next: undefined };
  const search = searchOf(question, probe);
  return { ...known, ...searched(question, search, trials) };
}

type Searched = Pick<Course, 'next' | 'bounds' | 'confirmations' | 'unmeasurable'>;

function searched(
  question: CapacityQuestion,
  search: CapacitySearch,
  trials: readonly TrialRecord[],
): Searched {
  const { objectives, trialNs } = question;
  const valid = trials.filter(({ verdict }) => verdict !== 'invalid');
  const seen = valid
    .filter(({ purpose }) => purpose === 'search')
    .map((trial) => ({
      load: rateOf(trial),
      // Each counts the same, also those that had to be longer to tell a percentile.
      durationNs: trialNs,
      lossRatio: lossOf(trial, objectives),
    }));
  const confirmed = valid
    .filter(({ purpose }) => purpose === 'confirmation')
    .map((trial) => judgedOnce(trial, objectives));
  const stuck = hopelessRates('search', trials);
  // The search goes on below what cannot be measured, as if that were broken.
  const beyond = stuck.map((load) => ({
    load,
    durationNs: search.goal.durationSumNs,
    lossRatio: 1,
  }));
  const step = nextStep(search, [...seen, ...beyond]);
  const found = bounding(search, [...seen, ...beyond]);
  const isStuck = found.upper !== null && stuck.includes(found.upper);
  const bounds = isStuck ? { ...found, upper: null } : found;
  const unmeasurable = stuck.length === 0 ? null : Math.min(...stuck);
  const crossings = confirmed.length === 0 ? new Map() : crossingsBy(question, bounds, valid);
  const confirmations = confirmed.map((one) => settled(one, crossings));
  const known = { bounds, confirmations, unmeasurable };
  if (step.state === 'measure') {
    const durationNs = lengthAt(question, step.load);
    const next = { purpose: 'search', ratePerSecond: step.load, durationNs } as const;
    return { ...known, next };
  }
  const next = nextConfirmation({
    ...{ search, bounds, confirmations, confirmationNs: question.confirmationNs },
    // Of the search alone, so that the confirmations do not move where they begin.
    crossing: lowestOf(
      crossingsBy(
        question,
        bounds,
        valid.filter(({ purpose }) => purpose === 'search'),
      ),
    ),
    lengthAt: (load) => lengthAt(question, load),
  });
  const [stuckAt] = hopelessRates('confirmation', trials);
  return stuckAt === undefined
    ? { ...known, next }
    : { ...known, next: undefined, unmeasurable: stuckAt };
}

/** The middle of what a search has left open; 0 where it has found nothing. */
const middleOf = ({ lower, upper }: CapacityBounds): number =>
  Math.sqrt((lower ?? upper ?? 0) * (upper ?? lower ?? 0));

/** Where the limits are, by some of the trials. */
function crossingsBy(
  { objectives }: CapacityQuestion,
  bounds: CapacityBounds,
  trials: readonly TrialRecord[],
): Crossings {
  const near = middleOf(bounds);
  return near === 0 ? new Map() : crossingsOf(objectives, trials, near);
}

/** The rates that were tried often enough without one valid trial; 0 for the probe. */
function hopelessRates(purpose: TrialPurpose, trials: readonly TrialRecord[]): readonly number[] {
  const alike = trials.filter((trial) => trial.purpose === purpose);
  return [...new Set(alike.map(rateOf))].filter((rate) => {
    const last = alike.filter((trial) => rateOf(trial) === rate).slice(-INVALID_MAX);
    return last.length === INVALID_MAX && last.every(({ verdict }) => verdict === 'invalid');
  });
}

/** A course is asked for after every trial, and what a trial says never changes. */
const losses = new WeakMap<readonly Objective[], WeakMap<TrialRecord, number>>();
const judged = new WeakMap<readonly Objective[], WeakMap<TrialRecord, Confirmation>>();

function once<Value>(
  known: WeakMap<readonly Objective[], WeakMap<TrialRecord, Value>>,
  of: { readonly trial: TrialRecord; readonly objectives: readonly Objective[] },
  tell: () => Value,
): Value {
  const own = known.get(of.objectives) ?? new WeakMap<TrialRecord, Value>();
  known.set(of.objectives, own);
  const value = own.get(of.trial) ?? tell();
  own.set(of.trial, value);
  return value;
}

/** A trial can only hold or break what is asked. */
const lossOf = (trial: TrialRecord, objectives: readonly Objective[]): number =>
  once(losses, { trial, objectives }, () =>
    brokenIn(trial, objectives).length > 0 || !keepsUp(trial, objectives) ? 1 : 0,
  );

const judgedOnce = (trial: TrialRecord, objectives: readonly Objective[]): Confirmation =>
  once(judged, { trial, objectives }, () => confirmationOf(trial, objectives));

/** Where the search goes. A rate at which trials would have to be very long is left out. */
function searchOf(question: CapacityQuestion, probe: TrialRecord | null): CapacitySearch {
  const { trialNs, trialsPerLoad, width } = question;
  const peak = probe?.throughputPerSecond ?? 0;
  const told = (requestsNeeded(question) / (LONGER_MAX * trialNs)) * NS_PER_S;
  const usualMin = Math.min(peak / ABOVE_PROBE, Math.max(peak / BELOW_PROBE, told));
  const max = question.maxPerSecond ?? Math.max(peak, question.minPerSecond ?? 0) * ABOVE_PROBE;
  const min = question.minPerSecond ?? Math.min(usualMin, max / 2);
  const start = probe === null ? Math.sqrt(min * max) : peak * START_SHARE;
  return {
    min,
    max,
    width,
    start: Math.min(max, Math.max(min, start)),
    goal: {
      lossRatio: 0,
      exceedRatio: 0.5,
      fullTrialNs: trialNs,
      durationSumNs: trialNs * trialsPerLoad,
    },
  };
}

/** The most requests that any percentile asked for needs. */
const requestsNeeded = ({ objectives }: CapacityQuestion): number =>
  Math.max(
    0,
    ...objectives.map(({ figure }) =>
      figure.kind === 'latency' ? valuesNeeded(figure.percent) : 0,
    ),
  );

function lengthAt(question: CapacityQuestion, ratePerSecond: number): number {
  const needed = Math.ceil(requestsNeeded(question) / ratePerSecond);
  return Math.max(question.trialNs, needed * NS_PER_S);
}
