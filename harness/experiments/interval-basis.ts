/** What all figures with an interval are made of. */
import { strict as assert } from 'node:assert';
import type { OperationRecord, TrialRecord } from '../model/record.ts';
import { BATCHES_MIN } from '../stats/batches.ts';
import { mean } from '../stats/moments.ts';
import type { Scatter } from '../stats/quantile-interval.ts';
import { replicateInterval, runsNeeded } from '../stats/replicate-interval.ts';

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

/** Of what a figure is. */
export interface Basis {
  readonly trials: readonly TrialRecord[];
  readonly level: number;
  readonly count: number;
}

/** A figure before it has an interval. */
export interface Seen {
  readonly value: number;
  readonly atLeast: boolean;
}

/** Where an interval begins and ends. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** The widest of the intervals. A time, a rate and a share are never below 0. */
export function knownFigure(
  { trials, level, count }: Basis,
  seen: Seen,
  intervals: readonly Ends[],
): KnownFigure {
  const low = Math.min(seen.value, ...intervals.map((one) => one.low));
  const high = Math.max(seen.value, ...intervals.map((one) => one.high));
  const ends = { low: Math.max(0, low), high };
  return { state: 'known', ...seen, ...ends, level, runs: trials.length, count };
}

export function tooFew(
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

/** Each run scatters around itself; null as soon as one is too short to tell by how much. */
export function pooledScatter(
  scatters: readonly (Scatter | null)[],
  trials: readonly TrialRecord[],
): Scatter | null {
  const known = scatters.filter((one) => one !== null);
  if (known.length === 0 || known.length < trials.length) return null;
  return {
    inflation: mean(known.map(({ inflation }) => inflation)),
    degreesOfFreedom: known.reduce((sum, one) => sum + one.degreesOfFreedom, 0),
  };
}

/** What the runs' own figures say. */
export type Between =
  | ({ readonly state: 'known' } & Ends)
  | { readonly state: 'too-few'; timesNeeded: number };

/** By the runs' own figures; null for one run, and where one has no figure of its own. */
export function betweenRuns(
  value: number,
  runs: {
    readonly each: readonly number[];
    readonly trials: readonly TrialRecord[];
    level: number;
  },
): Between | null {
  const { each, trials, level } = runs;
  if (each.length < 2 || each.length < trials.length) return null;
  const needed = runsNeeded(each);
  if (needed > each.length) return { state: 'too-few', timesNeeded: needed / each.length };
  return { state: 'known', ...replicateInterval({ value, each, level }) };
}

/** How many times as long a trial must be to have stretches enough. */
export const shortBy = (trials: readonly TrialRecord[]): number =>
  BATCHES_MIN / Math.max(1, ...trials.map(({ series }) => series.length));

/** An operation of a trial that has it. */
export function partOf(trial: TrialRecord, operation: string): OperationRecord {
  const part = trial.operations[operation];
  assert(part !== undefined, `${trial.id} has no operation ${operation}`);
  return part;
}
