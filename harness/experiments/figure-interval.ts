/**
 * A figure of one or several trials of the same thing, with the interval it lies in, or the plain
 * statement that they are too few. Within one trial the seconds of its window are what scatters:
 * the interval says how well this run is known, not what the next one would show. Over several
 * trials the run is the unit: Student's t of their own figures, and never narrower than what the
 * seconds of all of them say. METHOD.md, "How well a figure is known", has the formulas.
 */
import type { Counts, TrialRecord } from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import { BATCHES_MIN } from '../stats/batches.ts';
import type { Scatter } from '../stats/quantile-interval.ts';
import {
  gatherParts,
  type RatioPart,
  ratioInflation,
  ratioInterval,
  ratioScatter,
  ratioSums,
} from '../stats/ratio-interval.ts';
import { shareInterval } from '../stats/share-interval.ts';
import { studentQuantile } from '../stats/student-t.ts';
import {
  type Basis,
  betweenRuns,
  type Ends,
  type FigureInterval,
  type FigureQuestion,
  knownFigure,
  LEVEL,
  partOf,
  pooledScatter,
  shortBy,
  tooFew,
} from './interval-basis.ts';

export type {
  FigureInterval,
  FigureQuestion,
  KnownFigure,
  UnknownFigure,
} from './interval-basis.ts';
export { LEVEL } from './interval-basis.ts';
export { latencyInterval, responseInterval } from './latency-interval.ts';

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
  const ends: Ends[] = [];
  if (runs.length > 1 && runs.every(({ denominator }) => denominator > 0)) {
    ends.push(among(Math.max(1, designEffect(runs)), runs.length - 1));
  }
  const scatter = pooledScatter(trials.map(errorScatter), trials);
  if (scatter !== null) ends.push(among(scatter.inflation, scatter.degreesOfFreedom));
  return ends.length > 0 ? knownFigure(basis, seen, ends) : tooFew(basis, seen, shortBy(trials));
}

/** φ of a trial's errors by its seconds. */
function errorScatter({ series }: TrialRecord): Scatter | null {
  const seconds = series.map(errorPart);
  if (seconds.length < BATCHES_MIN || ratioSums(seconds)[1] === 0) return null;
  const batches = gatherParts(seconds);
  const inflation = designEffect(batches) * ratioInflation(batches);
  // Errors that scatter as independent ones do, as most do, leave no factor to estimate.
  if (inflation <= 1) return { inflation: 1, degreesOfFreedom: Number.POSITIVE_INFINITY };
  return { inflation, degreesOfFreedom: batches.length - 1 };
}

/** A ratio over the seconds of one trial, or over the trials. */
function ratioFigure(
  basis: Basis,
  secondsOf: (trial: TrialRecord) => readonly RatioPart[],
): FigureInterval {
  const { trials, level } = basis;
  const byTrial = trials.map(secondsOf);
  const sums = byTrial.map(ratioSums);
  const below = sums.reduce((sum, [, own]) => sum + own, 0);
  if (below === 0) return tooFew(basis, null, BATCHES_MIN);
  const value = sums.reduce((sum, [own]) => sum + own, 0) / below;
  const seen = { value, atLeast: false };
  const each = sums.flatMap(([above, own]) => (own > 0 ? [above / own] : []));
  const between = betweenRuns(value, { each, trials, level });
  if (between?.state === 'too-few') return tooFew(basis, seen, between.timesNeeded);
  const within = byTrial.map((parts) => ratioInterval({ parts, level }));
  const known = within.filter((one) => one.state === 'known');
  if (known.length < trials.length) {
    if (between !== null) return knownFigure(basis, seen, [between]);
    const times = within.map((one) => (one.state === 'too-few' ? one.timesNeeded : 1));
    return tooFew(basis, seen, Math.max(...times));
  }
  const error = Math.hypot(...known.map((one, at) => ((sums[at]?.[1] ?? 0) / below) * one.error));
  const df = known.reduce((sum, one) => sum + one.degreesOfFreedom, 0);
  const reach = error * studentQuantile({ p: (1 + level) / 2, df });
  const ends = { low: value - reach, high: value + reach };
  return knownFigure(basis, seen, between ? [ends, between] : [ends]);
}

function countsOf(trial: TrialRecord, operation?: string): Counts {
  return operation === undefined ? trial.counts : partOf(trial, operation).counts;
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
