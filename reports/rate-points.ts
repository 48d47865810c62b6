/** What one target did at each of several rates, whoever chose them. */
import { rateOf } from '../harness/experiments/capacity-trial.ts';
import {
  errorShareInterval,
  type FigureInterval,
  latencyInterval,
  throughputInterval,
} from '../harness/experiments/figure-interval.ts';
import { serversText } from '../harness/experiments/wording.ts';
import type { TrialRecord } from '../harness/model/record.ts';
import { type Reading, runName } from './reading.ts';
import { groupBy } from './scaling-series.ts';

export const sweptPercents = [50, 99, 99.9] as const;

/** One rate, with all trials of it. */
export interface RatePoint {
  readonly ratePerSecond: number;
  readonly trials: readonly TrialRecord[];
  /** Response times, in the order of `sweptPercents`. */
  readonly percentiles: readonly FigureInterval[];
  readonly throughput: FigureInterval;
  readonly errors: FigureInterval;
  /** Whether answers came as fast as requests were due. */
  readonly keptUp: boolean;
}

/** One target on so many servers under rising load. */
export interface Sweep {
  readonly target: string;
  readonly servers: number;
  readonly label: string;
  /** From the lowest rate to the highest; three or more. */
  readonly points: readonly RatePoint[];
  /** Where the search of a capacity has left the highest rate that holds; absent where none has. */
  readonly capacity?: { readonly heldPerSecond: number; readonly brokenPerSecond: number };
}

const RATES_MIN = 3;
/** Answers that may be missing at the end of a window, as a share of what was due in it. */
const BEHIND_SHARE_MAX = 0.02;

/** Every target that was measured at three rates or more, in one record or in several together. */
export function sweepsIn({ records }: Reading): Sweep[] {
  const measured = records.flatMap((record, index) =>
    record.trials
      .filter(({ verdict, load }) => verdict !== 'invalid' && isLevel(load))
      .map((trial) => ({ trial, run: runName(records, index) })),
  );
  const groups = groupBy(measured, ({ trial: { target, servers, scenario } }) =>
    JSON.stringify([target, servers, scenario]),
  );
  const several = new Set(groups.map(([first]) => first?.trial.servers)).size > 1;
  return groups.flatMap((group): Sweep[] => {
    const [first] = group;
    const rates = groupBy(group, ({ trial }) => String(rateOf(trial)));
    if (first === undefined || rates.length < RATES_MIN) return [];
    const { target, servers } = first.trial;
    const points = rates
      .map((own) => pointOf(own.map(({ trial }) => trial)))
      .sort((a, b) => a.ratePerSecond - b.ratePerSecond);
    const capacity = capacityIn(records, servers);
    const label = several ? `${target} · ${serversText(servers)}` : target;
    return [{ target, servers, label, points, ...(capacity ? { capacity } : {}) }];
  });
}

const isLevel = (load: TrialRecord['load']): boolean =>
  load.model === 'open' && load.phases.length === 1 && rateOf({ load }) > 0;

function pointOf(trials: readonly TrialRecord[]): RatePoint {
  const [first] = trials;
  const intended = trials.reduce((sum, { counts }) => sum + counts.intended, 0);
  const completed = trials.reduce((sum, { counts }) => sum + counts.completed, 0);
  const answered = trials.reduce(
    (sum, { series }) => series.reduce((own, point) => own + point.answered, sum),
    0,
  );
  const behind = intended - Math.min(answered, completed);
  return {
    ratePerSecond: first ? rateOf(first) : 0,
    trials,
    percentiles: sweptPercents.map((percent) =>
      latencyInterval(trials, { kind: 'response', percent }),
    ),
    throughput: throughputInterval(trials),
    errors: errorShareInterval(trials),
    keptUp: behind <= BEHIND_SHARE_MAX * intended + 2 * Math.sqrt(intended),
  };
}

function capacityIn(records: Reading['records'], servers: number): Sweep['capacity'] {
  for (const { findings } of records) {
    for (const { rule, evidence } of findings) {
      if (rule !== 'capacity' || Number(evidence['servers']) !== servers) continue;
      const [held, broken] = [evidence['heldPerSecond'], evidence['brokenPerSecond']];
      if (typeof held === 'number' && typeof broken === 'number') {
        return { heldPerSecond: held, brokenPerSecond: broken };
      }
    }
  }
  return undefined;
}
