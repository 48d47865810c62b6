/** How far each objective's figure is from its limit, so that all of them have one axis. */
import type { Finding } from '../harness/model/verdict.ts';
import type { ChartSpec, Line } from './charts/chart-spec.ts';
import { ratioAxis } from './ratio-charts.ts';
import { verdictMarks } from './verdict-text.ts';

/** A figure and its interval as shares of the limit. */
interface Distance {
  readonly text: string;
  readonly verdict: Finding['verdict'];
  readonly ratio: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

const ROW_PX = 28;
/** What is further from its limit stands at the edge, or it would crowd all others together. */
const TIMES_MAX = 10;
const drawnAt = (ratio: number): number =>
  Math.log(Math.min(TIMES_MAX, Math.max(1 / TIMES_MAX, ratio)));

/** Undefined where no figure can be set beside its limit. */
export function objectiveChart(
  findings: readonly Finding[],
  words: { readonly id: string; readonly title: string },
): ChartSpec | undefined {
  const rows = findings.flatMap((finding) => distanceOf(finding) ?? []);
  if (rows.length === 0) return undefined;
  const ends = { top: -0.6, bottom: rows.length - 0.4 };
  const spans = rows.map(({ low, high }, row): Line => {
    const known = low === undefined || high === undefined ? [] : [low, high];
    return {
      ...{ label: '', labelAt: 'nowhere', style: 0, dash: 'solid', draw: 'line', marker: 'none' },
      points: known.map((ratio) => ({ x: drawnAt(ratio), y: row })),
    };
  });
  const texts = rows.map(
    ({ text, verdict, ratio }) => `${text} at ${percent(ratio)} of its limit, ${verdict}`,
  );
  return {
    kind: 'chart',
    ...words,
    description: `Figures beside their limits: ${texts.join('; ')}.`,
    howToRead:
      'How to read: the upright line is the limit. A dot is the figure as a multiple of it and ' +
      'its bar the interval: an objective holds where all of the bar is on its good side (left ' +
      'for <, right for >), and cannot be told where the bar crosses the line. What is ten times ' +
      'off stands at the edge.',
    heightPx: 24 + rows.length * ROW_PX,
    x: ratioAxis(
      rows.flatMap(({ ratio, low = ratio, high = ratio }) =>
        [0.5, 1.5, ratio, low, high].map((times) => Math.exp(drawnAt(times))),
      ),
      0,
      'times the limit',
    ),
    y: {
      ...{ label: '', scale: 'linear', unit: 'count', reversed: true },
      ...{ min: ends.top, max: ends.bottom },
      ticks: rows.map(({ text, verdict }, at) => ({
        at,
        text: `${verdictMarks[verdict].icon} ${text}`,
      })),
    },
    lines: [
      {
        ...{ label: '', labelAt: 'nowhere', style: 'grey', dash: 'solid', draw: 'line' },
        ...{ marker: 'none', points: [ends.top, ends.bottom].map((y) => ({ x: 0, y })) },
      },
      ...spans,
      {
        ...{ label: '', labelAt: 'nowhere', style: 0, dash: 'solid', draw: 'points' },
        marker: 'filled',
        points: rows.map(({ ratio }, row) => ({ x: drawnAt(ratio), y: row })),
      },
    ],
    legend: [],
    data: 'beside',
  };
}

const percent = (ratio: number): string => `${Number((100 * ratio).toPrecision(3))} %`;

/** By the evidence of the finding, whose names end in the figure's unit. */
function distanceOf({ evidence, verdict }: Finding): Distance | undefined {
  const named = (part: string): number | undefined => {
    const entry = Object.entries(evidence).find(
      ([name]) =>
        name.startsWith(part) && /^(Ns|Share|PerSecond|Bytes)$/.test(name.slice(part.length)),
    );
    return typeof entry?.[1] === 'number' ? entry[1] : undefined;
  };
  const [figure, limit] = [named('figure'), named('limit')];
  if (figure === undefined || limit === undefined || figure <= 0 || limit <= 0) return undefined;
  const [low, high] = [named('low'), named('high')];
  return {
    ...{ text: String(evidence['objective'] ?? ''), verdict, ratio: figure / limit },
    low: low === undefined || low <= 0 ? undefined : low / limit,
    high: high === undefined || high <= 0 ? undefined : high / limit,
  };
}
