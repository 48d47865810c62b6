/**
 * Where all trials of a search together see the limit, with its interval. It is a reading of the
 * search and of its confirmations: what was confirmed stands by single long trials.
 */
import type { TrialRecord } from '../model/record.ts';
import { fromLatencyRecord } from '../stats/latency-record.ts';
import { type Crossing, type ShareAtLoad, shareCrossing } from '../stats/share-crossing.ts';
import { rateOf } from './capacity-trial.ts';
import type { Objective } from './objectives/objective.ts';

/** Where each limit is reached; without those that the trials do not tell. */
export type Crossings = ReadonlyMap<Objective, Crossing>;

/** The crossings of all limits on shares of requests. */
export function crossingsOf(
  objectives: readonly Objective[],
  trials: readonly TrialRecord[],
  nearPerSecond: number,
): Crossings {
  const open = trials.filter(({ load, verdict }) => verdict !== 'invalid' && load.model === 'open');
  return new Map(
    objectives.flatMap((objective): [Objective, Crossing][] => {
      const share = allowedShare(objective);
      if (share === null) return [];
      const points = open.map((trial) => beyondOf(objective, trial));
      const crossing = shareCrossing({ points, share, near: nearPerSecond });
      return crossing ? [[objective, crossing]] : [];
    }),
  );
}

/** The limit that is reached first; null where the trials tell none. */
export function lowestOf(crossings: Crossings): Crossing | null {
  const [first] = [...crossings.values()].sort((a, b) => a.load - b.load);
  return first ?? null;
}

/** Which share of all requests may be beyond the limit; null for what is no share of requests. */
function allowedShare({ figure, limit }: Objective): number | null {
  if (limit.kind !== 'absolute') return null;
  if (figure.kind === 'latency') return 1 - figure.percent / 100;
  return figure.kind === 'errors' && limit.value > 0 && limit.value < 1 ? limit.value : null;
}

/** A search asks for its estimate after every trial; what a trial says never changes. */
const known = new WeakMap<Objective, WeakMap<TrialRecord, ShareAtLoad>>();

/** How many requests of a trial are beyond the limit, or could be. */
function beyondOf(objective: Objective, trial: TrialRecord): ShareAtLoad {
  const own = known.get(objective) ?? new WeakMap<TrialRecord, ShareAtLoad>();
  known.set(objective, own);
  const found = own.get(trial) ?? countBeyond(objective, trial);
  own.set(trial, found);
  return found;
}

function countBeyond({ figure, operation, limit }: Objective, trial: TrialRecord): ShareAtLoad {
  const load = rateOf(trial);
  const part = operation === undefined ? trial : trial.operations[operation];
  if (part === undefined || limit.kind !== 'absolute') return { load, count: 0, of: 0 };
  if (figure.kind !== 'latency') {
    const { intended, completed } = part.counts;
    return { load, count: intended - completed, of: intended };
  }
  const all = fromLatencyRecord(part.latency[figure.of]);
  const values = all.merged();
  // What never got a right answer has waited at least so long, and counts as too long.
  const cut = all.censored.count - all.censored.countAbove(limit.value);
  return { load, count: values.countAbove(limit.value) + cut, of: values.count };
}
