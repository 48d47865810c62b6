/** A metric of one condition over time, with the places where it changed for good. Pure. */
import { type ChangePoint, changePoints } from '../stats/change-point.ts';
import type { HistoryRow } from './history-store.ts';
import type { HistoryMetric } from './stored-run.ts';

/** One run's figure. */
export interface HistoryPoint {
  readonly at: string;
  readonly commit: string | null;
  readonly changed: boolean;
  readonly value: number;
}

/** A change of level, with the run that first had it. */
export interface HistoryChange extends ChangePoint {
  readonly point: HistoryPoint;
  /** The last run of the level before. */
  readonly previous: HistoryPoint;
}

export interface HistorySeries {
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  readonly load: string;
  readonly machine: string;
  readonly metric: HistoryMetric;
  /** In the order of time. */
  readonly points: readonly HistoryPoint[];
  readonly changes: readonly HistoryChange[];
}

/** The tail that is told where nobody asks for another: the highest that every run has. */
const tails = ['p99', 'p95', 'p90', 'p50'] as const satisfies readonly HistoryMetric[];

/** Fewer runs than this have no level to change. */
export const RUNS_MIN = 8;

/** One series for each condition and machine; of the metric, or of the usual one. */
export function seriesOf(
  rows: readonly HistoryRow[],
  metric: HistoryMetric | undefined,
): readonly HistorySeries[] {
  const groups = new Map<string, HistoryRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.target, row.servers, row.scenario, row.load, row.machine]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => seriesIn(group, metric ?? usual(group)));
}

function usual(rows: readonly HistoryRow[]): HistoryMetric {
  const runs = new Set(rows.map(({ run }) => run)).size;
  const has = (metric: HistoryMetric): number => rows.filter((row) => row.metric === metric).length;
  return tails.find((tail) => has(tail) === runs) ?? 'throughput';
}

function seriesIn(rows: readonly HistoryRow[], metric: HistoryMetric): readonly HistorySeries[] {
  const own = rows.filter((row) => row.metric === metric);
  const [first] = own;
  if (first === undefined) return [];
  const { target, servers, scenario, load, machine } = first;
  const points = own.map(({ at, commit, changed, value }) => ({ at, commit, changed, value }));
  return [{ target, servers, scenario, load, machine, metric, points, changes: changesOf(points) }];
}

function changesOf(points: readonly HistoryPoint[]): readonly HistoryChange[] {
  if (points.length < RUNS_MIN) return [];
  const values = points.map(({ value }) => value);
  return changePoints({ values }).flatMap((change) => {
    const [point, previous] = [points[change.index], points[change.index - 1]];
    return point && previous ? [{ ...change, point, previous }] : [];
  });
}
