/**
 * Percentiles of conditions, the same wherever a report shows one: in a table, a chart, a sentence
 * or a row of blocks. What the requests of a run are worth depends on how alike neighbours are, so
 * whether a percentile is shown at all is decided by its interval and not by counting requests.
 */
import { type FigureInterval, latencyInterval } from '../harness/experiments/figure-interval.ts';
import { formatNs } from '../harness/model/units.ts';
import type { LatencyKind } from '../harness/stats/latency-batches.ts';
import type { Condition } from './condition.ts';
import type { Cell } from './document.ts';
import { figureCell } from './figure-cell.ts';

/** A percentile is asked for by several sections, and costs as much as a page of text. */
const known = new WeakMap<Condition['trials'], Map<string, FigureInterval>>();

/** A percentile with its interval, or what it would take. */
export function latencyFigure(
  { trials }: Pick<Condition, 'trials'>,
  kind: LatencyKind,
  percent: number,
): FigureInterval {
  const figures = known.get(trials) ?? new Map<string, FigureInterval>();
  known.set(trials, figures);
  const key = `${kind} ${percent}`;
  const figure = figures.get(key) ?? latencyInterval(trials, { kind, percent });
  figures.set(key, figure);
  return figure;
}

/** The same as a cell. */
export const latencyCell = (
  condition: Pick<Condition, 'trials'>,
  kind: LatencyKind,
  percent: number,
): Cell => figureCell(latencyFigure(condition, kind, percent));

/** The value alone, for places without room for more; null where it is not to be shown. */
export const latencyNs = (
  condition: Pick<Condition, 'trials'>,
  kind: LatencyKind,
  percent: number,
): number | null => latencyFigure(condition, kind, percent).value;

/** In a sentence: `4.2 ms`, `at least 4.2 ms`; undefined where it is not to be shown. */
export function latencyWords(
  condition: Pick<Condition, 'trials'>,
  kind: LatencyKind,
  percent: number,
): string | undefined {
  const { value, atLeast } = latencyFigure(condition, kind, percent);
  return value === null ? undefined : `${atLeast ? 'at least ' : ''}${formatNs(value)}`;
}
