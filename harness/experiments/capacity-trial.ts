/** Whether one trial at a load breaks what must hold: what a search counts as a bad trial. */
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import { Distribution } from '../stats/distribution.ts';
import { fromLatencyRecord } from '../stats/latency-record.ts';
import { isWithin, type Objective } from './objectives/objective.ts';

/** The load of a trial of the search, per second. */
export function rateOf({ load }: { readonly load: Load }): number {
  const phase = load.model === 'open' ? load.phases[0] : undefined;
  const rate = phase && 'ratePerSecond' in phase ? phase.ratePerSecond : undefined;
  return typeof rate === 'number' ? rate : 0;
}

/** A figure as it was seen in one trial, without an interval. */
export interface SeenFigure {
  readonly value: number;
  /** Requests that got no right answer could make it more. */
  readonly atLeast: boolean;
}

/** What was seen of an objective's figure; null where it is not recorded. */
export function seenFigure(objective: Objective, trial: TrialRecord): SeenFigure | null {
  const { figure, operation } = objective;
  const part = operation === undefined ? trial : trial.operations[operation];
  if (part === undefined) return null;
  const exactly = (value: number | null): SeenFigure | null =>
    value === null ? null : { value, atLeast: false };
  const { cpuNs, rssBytesMax } = trial.usage.target;
  const answered = answeredOf(trial);
  switch (figure.kind) {
    case 'latency': {
      const all = new Distribution();
      all.add(fromLatencyRecord(part.latency[figure.of]));
      const found = all.percentile(figure.percent);
      return found && { value: found.valueNs, atLeast: found.atLeast };
    }
    case 'errors': {
      const { intended, completed } = part.counts;
      return exactly(intended === 0 ? null : 1 - completed / intended);
    }
    case 'throughput':
      return exactly(trial.throughputPerSecond);
    case 'cpu':
      return exactly(cpuNs === null || answered === 0 ? null : cpuNs / answered);
    case 'memory':
      return exactly(rssBytesMax);
  }
}

/** The objectives that a trial breaks, by what was seen in it. */
export function brokenIn(
  trial: TrialRecord,
  objectives: readonly Objective[],
): readonly Objective[] {
  return objectives.filter((objective) => {
    const seen = seenFigure(objective, trial);
    if (seen === null || objective.limit.kind !== 'absolute') return false;
    return seen.atLeast || !isWithin(seen.value, objective.comparison, objective.limit.value);
  });
}

/** Answers that may be missing at the end of a window, as a share of what was due in it. */
const BEHIND_SHARE_MAX = 0.01;

/**
 * Whether answers came as fast as requests were due. One in a hundred may be missing at the end,
 * and what the objectives themselves allow to be in flight: the rate times the longest latency
 * (Little's law), or the scatter of a Poisson number where no latency is limited.
 */
export function keepsUp(trial: TrialRecord, objectives: readonly Objective[]): boolean {
  const { intended } = trial.counts;
  const limits = objectives.flatMap(({ figure, limit }) =>
    figure.kind === 'latency' && limit.kind === 'absolute' ? [limit.value] : [],
  );
  const inFlight =
    limits.length > 0 ? (rateOf(trial) * Math.max(...limits)) / NS_PER_S : 2 * Math.sqrt(intended);
  return intended - answeredOf(trial) <= BEHIND_SHARE_MAX * intended + inFlight;
}

/** Right answers that arrived within the window. */
const answeredOf = ({ series }: TrialRecord): number =>
  series.reduce((sum, { answered }) => sum + answered, 0);
