/**
 * A figure of one or several trials of the same thing, with the interval it lies in, or the plain
 * statement that they are too few. Within one trial the seconds of its window are what scatters:
 * the interval says how well this run is known, not what the next one would show. Over several
 * trials the run is the unit: Student's t of their own figures, and never narrower than what the
 * seconds of all of them say. METHOD.md, "How well a figure is known", has the formulas.
 */
import { strict as assert } from 'node:assert';
import type { Counts, LatencyRecord, OperationRecord, TrialRecord } from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import { BATCHES_MIN } from '../stats/batches.ts';
import { Distribution, fromLatencyRecord } from '../stats/distribution.ts';
import { quantileScatter, scatteredInterval, valuesNeeded } from '../stats/quantile-interval.ts';
import {
  gatherParts,
  type RatioPart,
  ratioInflation,
  ratioInterval,
  ratioScatter,
  ratioSums,
} from '../stats/ratio-interval.ts';
import { replicateInterval } from '../stats/replicate-interval.ts';
import { shareInterval } from '../stats/share-interval.ts';
import { type LatencyKind, latencyBatches } from './latency-batches.ts';

/** The usual chance that an interval holds the true figure. */
export const LEVEL = 0.95;

interface FigureBasis {
  readonly level: number;
  /** Trials it is made of. */
  readonly runs: number;
  /** What it is made of: requests of a percentile or error share, else right answers. */
  readonly count: number;
}

/** A figure with the interval it lies in, both in the figure's own unit: ns, per second, or 1. */
export interface KnownFigure extends FigureBasis {
  readonly state: 'known';
  readonly value: number;
  readonly low: number;
  /** Infinite where requests that never ended may lie anywhere above. */
  readonly high: number;
  /** Whether the value itself is only the least it can be, for the same reason. */
  readonly atLeast: boolean;
}

/** A figure that the trials are too few or too short for. */
export interface UnknownFigure extends FigureBasis {
  readonly state: 'too-few';
  /** What was seen, where it may be told without an interval; null where it may not. */
  readonly value: number | null;
  readonly atLeast: boolean;
  /** About how many it takes in all. More may turn out to be needed. */
  readonly countNeeded: number;
  /** Length of all windows together, and about how long it takes at the same rate. */
  readonly windowNs: number;
  readonly windowNsNeeded: number;
}

/** Either an interval, or the statement that there is none. */
export type FigureInterval = KnownFigure | UnknownFigure;

/** What else may be asked of a figure. */
export interface FigureQuestion {
  /** 0.95 when absent. */
  readonly level?: number;
  /** Of this operation alone. */
  readonly operation?: string;
}

/** A percentile of the response times in ns; the trials are valid and of the same thing. */
export const responseInterval = (
  trials: readonly TrialRecord[],
  percent: number,
  question: FigureQuestion = {},
): FigureInterval => latencyInterval(trials, { ...question, kind: 'response', percent });

/** The same of any of the three distributions. */
export function latencyInterval(
  trials: readonly TrialRecord[],
  question: FigureQuestion & { readonly kind: LatencyKind; readonly percent: number },
): FigureInterval {
  const { kind, percent, level = LEVEL, operation } = question;
  const runs = trials.map((trial) => fromLatencyRecord(latencyOf(trial, kind, operation)));
  const all = new Distribution();
  for (const run of runs) all.add(run);
  const { count, censored } = all;
  const basis = { trials, level, count };
  const needed = valuesNeeded(percent);
  const least = all.percentile(percent);
  if (least === null || count < needed) return tooFew(basis, null, needed / Math.max(1, count));
  const seen = { value: least.valueNs, atLeast: least.atLeast };
  const between = percentileBetween(runs, { percent, level, value: seen.value });
  // An operation's own seconds are not recorded: it scatters as the whole of what it is part of.
  const batches = trials.flatMap((trial) => latencyBatches(trial, kind));
  const scatter = quantileScatter({ batches, percent });
  if (scatter === null) {
    return between
      ? knownFigure(basis, seen, [between])
      : tooFew(basis, seen, BATCHES_MIN / Math.max(1, batches.length));
  }
  const values = all.merged();
  const within = scatteredInterval({ values, censored, percent, level, scatter });
  if (within.state === 'too-few') return tooFew(basis, null, within.countNeeded / count);
  const ends = { low: within.lowNs, high: within.highNs };
  return knownFigure(basis, seen, between ? [ends, between] : [ends]);
}

/** By the runs' own percentiles; null for one run, and where one is too short for its own. */
function percentileBetween(
  runs: readonly Distribution[],
  at: { readonly percent: number; readonly value: number; readonly level: number },
): Ends | null {
  const { percent, value, level } = at;
  const found = runs.flatMap((run) =>
    run.count < valuesNeeded(percent) ? [] : (run.percentile(percent) ?? []),
  );
  if (found.length < Math.max(2, runs.length)) return null;
  const { low, high } = replicateInterval({ value, level, each: found.map((one) => one.valueNs) });
  return { low, high: found.some((one) => one.atLeast) ? Number.POSITIVE_INFINITY : high };
}

/** Right answers per second of the window. */
export function throughputInterval(
  trials: readonly TrialRecord[],
  { level = LEVEL }: Pick<FigureQuestion, 'level'> = {},
): FigureInterval {
  const basis = { trials, level, count: answeredOf(trials) };
  return ratioFigure(basis, (trial) =>
    trial.series.map((point, at) => ({
      numerator: point.answered,
      denominator: intervalNs(trial, at) / NS_PER_S,
    })),
  );
}

/** The target's processor time for each right answer, in ns. */
export function cpuPerAnswerInterval(
  trials: readonly TrialRecord[],
  { level = LEVEL }: Pick<FigureQuestion, 'level'> = {},
): FigureInterval {
  const basis = { trials, level, count: answeredOf(trials) };
  const known = trials.every(({ usage }) => usage.target.cpuNs !== null);
  if (!known) return tooFew(basis, null, 1);
  return ratioFigure(basis, (trial) => {
    const seconds = trial.series.flatMap(({ targetCpuNs, answered }) =>
      typeof targetCpuNs === 'number' ? [{ numerator: targetCpuNs, denominator: answered }] : [],
    );
    if (seconds.length === trial.series.length) return seconds;
    // A record without processor time by the second still has that of the whole window.
    return [{ numerator: trial.usage.target.cpuNs ?? 0, denominator: answeredOf([trial]) }];
  });
}

/**
 * Requests that got no right answer, as a share of all that were due. An operation's own seconds
 * are not recorded: its errors are taken to scatter as those of all operations together do.
 */
export function errorShareInterval(
  trials: readonly TrialRecord[],
  { level = LEVEL, operation }: FigureQuestion = {},
): FigureInterval {
  const runs = trials.map((trial) => errorPart(countsOf(trial, operation)));
  const [count, of] = ratioSums(runs);
  const basis = { trials, level, count: of };
  if (of < 2) return tooFew(basis, null, 2);
  const seen = { value: count / of, atLeast: false };
  const among = (inflation: number, degreesOfFreedom: number): Ends =>
    shareInterval({ count, of, inflation, degreesOfFreedom, level });
  const several = runs.length > 1 && runs.every(({ denominator }) => denominator > 0);
  const between = several ? [among(Math.max(1, designEffect(runs)), runs.length - 1)] : [];
  const seconds = trials.flatMap(({ series }) => series.map(errorPart));
  if (seconds.length < BATCHES_MIN) {
    if (several) return knownFigure(basis, seen, between);
    return tooFew(basis, seen, BATCHES_MIN / Math.max(1, seconds.length));
  }
  const batches = gatherParts(seconds);
  const inflation = designEffect(batches) * ratioInflation(batches);
  // Errors that scatter as independent ones do, as most do, leave no factor to estimate.
  const independent = inflation <= 1;
  const within = independent
    ? among(1, Number.POSITIVE_INFINITY)
    : among(inflation, batches.length - 1);
  return knownFigure(basis, seen, [within, ...between]);
}

/** A ratio over the seconds of one trial, or over the trials. */
function ratioFigure(
  basis: Basis,
  secondsOf: (trial: TrialRecord) => readonly RatioPart[],
): FigureInterval {
  const { trials, level } = basis;
  const byTrial = trials.map(secondsOf);
  const within = ratioInterval({ parts: byTrial.flat(), level });
  if (within.value === null) return tooFew(basis, null, BATCHES_MIN);
  const { value } = within;
  const seen = { value, atLeast: false };
  const each = byTrial
    .map(ratioSums)
    .flatMap(([above, below]) => (below > 0 ? [above / below] : []));
  const several = each.length > 1 && each.length === trials.length;
  const between = several ? [replicateInterval({ value, each, level })] : [];
  if (within.state === 'known') return knownFigure(basis, seen, [within, ...between]);
  return several ? knownFigure(basis, seen, between) : tooFew(basis, seen, within.timesNeeded);
}

interface Basis {
  readonly trials: readonly TrialRecord[];
  readonly level: number;
  readonly count: number;
}

interface Seen {
  readonly value: number;
  readonly atLeast: boolean;
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** The widest of the intervals. A time, a rate and a share are never below 0. */
function knownFigure(
  { trials, level, count }: Basis,
  seen: Seen,
  intervals: readonly Ends[],
): KnownFigure {
  const low = Math.min(seen.value, ...intervals.map((one) => one.low));
  const high = Math.max(seen.value, ...intervals.map((one) => one.high));
  const ends = { low: Math.max(0, low), high };
  return { state: 'known', ...seen, ...ends, level, runs: trials.length, count };
}

function tooFew(
  { trials, level, count }: Basis,
  seen: Seen | null,
  timesNeeded: number,
): UnknownFigure {
  const windowNs = trials.reduce((sum, { window }) => sum + window.durationNs, 0);
  return {
    state: 'too-few',
    value: seen?.value ?? null,
    atLeast: seen?.atLeast ?? false,
    level,
    runs: trials.length,
    count,
    countNeeded: Math.ceil(Math.max(1, count) * timesNeeded),
    windowNs,
    windowNsNeeded: Math.ceil(windowNs * timesNeeded),
  };
}

function latencyOf(trial: TrialRecord, kind: LatencyKind, operation?: string): LatencyRecord {
  return operation === undefined ? trial.latency[kind] : partOf(trial, operation).latency[kind];
}

function countsOf(trial: TrialRecord, operation?: string): Counts {
  return operation === undefined ? trial.counts : partOf(trial, operation).counts;
}

function partOf(trial: TrialRecord, operation: string): OperationRecord {
  const part = trial.operations[operation];
  assert(part !== undefined, `${trial.id} has no operation ${operation}`);
  return part;
}

const errorPart = ({ intended, completed }: Counts): RatioPart => ({
  numerator: intended - completed,
  denominator: intended,
});

/** φ of a share: how many times as much the parts scatter as independent requests would. */
function designEffect(parts: readonly RatioPart[]): number {
  const { value, variance, size } = ratioScatter(parts);
  return value <= 0 || value >= 1 ? 1 : variance / (size * value * (1 - value));
}

/** Right answers within the windows. */
const answeredOf = (trials: readonly TrialRecord[]): number =>
  trials.reduce((sum, { series }) => series.reduce((all, { answered }) => all + answered, sum), 0);

/** The last interval of a window may be shorter than the others. */
function intervalNs({ seriesIntervalNs, window, series }: TrialRecord, at: number): number {
  const fromNs = series[at]?.atNs ?? 0;
  return Math.max(0, Math.min(seriesIntervalNs, window.durationNs - fromNs));
}
