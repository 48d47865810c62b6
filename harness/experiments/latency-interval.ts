/** Percentiles with the intervals they lie in. */
import type { LatencyRecord, TrialRecord } from '../model/record.ts';
import { Distribution } from '../stats/distribution.ts';
import { type LatencyKind, latencyBatches, latencyWhole } from '../stats/latency-batches.ts';
import { fromLatencyRecord } from '../stats/latency-record.ts';
import {
  quantileScatter,
  type Scatter,
  scatteredInterval,
  valuesNeeded,
} from '../stats/quantile-interval.ts';
import {
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
  const runs = trials.map((trial) => unpacked(latencyOf(trial, kind, operation)));
  const all = new Distribution();
  for (const run of runs) all.add(run);
  const { count, censored } = all;
  const basis = { trials, level, count };
  const needed = valuesNeeded(percent);
  const least = all.percentile(percent);
  if (least === null || count < needed) return tooFew(basis, null, needed / Math.max(1, count));
  const seen = { value: least.valueNs, atLeast: least.atLeast };
  // An operation's own seconds are not recorded: it scatters as the whole of what it is part of.
  const scatters = trials.map((trial) => scatterOf(trial, kind, percent));
  const scatter = pooledScatter(scatters, trials);
  const found = runs.flatMap((run) => (run.count < needed ? [] : (run.percentile(percent) ?? [])));
  const each = found.map(({ valueNs }) => valueNs);
  const between = betweenRuns(seen.value, { each, trials, level });
  if (between?.state === 'too-few') return tooFew(basis, null, between.timesNeeded);
  if (scatter === null && between === null) return tooFew(basis, seen, shortBy(trials));
  const ends: Ends[] = [];
  if (between !== null) {
    const unbounded = found.some((one) => one.atLeast);
    ends.push(unbounded ? { low: between.low, high: Number.POSITIVE_INFINITY } : between);
  }
  if (scatter !== null) {
    const values = all.merged();
    const within = scatteredInterval({ values, censored, percent, level, scatter });
    if (within.state === 'too-few') return tooFew(basis, null, within.countNeeded / count);
    ends.push({ low: within.lowNs, high: within.highNs });
  }
  return knownFigure(basis, seen, ends);
}

/** A report asks for the same of a trial, of its repetitions together and of its operations. */
const scattersKnown = new WeakMap<TrialRecord, Map<string, Scatter | null>>();

function scatterOf(trial: TrialRecord, kind: LatencyKind, percent: number): Scatter | null {
  const known = scattersKnown.get(trial) ?? new Map<string, Scatter | null>();
  scattersKnown.set(trial, known);
  const key = `${kind} ${percent}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const scatter = quantileScatter({
    batches: latencyBatches(trial, kind),
    whole: latencyWhole(trial, kind),
    percent,
  });
  known.set(key, scatter);
  return scatter;
}

/** So many that were unpacked last are kept: a row of a table asks for many percentiles of one. */
const UNPACKED_MAX = 64;
const unpackedLast = new Map<LatencyRecord, Distribution>();

/** For reading only. */
function unpacked(record: LatencyRecord): Distribution {
  const found = unpackedLast.get(record) ?? fromLatencyRecord(record);
  unpackedLast.delete(record);
  unpackedLast.set(record, found);
  for (const oldest of unpackedLast.keys()) {
    if (unpackedLast.size <= UNPACKED_MAX) break;
    unpackedLast.delete(oldest);
  }
  return found;
}

function latencyOf(trial: TrialRecord, kind: LatencyKind, operation?: string): LatencyRecord {
  return operation === undefined ? trial.latency[kind] : partOf(trial, operation).latency[kind];
}
