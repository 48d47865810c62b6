/** Conditions under the same load in the order of one figure. No claim of significance. */
import { type Condition, cpuNsPerAnswer } from './condition.ts';
import type { Cell, Unit } from './document.ts';
import { percentileCell, recordedPercentileCell } from './supported-percentile.ts';

/** What to rank by: a cell of the condition, and the same of one repetition. */
export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  /** What the first in the ranking has, before its figure. */
  readonly best: string;
  whole(condition: Condition): Cell;
  each(condition: Condition): readonly Cell[];
}

/** A condition's place among others. */
export interface Ranked {
  readonly condition: Condition;
  readonly name: string;
  /** From 1; null for what has no place. */
  readonly rank: number | null;
  /** Why it has none; empty where it has one. */
  readonly unranked: string;
  readonly cell: Cell;
  /** The same figure of each repetition. */
  readonly each: readonly Cell[];
  /** How many times the figure of the first; of a lower bound only where it is 1 or more. */
  readonly ratio: number | null;
}

export const responseP99: Measure = {
  id: 'response-p99',
  title: 'response p99',
  caption: 'Ranking by response p99: what the slowest hundredth of callers waits at least',
  unit: 'ns',
  better: 'lower',
  best: 'the lowest response p99',
  whole: ({ response }) => percentileCell(response, 99),
  each: ({ trials }) => trials.map((trial) => recordedPercentileCell(trial.latency.response, 99)),
};

const cpuPerRequest: Measure = {
  id: 'cpu-per-request',
  title: 'CPU per request',
  caption: 'Ranking by processor time of the target for each right answer',
  unit: 'ns',
  better: 'lower',
  best: 'the lowest CPU time per request',
  whole: (condition) => ({ value: condition.cpuNsPerAnswer }),
  each: ({ trials }) => trials.map((trial) => ({ value: cpuNsPerAnswer([trial]) })),
};

const throughput: Measure = {
  id: 'throughput',
  title: 'throughput',
  caption: 'Ranking by throughput: what the clients got out of it at most',
  unit: 'perSecond',
  better: 'higher',
  best: 'the highest throughput',
  whole: ({ throughputPerSecond }) => ({ value: throughputPerSecond }),
  each: ({ trials }) => trials.map((trial) => ({ value: trial.throughputPerSecond })),
};

/** The first measure is the one that the load asks about: a rate is given, or it is the answer. */
export const measuresOf = ({ load }: Condition): [Measure, ...Measure[]] =>
  load.model === 'open' ? [responseP99, cpuPerRequest] : [throughput, responseP99, cpuPerRequest];

/** What tells a condition from those it is compared with. */
const nameOf = ({ run, target }: Condition) => (run ? `${run} · ${target}` : target);

/** Sorts by a measure, what has no place last: no figure, a lower bound, or not valid. */
export function rank(group: readonly Condition[], measure: Measure): Ranked[] {
  const read = group.map((condition) => {
    const cell = measure.whole(condition);
    const unranked = unrankedBecause(condition, cell);
    return { condition, cell, unranked, value: Number(cell.value) };
  });
  const sign = measure.better === 'lower' ? 1 : -1;
  const placed = read
    .filter(({ unranked }) => unranked === '')
    .sort((a, b) => sign * (a.value - b.value));
  const firstValue = placed[0]?.value ?? 0;
  return [...placed, ...read.filter(({ unranked }) => unranked !== '')].map((one, index) => {
    const ratio = firstValue > 0 ? one.value / firstValue : null;
    const isBound = one.unranked === LOWER_BOUND && ratio !== null && ratio >= 1;
    return {
      condition: one.condition,
      name: nameOf(one.condition),
      rank: one.unranked === '' ? index + 1 : null,
      unranked: one.unranked,
      cell: one.cell,
      each: measure.each(one.condition),
      ratio: one.unranked === '' || isBound ? ratio : null,
    };
  });
}

const LOWER_BOUND = 'lower bound';

function unrankedBecause({ verdict }: Condition, cell: Cell): string {
  if (verdict === 'invalid') return 'not valid';
  if (typeof cell.value !== 'number') return 'no figure';
  return cell.atLeast ? LOWER_BOUND : '';
}

/** Whether some repetition of one lies within the range of the other's, so that chance may rank. */
export function overlap(a: Ranked, b: Ranked): boolean {
  const [ofA, ofB] = [figuresOf(a.each), figuresOf(b.each)];
  if (ofA.length < 2 || ofB.length < 2) return false;
  return Math.min(...ofA) <= Math.max(...ofB) && Math.min(...ofB) <= Math.max(...ofA);
}

/** The cells that have a figure. */
export const figuresOf = (cells: readonly Cell[]): number[] =>
  cells.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
