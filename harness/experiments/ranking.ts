/**
 * What places targets may have. A place is only as sure as the contrasts: whoever is surely behind
 * m others has place m + 1 at best. The contrasts hold together, so all places do.
 */
import { besideOf, type Comparison } from './comparison.ts';
import type { Metric, MetricFigure } from './metric.ts';

export interface Placed {
  readonly name: string;
  /** Of all repetitions together. */
  readonly figure: MetricFigure;
  /** The best and the worst place it may have, from 1. */
  readonly from: number;
  readonly to: number;
}

export interface Ranking {
  readonly metric: Metric;
  /** The best first. */
  readonly placed: readonly Placed[];
  /** Those that have no figure. */
  readonly unplaced: readonly string[];
}

/** Undefined where there is no metric to rank by. */
export function rankingOf(comparison: Comparison): Ranking | undefined {
  const { metric, subjects } = comparison;
  if (metric === undefined) return undefined;
  const found = subjects.map((subject) => ({ name: subject.name, figure: metric.whole(subject) }));
  const known = found.flatMap(({ name, figure }) => (figure ? [{ name, figure }] : []));
  const unplaced = found.flatMap(({ name, figure }) => (figure ? [] : [name]));
  const sign = metric.better === 'lower' ? 1 : -1;
  const placed = known.map(({ name, figure }): Placed => {
    const states = known.map(
      (reference) => besideOf(comparison, { name, reference: reference.name })?.state,
    );
    const behind = states.filter((state) => state === 'worse').length;
    const before = states.filter((state) => state === 'better').length;
    return { name, figure, from: 1 + behind, to: known.length - before };
  });
  placed.sort((a, b) => a.from - b.from || a.to - b.to || sign * (a.figure.value - b.figure.value));
  return { metric, placed, unplaced };
}

/** `1`, or `2 to 3` for what may have either. */
export const placeText = ({ from, to }: Pick<Placed, 'from' | 'to'>): string =>
  from === to ? String(from) : `${from} to ${to}`;
