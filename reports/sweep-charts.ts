/** Latency against the rate that was offered, and below it what part of it got no right answer. */
import { formatNs, formatRate, formatShare } from '../harness/model/units.ts';
import type { Band, ChartSpec, Line, Point } from './charts/chart-spec.ts';
import { type RatePoint, type Sweep, sweptPercents } from './rate-points.ts';

/** Both charts have the same axis, so that they can be read upright. */
const rateAxis = { label: 'offered', scale: 'linear', unit: 'perSecond', min: 0 } as const;

const capacitySpans = ({ capacity }: Sweep) =>
  capacity === undefined
    ? []
    : [{ from: capacity.heldPerSecond, to: capacity.brokenPerSecond, label: 'capacity' }];

/** Undefined where no rate has a median. */
export function sweepChart(sweep: Sweep, id: string, title: string): ChartSpec | undefined {
  const { points } = sweep;
  const lines = sweptPercents.flatMap((percent, index): Line[] => {
    const all = points.map((point): Point & { keptUp: boolean } => ({
      x: point.ratePerSecond,
      y: point.percentiles[index]?.value ?? null,
      keptUp: point.keptUp,
    }));
    if (all.every(({ y }) => y === null)) return [];
    const shared = { label: `p${percent}`, style: index } as const;
    const dots = (keptUp: boolean): Line => ({
      ...{ ...shared, labelAt: 'nowhere', dash: 'solid', draw: 'points' },
      marker: keptUp ? 'filled' : 'hollow',
      points: all.filter((point) => point.keptUp === keptUp),
    });
    return [
      { ...shared, labelAt: 'end', dash: 'solid', draw: 'line', marker: 'none', points: all },
      ...[dots(true), dots(false)],
    ];
  });
  if (lines.length === 0) return undefined;
  const behind = points.some(({ keptUp }) => !keptUp);
  return {
    kind: 'chart',
    id,
    title,
    description: `Response times of ${sweep.label}. ${points.map(pointText).join('; ')}.`,
    howToRead:
      'How to read: further right is more load, and the axis upwards is logarithmic. A level ' +
      'line bears the load; where p99 bends up and p50 does not yet, queues form at times. At ' +
      'hollow points the target fell behind, and the longer it is measured, the worse it gets. ' +
      'Percentiles that the trials of a rate cannot support are left out.' +
      (sweep.capacity ? ' The highest rate that holds lies in the shaded stretch.' : ''),
    heightPx: 240,
    x: rateAxis,
    y: { label: 'response time', scale: 'log', unit: 'ns' },
    spans: capacitySpans(sweep),
    bands: sweptPercents.map((_, index) => bandOf(points, index)),
    lines,
    legend: [
      { text: 'kept up', style: 'grey', dash: 'none', marker: 'filled' },
      ...(behind
        ? [{ text: 'fell behind', style: 'grey', dash: 'none', marker: 'hollow' } as const]
        : []),
      { text: '95 %', style: 'grey', dash: 'none', marker: 'area' },
    ],
    data: 'beside',
  };
}

const bandOf = (points: readonly RatePoint[], index: number): Band => ({
  style: index,
  points: points.map(({ ratePerSecond, percentiles }) => {
    const figure = percentiles[index];
    const known = figure?.state === 'known';
    return {
      ...{ x: ratePerSecond, low: known ? figure.low : null, high: known ? figure.high : null },
    };
  }),
});

function pointText({ ratePerSecond, percentiles, keptUp }: RatePoint): string {
  const figures = percentiles.flatMap(({ value, atLeast }, index) =>
    value === null ? [] : [`p${sweptPercents[index]} ${atLeast ? '≥ ' : ''}${formatNs(value)}`],
  );
  const text = figures.length > 0 ? figures.join(', ') : 'too few samples';
  return `${formatRate(ratePerSecond)} ${text}${keptUp ? '' : ', fell behind'}`;
}

/** What part got no right answer. */
export function errorChart(sweep: Sweep, id: string): ChartSpec {
  const shares = sweep.points.map(({ errors }) => errors.value ?? 0);
  const most = Math.max(...shares);
  const text = most === 0 ? 'none at any rate' : `up to ${formatShare(most)}`;
  const known = (end: 'low' | 'high') => (point: RatePoint) =>
    point.errors.state === 'known' ? point.errors[end] : null;
  return {
    kind: 'chart',
    id,
    title: `Requests of ${sweep.label} without their right answer: ${text}.`,
    description: `Share of requests without their right answer at each rate: ${text}.`,
    howToRead:
      'How to read: a rate may look fast because it fails fast, so look here before you believe ' +
      'the chart above.',
    heightPx: 70,
    x: rateAxis,
    y: { label: 'errors', scale: 'linear', unit: 'share', min: 0, max: Math.max(0.01, most * 1.1) },
    spans: capacitySpans(sweep).map(({ from, to }) => ({ from, to })),
    bands: [
      {
        style: 3,
        points: sweep.points.map((point) => ({
          ...{ x: point.ratePerSecond, low: known('low')(point), high: known('high')(point) },
        })),
      },
    ],
    lines: [
      {
        ...{ label: 'errors', labelAt: 'end', style: 3, dash: 'solid', draw: 'line' },
        marker: 'filled',
        points: sweep.points.map(({ ratePerSecond, errors }) => ({
          ...{ x: ratePerSecond, y: errors.value },
        })),
      },
    ],
    legend: [],
    data: 'beside',
  };
}
