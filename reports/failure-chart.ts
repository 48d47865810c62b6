/** Failures over time by kind, stacked: unlike percentiles, counts add up. */
import { formatCount } from '../harness/model/units.ts';
import type { Band, ChartSpec, Line } from './charts/chart-spec.ts';
import { subjectOf } from './condition.ts';
import type { Table } from './document.ts';
import { type Failure, failures } from './failure.ts';
import {
  type Interval,
  intervalsOf,
  middleNs,
  perSecond,
  timeAxis,
  warmupSpans,
} from './interval.ts';
import type { TrialReading } from './reading.ts';
import { figureColumn, keyColumn, tableOf } from './table.ts';

const countIn = ({ points }: Interval, failure: Failure): number =>
  points.reduce((sum, point) => sum + failure.read(point), 0);

/** Undefined where the trial has too few intervals, or nothing failed within them. */
export function failureChart(of: TrialReading, id: string): ChartSpec | undefined {
  const intervals = intervalsOf(of.trial);
  const seen = failures.filter((failure) => failure.read(of.trial.counts) > 0);
  const counts = seen.map((failure) => ({
    failure,
    counts: intervals.map((interval) => countIn(interval, failure)),
  }));
  const all = counts.reduce((sum, own) => sum + own.counts.reduce((a, b) => a + b, 0), 0);
  if (intervals.length < 2 || all === 0) return undefined;
  const bands: Band[] = [];
  const lines: Line[] = [];
  let floor = intervals.map(() => 0);
  for (const [style, { failure, counts: own }] of counts.entries()) {
    const top = floor.map((low, at) => low + (own[at] ?? 0));
    const place = (at: number, count: number) => {
      const interval = intervals[at];
      return interval === undefined ? 0 : (perSecond(count, interval) ?? 0);
    };
    const xs = intervals.map(middleNs);
    bands.push({
      style,
      points: xs.map((x, at) => ({
        x,
        low: place(at, floor[at] ?? 0),
        high: place(at, top[at] ?? 0),
      })),
    });
    lines.push({
      ...{ label: failure.name, labelAt: 'end', style, dash: 'solid', draw: 'line' },
      ...{ marker: 'none', points: xs.map((x, at) => ({ x, y: place(at, top[at] ?? 0) })) },
    });
    floor = top;
  }
  const texts = counts.map(
    ({ failure, counts: own }) =>
      `${failure.name} ${formatCount(own.reduce((sum, count) => sum + count, 0))}`,
  );
  return {
    kind: 'chart',
    id,
    title: `Failures each second of ${of.label}: ${texts.join(', ')}.`,
    description: `Failures over time by kind, stacked, of ${of.label}: ${texts.join(', ')}.`,
    howToRead:
      'How to read: the height of a coloured band is how many requests of that kind were due ' +
      'then; the uppermost line is all of them. Drawn is the trial with the most.',
    heightPx: 130,
    x: timeAxis(of.trial),
    y: { label: 'failed', scale: 'linear', unit: 'perSecond', min: 0 },
    spans: warmupSpans(of.trial),
    bands,
    lines,
    legend: [],
    data: dataOf(of, { intervals, seen }, `${id}-data`),
  };
}

function dataOf(
  of: TrialReading,
  {
    intervals,
    seen,
  }: { readonly intervals: readonly Interval[]; readonly seen: readonly Failure[] },
  id: string,
): Table {
  return tableOf<Interval>(
    { id, caption: `Failures in the intervals of ${of.label}` },
    [
      keyColumn({ id: 'from', title: 'From' }, ({ atNs }) => atNs, 'ns'),
      ...seen.map((failure) =>
        figureColumn<Interval>({ id: failure.name, title: failure.name }, 'count', (interval) =>
          countIn(interval, failure),
        ),
      ),
    ],
    intervals,
    () => ({ ...subjectOf(of.condition), trial: of.trial.id }),
  );
}
