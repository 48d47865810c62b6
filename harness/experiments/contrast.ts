/**
 * Two things beside each other by one metric. The unit is the trial, never the request: requests of
 * one trial depend on each other, and a test on requests tells a server from itself in a third of
 * all cases at half load. Figures vary by factors, so everything is done on logarithms. Trials of
 * one block met the same arrivals at nearly the same time: what they share cancels in the ratio of
 * the block, and only the scatter of those ratios counts. Without blocks, as between two records,
 * it is Welch's t.
 *
 * One interval decides everything, and it is the one that is shown. Wholly beyond 1 it says better
 * or worse; wholly within the margin, alike (even where it leaves out 1: a difference there may be
 * real, but does not matter); otherwise nothing. An interval narrower than the margin always says
 * one of the two, so measuring on always decides.
 */
import { strict as assert } from 'node:assert';
import type { TrialRecord } from '../model/record.ts';
import { studentQuantile } from '../stats/student-t.ts';
import { type MeanDifference, paired, welch } from '../stats/welch.ts';
import type { Measured } from './measured.ts';
import type { Metric, MetricFigure } from './metric.ts';

/** With fewer blocks an interval says nothing that anybody could use. */
export const BLOCKS_MIN = 3;
/** A forecast beyond this is no help. */
const BLOCKS_FORESEEN_MAX = 1000;

/** What was measured, and which trials were measured beside each other. */
export interface Subject extends Measured {
  /** Subjects of the same run share its blocks; others have nothing to do with each other. */
  readonly run: string;
}

export interface ContrastQuestion {
  readonly metric: Metric;
  readonly reference: Subject;
  readonly other: Subject;
  /** 0.05: a difference of less than 5 % either way does not matter. */
  readonly margin: number;
  /** The chance that the interval misses the true ratio. */
  readonly error: number;
}

/**
 * `better` and `worse`: the other one, than the reference · `alike`: within the margin ·
 * `undecided`: the interval allows several of these.
 */
export type ContrastState = 'better' | 'worse' | 'alike' | 'undecided';

export interface Contrast {
  readonly metric: Metric;
  readonly reference: string;
  readonly other: string;
  readonly state: ContrastState;
  /** other/reference; null where one of them has no figure. */
  readonly ratio: number | null;
  /** The interval; null with too few trials for one. */
  readonly low: number | null;
  readonly high: number | null;
  /** What requests without an answer leave of the ratio: a bound, or nothing. */
  readonly bound: 'exact' | 'at-least' | 'at-most' | 'unknown';
  /** Blocks, or trials of the side that has fewer. */
  readonly samples: number;
  /** About how many more would decide; null where more would not, or nobody can tell. */
  readonly more: number | null;
}

/** Compares two subjects. */
export function contrast(question: ContrastQuestion): Contrast {
  const { metric, reference, other } = question;
  const inBlocks = reference.run === other.run;
  const { before, after } = inBlocks
    ? blocksOf(question)
    : { before: figuresOf(reference.trials, metric), after: figuresOf(other.trials, metric) };
  const samples = Math.min(before.length, after.length);
  const basis = { metric, reference: reference.name, other: other.name, samples };
  if (samples === 0) {
    const none = { ratio: null, low: null, high: null, more: null } as const;
    return { ...basis, ...none, state: 'undecided', bound: 'unknown' };
  }
  const logs = { before: before.map(logOf), after: after.map(logOf) };
  const bound = boundOf(before, after);
  if (samples < BLOCKS_MIN) {
    const ratio = Math.exp(meanOf(logs.after) - meanOf(logs.before));
    const more = BLOCKS_MIN - samples;
    return { ...basis, state: 'undecided', ratio, low: null, high: null, bound, more };
  }
  const difference = withGrain(inBlocks ? paired(logs) : welch(logs), metric.grain);
  const reach = reachAt(difference, samples, { error: question.error, samples });
  const low = Math.exp(difference.value - reach);
  const high = Math.exp(difference.value + reach);
  const state = stateOf({ low, high, bound }, question);
  const more =
    state === 'undecided' && bound === 'exact' ? moreFor(difference, basis, question) : null;
  return { ...basis, state, ratio: Math.exp(difference.value), low, high, bound, more };
}

const logOf = ({ value }: MetricFigure): number => Math.log(value);

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const figuresOf = (trials: readonly TrialRecord[], metric: Metric): MetricFigure[] =>
  trials.flatMap((trial) => metric.figure(trial) ?? []);

/** The figures of those blocks that have both. */
function blocksOf({ metric, reference, other }: ContrastQuestion): {
  readonly before: MetricFigure[];
  readonly after: MetricFigure[];
} {
  const before: MetricFigure[] = [];
  const after: MetricFigure[] = [];
  for (const trial of reference.trials) {
    const beside = other.trials.find(({ repetition }) => repetition === trial.repetition);
    const [own, others] = [metric.figure(trial), beside && metric.figure(beside)];
    if (own === undefined || others === undefined) continue;
    before.push(own);
    after.push(others);
  }
  return { before, after };
}

function boundOf(
  before: readonly MetricFigure[],
  after: readonly MetricFigure[],
): Contrast['bound'] {
  const some = (figures: readonly MetricFigure[]): boolean =>
    figures.some(({ atLeast }) => atLeast);
  if (some(before)) return some(after) ? 'unknown' : 'at-most';
  return some(after) ? 'at-least' : 'exact';
}

/**
 * Figures read off buckets may agree to the last digit by luck. What a bucket hides, even over its
 * width, has a variance of width²/12, twice in a ratio.
 */
function withGrain(difference: MeanDifference, grain: number): MeanDifference {
  const error = Math.hypot(difference.error, grain / Math.sqrt(6));
  return { ...difference, error };
}

/** How far the interval would reach with so many samples that scatter like these. */
function reachAt(
  { error, degreesOfFreedom: df }: MeanDifference,
  had: number,
  { error: chance, samples }: { readonly error: number; readonly samples: number },
): number {
  if (error === 0) return 0;
  const t = studentQuantile({ p: 1 - chance / 2, df: df * ((samples - 1) / (had - 1)) });
  return t * error * Math.sqrt(had / samples);
}

function stateOf(
  { low, high, bound }: Pick<Contrast, 'bound'> & { readonly low: number; readonly high: number },
  { metric, margin }: ContrastQuestion,
): ContrastState {
  const larger = metric.better === 'higher' ? 'better' : 'worse';
  const smaller = metric.better === 'higher' ? 'worse' : 'better';
  const within = low > 1 / (1 + margin) && high < 1 + margin;
  if (bound === 'exact' && within) return 'alike';
  if (low > 1 && (bound === 'exact' || bound === 'at-least')) return larger;
  if (high < 1 && (bound === 'exact' || bound === 'at-most')) return smaller;
  return 'undecided';
}

/** It is decided as soon as the interval no longer holds both 1 and an end of the margin. */
function moreFor(
  difference: MeanDifference,
  { samples }: { readonly samples: number },
  { margin, error }: ContrastQuestion,
): number | null {
  assert(margin > 0, `a margin of ${margin}`);
  const distance = Math.abs(difference.value);
  const room = Math.max(distance, Math.log1p(margin) - distance);
  const decides = (count: number): boolean =>
    reachAt(difference, samples, { error, samples: count }) < room;
  if (!decides(BLOCKS_FORESEEN_MAX)) return null;
  let [open, enough] = [samples, BLOCKS_FORESEEN_MAX];
  while (enough - open > 1) {
    const middle = Math.floor((open + enough) / 2);
    if (decides(middle)) enough = middle;
    else open = middle;
  }
  return enough - samples;
}

/** The same contrast with the sides changed. */
export function turned(one: Contrast): Contrast {
  const inverse = (value: number | null): number | null => (value === null ? null : 1 / value);
  const states = {
    better: 'worse',
    worse: 'better',
    alike: 'alike',
    undecided: 'undecided',
  } as const;
  const bounds = {
    exact: 'exact',
    'at-least': 'at-most',
    'at-most': 'at-least',
    unknown: 'unknown',
  } as const;
  return {
    ...one,
    reference: one.other,
    other: one.reference,
    state: states[one.state],
    ratio: inverse(one.ratio),
    low: inverse(one.high),
    high: inverse(one.low),
    bound: bounds[one.bound],
  };
}
