/**
 * Whether an objective holds, from trials of the same thing. The interval of the figure decides: it
 * holds where the whole interval is on the good side of the limit, is broken where all of it is on
 * the other, and cannot be told where the limit is inside.
 */
import type { TrialRecord } from '../../model/record.ts';
import type { Verdict } from '../../model/verdict.ts';
import { differenceInterval, type RangedFigure } from '../../stats/difference-interval.ts';
import {
  cpuPerAnswerInterval,
  errorShareInterval,
  type FigureInterval,
  type KnownFigure,
  LEVEL,
  latencyInterval,
  throughputInterval,
} from '../figure-interval.ts';
import { isWithin, type Limit, type Objective } from './objective.ts';
import { trialStretches } from './trial-stretches.ts';

/** What became of one objective. */
export interface Judgement {
  readonly objective: Objective;
  readonly verdict: Exclude<Verdict, 'invalid'>;
  /** Of how many trials. */
  readonly trials: number;
  /** Null where nothing is recorded that could tell. */
  readonly figure: FigureInterval | null;
  /** Of a baseline with what is added; null where the baseline is not known. */
  readonly limit: number | null;
  /** The same figure of the baseline. */
  readonly baseline: KnownFigure | null;
  /** About how much more must be measured; null where more of the same would not tell. */
  readonly moreNs: number | null;
  /** Of an objective of every stretch: how many there are, and which one decided, from 1. */
  readonly stretch?: { readonly index: number; readonly of: number };
}

/** The trials that are judged, and those of an earlier run that may be asked to be beaten. */
export interface Evidence {
  readonly trials: readonly TrialRecord[];
  readonly baseline?: readonly TrialRecord[];
}

/** Judges one objective on valid trials; there may be none. */
export function judgeObjective(objective: Objective, evidence: Evidence): Judgement {
  const { windowNs, figure } = objective;
  if (windowNs === undefined || evidence.trials.length === 0) {
    return judgeWhole(objective, evidence, LEVEL);
  }
  const kind = figure.kind === 'latency' ? figure.of : 'response';
  const stretches = evidence.trials.flatMap((trial) =>
    trialStretches(trial, { lengthNs: windowNs, kind }),
  );
  // One of many stretches would break it by luck: each is asked for so much more certainty.
  const level = 1 - (1 - LEVEL) / stretches.length;
  const all = stretches.map((stretch, at): Judgement => {
    const own = judgeWhole(objective, { ...evidence, trials: [stretch] }, level);
    // A longer run has more stretches, and none of them is longer.
    return { ...own, moreNs: null, stretch: { index: at + 1, of: stretches.length } };
  });
  return worstOf(all);
}

/** The one that decides: broken before unclear before held, and then the nearest to the limit. */
function worstOf(all: readonly Judgement[]): Judgement {
  const severity = { fail: 2, inconclusive: 1, pass: 0 } as const;
  const [first, ...others] = all;
  if (first === undefined) throw new TypeError('a trial has at least one stretch');
  return others.reduce((worst, one) => {
    const graver = severity[one.verdict] - severity[worst.verdict];
    return graver > 0 || (graver === 0 && badness(one) > badness(worst)) ? one : worst;
  }, first);
}

function badness({ objective, figure }: Judgement): number {
  const value = figure?.value ?? 0;
  return isUpper(objective) ? value : -value;
}

function judgeWhole(objective: Objective, evidence: Evidence, level: number): Judgement {
  const figure = figureOf(objective, evidence.trials, level);
  const base = figureOf(objective, evidence.baseline ?? [], level);
  const baseline = base?.state === 'known' ? base : null;
  const limit = limitValue(objective.limit, baseline);
  const known = { objective, trials: evidence.trials.length, figure, limit, baseline };
  if (figure?.state !== 'known' || limit === null) {
    const moreNs = figure?.state === 'too-few' ? figure.windowNsNeeded - figure.windowNs : null;
    return { ...known, verdict: 'inconclusive', moreNs: moreNs === 0 ? null : moreNs };
  }
  const excess = excessOver(objective.limit, figure, limit, baseline);
  const verdict = verdictOf(objective, excess);
  const moreNs = verdict === 'inconclusive' ? moreNeeded(excess, evidence.trials) : null;
  return { ...known, verdict, moreNs };
}

/** The figure an objective is about; null where it is not recorded. */
export function figureOf(
  { figure, operation }: Objective,
  trials: readonly TrialRecord[],
  level: number,
): FigureInterval | null {
  if (trials.length === 0) return null;
  const ofAll = trials.every((trial) => operation === undefined || operation in trial.operations);
  if (!ofAll) return null;
  const question = operation === undefined ? { level } : { level, operation };
  switch (figure.kind) {
    case 'latency':
      return latencyInterval(trials, { ...question, kind: figure.of, percent: figure.percent });
    case 'errors':
      return errorShareInterval(trials, question);
    case 'throughput':
      return throughputInterval(trials, { level });
    case 'cpu':
      return trials.some(({ usage }) => usage.target.cpuNs === null)
        ? null
        : cpuPerAnswerInterval(trials, { level });
    case 'memory':
      return memoryOf(trials);
  }
}

/** The most that was taken is read off and not estimated: it has no interval. */
function memoryOf(trials: readonly TrialRecord[]): KnownFigure | null {
  const sizes = trials.map(({ usage }) => usage.target.rssBytesMax);
  if (sizes.includes(null)) return null;
  const value = Math.max(...sizes.map(Number));
  const ends = { value, low: value, high: value, atLeast: false };
  return { state: 'known', ...ends, level: 1, runs: trials.length, count: trials.length };
}

function limitValue(limit: Limit, baseline: KnownFigure | null): number | null {
  if (limit.kind === 'absolute') return limit.value;
  return baseline === null ? null : baseline.value * limit.factor + limit.plus;
}

/** How far the figure lies beyond the limit. A baseline is uncertain, too, so both count. */
function excessOver(
  limit: Limit,
  figure: KnownFigure,
  limitNow: number,
  baseline: KnownFigure | null,
): RangedFigure {
  if (limit.kind === 'absolute' || baseline === null) {
    return differenceInterval(figure, { value: limitNow, low: limitNow, high: limitNow });
  }
  const { factor, plus } = limit;
  const allowed = {
    value: limitNow,
    low: baseline.low * factor + plus,
    high: baseline.high * factor + plus,
  };
  const inLogarithms = plus === 0 && figure.low > 0 && allowed.low > 0;
  return inLogarithms
    ? differenceInterval(logOf(figure), logOf(allowed))
    : differenceInterval(figure, allowed);
}

const logOf = ({ value, low, high }: RangedFigure): RangedFigure => ({
  value: Math.log(value),
  low: Math.log(low),
  high: Math.log(high),
});

const isUpper = ({ comparison }: Objective): boolean => comparison === '<' || comparison === '<=';

function verdictOf(objective: Objective, excess: RangedFigure): Judgement['verdict'] {
  const { comparison } = objective;
  const [worst, best] = isUpper(objective) ? [excess.high, excess.low] : [excess.low, excess.high];
  if (isWithin(worst, comparison, 0)) return 'pass';
  return isWithin(best, comparison, 0) ? 'inconclusive' : 'fail';
}

/** Beyond so many times what was measured, the figure is as good as at the limit. */
const TIMES_MAX = 1000;

/** The interval narrows with the square root of the time: it must no longer reach the limit. */
function moreNeeded(excess: RangedFigure, trials: readonly TrialRecord[]): number | null {
  const { value, low, high } = excess;
  const reach = value < 0 ? high - value : value - low;
  const times = (reach / value) ** 2;
  if (!(times < TIMES_MAX)) return null;
  const measuredNs = trials.reduce((sum, { window }) => sum + window.durationNs, 0);
  return Math.ceil(measuredNs * (times - 1));
}
