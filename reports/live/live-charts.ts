import { formatNs } from '../../harness/model/units.ts';
import type { ChartSpec, Line, Point } from '../charts/chart-spec.ts';
import type { LivePoint } from './live-seconds.ts';
import type { LiveTrial } from './live-session.ts';
import { failuresText } from './live-text.ts';

export const RATE_CHART = 'live-rate';
export const LATENCY_CHART = 'live-latency';

const howToRead = {
  rate:
    'How to read: where answered falls below offered, the target falls behind. The warm-up is ' +
    'shaded; it does not count.',
  latency:
    'How to read: p50 and p99 are of the second before each point, the maximum is of all the ' +
    'time since the point before. The report has them of every interval, with all their samples.',
} as const;

/** What a chart's place on the page says before there is anything to draw, and after. */
export const captions = {
  [RATE_CHART]: { title: 'Requests each second', howToRead: howToRead.rate },
  [LATENCY_CHART]: { title: 'Response time', howToRead: howToRead.latency },
} as const;

/** Seconds after which markers would only hide the line. */
const MARKED_MAX = 20;

const line = (label: string, style: number, points: readonly Point[]): Line => ({
  ...{ label, labelAt: 'end', style, draw: 'line', points },
  dash: label === 'offered' ? 'dashed' : 'solid',
  marker: points.length > MARKED_MAX ? 'none' : 'filled',
});

type Shared = Pick<ChartSpec, 'kind' | 'x' | 'legend' | 'data'> &
  Required<Pick<ChartSpec, 'spans'>>;

/** What the charts of a trial have in common. */
const sharedBy = ({ plan }: LiveTrial, totalNs: number): Shared => ({
  kind: 'chart',
  x: {
    ...{ label: 'time since the load began', scale: 'linear', unit: 'ns', min: 0 },
    max: totalNs,
  },
  spans:
    plan.settings.warmupNs > 0 ? [{ from: 0, to: plan.settings.warmupNs, label: 'warm-up' }] : [],
  legend: [],
  data: 'beside',
});

/** The charts of a trial so far, as the report will have them; none before its first second. */
export function liveCharts(trial: LiveTrial): readonly ChartSpec[] {
  const { plan, progress, seconds } = trial;
  const points = seconds.points();
  if (progress === undefined || points.length === 0) return [];
  const along = (read: (point: LivePoint) => number | null): Point[] =>
    points.map((point) => ({ x: point.atNs - point.lengthNs / 2, y: read(point) }));
  const atEnd = (read: (point: LivePoint) => number | null): Point[] =>
    points.map((point) => ({ x: point.atNs, y: read(point) }));
  const shared = sharedBy(trial, progress.totalNs);
  const sofar = `${plan.target} after ${formatNs(progress.elapsedNs)}`;
  const offered = line(
    'offered',
    5,
    along((point) => point.offeredPerSecond),
  );
  const rates: ChartSpec = {
    ...shared,
    id: RATE_CHART,
    title: `Requests each second of ${sofar}: ${failuresText(progress)}.`,
    description: 'Rates so far. The figures above are those of the last second.',
    howToRead: howToRead.rate,
    heightPx: 150,
    y: { label: 'requests', scale: 'linear', unit: 'perSecond', min: 0 },
    lines: [
      ...(plan.load.model === 'open' ? [offered] : []),
      line(
        'answered',
        0,
        along((point) => point.answeredPerSecond),
      ),
      line(
        'failed',
        1,
        along((point) => point.failedPerSecond),
      ),
    ],
  };
  if (points.every(({ responseNsMax }) => responseNsMax === null)) return [rates];
  const latencies: ChartSpec = {
    ...shared,
    id: LATENCY_CHART,
    title: `Response time of ${sofar}.`,
    description: 'Response p50, p99 and maximum so far.',
    howToRead: howToRead.latency,
    heightPx: 170,
    y: { label: 'response time', scale: 'log', unit: 'ns' },
    lines: [
      line(
        'max',
        2,
        atEnd((point) => point.responseNsMax),
      ),
      line(
        'p99',
        1,
        atEnd((point) => point.responseNsP99),
      ),
      line(
        'p50',
        5,
        atEnd((point) => point.responseNsP50),
      ),
    ],
  };
  return [rates, latencies];
}
