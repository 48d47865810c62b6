/**
 * One setting that was measured: a target, its servers, a scenario and a load, with all repetitions
 * of it that are valid. Repetitions are merged histogram by histogram; a percentile is read off the
 * merged one and never averaged.
 */
import { sumCounts } from '../harness/model/counts.ts';
import type { Load } from '../harness/model/load.ts';
import type { Counts, LatencyRecord, TrialRecord } from '../harness/model/record.ts';
import { NS_PER_S } from '../harness/model/units.ts';
import { type Verdict, worstVerdict } from '../harness/model/verdict.ts';
import { Distribution } from '../harness/stats/distribution.ts';
import { fromLatencyRecord } from '../harness/stats/latency-record.ts';
import type { Subject } from './document.ts';
import { loadText } from './load-text.ts';

export interface Condition {
  /** Which record it is from, such as `run 2`; empty when there is only one. */
  readonly run: string;
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  readonly load: Load;
  /** The repetitions that it is made of: the valid ones, or all when none is. One or more. */
  readonly trials: readonly TrialRecord[];
  /** Repetitions that are not valid, when there are others. */
  readonly leftOut: number;
  /** Position among all conditions; it fixes colour and marker in every chart. */
  readonly style: number;
  /** The shortest name that tells it from all the others. */
  readonly label: string;
  /** The worst of its trials. */
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly response: Distribution;
  readonly service: Distribution;
  readonly lag: Distribution;
  /** Null for a closed load. */
  readonly offeredPerSecond: number | null;
  readonly throughputPerSecond: number;
  /** Failed, unanswered or never sent, as a share of all intended; null when none was intended. */
  readonly errorShare: number | null;
  /** The target's processor time for each right answer; null where it is not known. */
  readonly cpuNsPerAnswer: number | null;
  readonly rssBytesMax: number | null;
}

/** What tells a condition apart, known before its trials are merged. */
export type ConditionKey = Pick<Condition, 'run' | 'label' | 'style'>;

/** Merges the repetitions of one condition. There must be at least one. */
export function conditionOf(all: readonly TrialRecord[], key: ConditionKey): Condition {
  const valid = all.filter(({ verdict }) => verdict !== 'invalid');
  const trials = valid.length > 0 ? valid : all;
  const [first] = trials;
  if (first === undefined) throw new TypeError('a condition has at least one trial');
  const counts = sumCounts(trials.map((trial) => trial.counts));
  return {
    ...key,
    target: first.target,
    servers: first.servers,
    scenario: first.scenario,
    load: first.load,
    trials,
    leftOut: all.length - trials.length,
    verdict: worstVerdict(trials),
    counts,
    response: merged(trials.map((trial) => trial.latency.response)),
    service: merged(trials.map((trial) => trial.latency.service)),
    lag: merged(trials.map((trial) => trial.latency.lag)),
    offeredPerSecond: overWindows(trials, (trial) => trial.offeredPerSecond),
    throughputPerSecond: overWindows(trials, (trial) => trial.throughputPerSecond) ?? 0,
    errorShare: errorShare(counts),
    cpuNsPerAnswer: cpuNsPerAnswer(trials),
    rssBytesMax: largest(trials.map((trial) => trial.usage.target.rssBytesMax)),
  };
}

/** All samples of several records in one distribution. */
export function merged(records: readonly LatencyRecord[]): Distribution {
  const all = new Distribution();
  for (const record of records) all.add(fromLatencyRecord(record));
  return all;
}

/** A rate over several windows is all that happened over all their lengths. */
function overWindows(
  trials: readonly TrialRecord[],
  perSecond: (trial: TrialRecord) => number | null,
): number | null {
  let happened = 0;
  let lengthNs = 0;
  for (const trial of trials) {
    const rate = perSecond(trial);
    if (rate === null) return null;
    happened += rate * trial.window.durationNs;
    lengthNs += trial.window.durationNs;
  }
  return lengthNs > 0 ? happened / lengthNs : null;
}

/** Right answers that arrived within the window. */
export function answeredInWindow(trial: TrialRecord): number {
  return Math.round((trial.throughputPerSecond * trial.window.durationNs) / NS_PER_S);
}

/** Null when a trial does not know its target's processor time, or nothing was answered. */
export function cpuNsPerAnswer(trials: readonly TrialRecord[]): number | null {
  let cpuNs = 0;
  let answered = 0;
  for (const trial of trials) {
    if (trial.usage.target.cpuNs === null) return null;
    cpuNs += trial.usage.target.cpuNs;
    answered += answeredInWindow(trial);
  }
  return answered > 0 ? Math.round(cpuNs / answered) : null;
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** Failures of every kind. */
export function failedCount(counts: Counts): number {
  return Object.values(counts.failed).reduce((total, count) => total + count, 0);
}

/** Everything that was intended and did not get its right answer. */
export function errorCount(counts: Counts): number {
  return failedCount(counts) + counts.unfinished + counts.unsent;
}

/** Null when nothing was intended. */
export function errorShare(counts: Counts): number | null {
  return counts.intended > 0 ? errorCount(counts) / counts.intended : null;
}

/** What figures of the condition are of. */
export function subjectOf(condition: Condition): Subject {
  const { run, target, servers, scenario, load, verdict } = condition;
  const of = { ...(run ? { run } : {}), target, servers, scenario, load: loadText(load) };
  return verdict === 'invalid' ? { ...of, invalid: true } : of;
}

/** What figures of one of its trials are of. */
export function trialSubject(condition: Condition, trial: TrialRecord): Subject {
  const { invalid: _, ...of } = subjectOf(condition);
  return { ...of, trial: trial.id, ...(trial.verdict === 'invalid' ? { invalid: true } : {}) };
}

/** Those that can be set beside each other: nothing is said of a target that was not measured. */
export const comparable = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.filter(({ verdict }) => verdict !== 'invalid');
