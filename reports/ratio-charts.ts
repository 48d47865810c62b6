/** Drawings of how many times as much: one axis of ratios, on which ×2 and ÷2 are as far. */
import type { Contrast } from '../harness/experiments/contrast.ts';
import { ratioText } from '../harness/experiments/contrast-text.ts';
import type { ShiftPoint } from '../harness/experiments/shift.ts';
import { logTicks, ninesOf } from './charts/axis-ticks.ts';
import type { Axis, ChartSpec, Line, Tick } from './charts/chart-spec.ts';

interface Words {
  readonly id: string;
  readonly title: string;
}

/** The logarithm is drawn, so that a linear axis shows what a logarithmic one would. */
const place = Math.log;

/** Room beyond the outermost value. */
const ROOM = 1.02;

const LINEAR_STEPS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const TICKS_MAX = 8;

function ratioTicks(low: number, high: number): Tick[] {
  const write = (ratio: number): string => `${Number(ratio.toPrecision(3))} ×`;
  const step = LINEAR_STEPS.find((size) => (high - low) / size <= TICKS_MAX);
  if (step === undefined || high / low > 4) {
    return logTicks(low, high, write).map(({ at, text }) => ({ at: place(at), text }));
  }
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  const ratios = Array.from({ length: count }, (_, index) => (first + index) * step);
  return ratios.map((ratio) => ({ at: place(ratio), text: write(ratio) }));
}

/** An axis for these ratios, with 1 and the margin always on it. */
export function ratioAxis(ratios: readonly number[], margin: number, label: string): Axis {
  const all = [...ratios, 1 / (1 + margin), 1 + margin];
  const [low, high] = [Math.min(...all) / ROOM, Math.max(...all) * ROOM];
  return {
    ...{ label, scale: 'linear', unit: 'ratio' },
    ...{ min: place(low), max: place(high), ticks: ratioTicks(low, high) },
  };
}

const behind = { label: '', labelAt: 'nowhere', style: 'grey', marker: 'none' } as const;

/** Ends of the interval and the ratio itself, as far as they are known. */
const ratiosOf = ({ ratio, low, high }: Contrast): number[] =>
  [ratio, low, high].filter((value) => value !== null && value > 0) as number[];

/** One row a contrast: its ratio with the interval, beside 1 and the margin. */
export function ratioChart(
  contrasts: readonly { readonly label: string; readonly contrast: Contrast }[],
  { margin, ...words }: Words & { readonly margin: number },
): ChartSpec | undefined {
  const rows = contrasts.filter(({ contrast }) => ratiosOf(contrast).length > 0);
  if (rows.length === 0) return undefined;
  const ends = { top: -0.6, bottom: rows.length - 0.4 };
  const upright = (at: number, dash: Line['dash']): Line => ({
    ...{ ...behind, dash, draw: 'line' },
    points: [ends.top, ends.bottom].map((y) => ({ x: place(at), y })),
  });
  const spans = rows.map(({ contrast: { low, high } }, y): Line => {
    const known = low === null || high === null ? [] : [low, high];
    const points = known.map((ratio) => ({ x: place(ratio), y }));
    return { ...behind, style: 0, dash: 'solid', draw: 'line', points };
  });
  const dots: Line = {
    ...{ ...behind, style: 0, dash: 'solid', draw: 'points', marker: 'filled' },
    points: rows.map(({ contrast }, y) => ({ x: place(contrast.ratio ?? 1), y })),
  };
  const texts = rows.map(({ label, contrast }) => `${label} ${ratioText(contrast)}`);
  const all = rows.flatMap(({ contrast }) => ratiosOf(contrast));
  return {
    kind: 'chart',
    ...words,
    description: `Ratios with their intervals: ${texts.join('; ')}.`,
    howToRead:
      'How to read: a bar that crosses the solid line at 1 may be no difference at all; one ' +
      'between the dashed lines is a difference too small to matter.',
    heightPx: 24 + rows.length * 26,
    x: ratioAxis(all, margin, 'ratio'),
    y: {
      ...{ label: '', scale: 'linear', unit: 'count', reversed: true },
      ...{ min: ends.top, max: ends.bottom },
      ticks: rows.map(({ label }, at) => ({ at, text: label })),
    },
    lines: [
      upright(1, 'solid'),
      upright(1 + margin, 'dashed'),
      upright(1 / (1 + margin), 'dashed'),
      ...spans,
      dots,
    ],
    legend: [],
    data: 'beside',
  };
}

/** One target's shift, with the style that it has everywhere. */
export interface DrawnShift {
  readonly name: string;
  readonly style: number;
  readonly points: readonly ShiftPoint[];
}

/** Ratio by percentile, one line a target, with the ends of its intervals dotted. */
export function shiftChart(
  shifts: readonly DrawnShift[],
  { margin, ...words }: Words & { readonly margin: number },
): ChartSpec | undefined {
  const drawn = shifts.filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return undefined;
  const line = (one: DrawnShift, end: 'ratio' | 'low' | 'high'): Line => ({
    label: one.name,
    labelAt: end === 'ratio' ? 'end' : 'nowhere',
    ...{ style: one.style, dash: end === 'ratio' ? 'solid' : 'dotted', draw: 'line' },
    marker: end === 'ratio' ? 'filled' : 'none',
    points: one.points.map(({ percent, contrast }) => {
      const value = contrast[end];
      return { x: ninesOf(percent), y: value === null ? null : place(value) };
    }),
  });
  const all = drawn.flatMap(({ points }) => points.flatMap(({ contrast }) => ratiosOf(contrast)));
  const percents = [...new Set(drawn.flatMap(({ points }) => points.map((p) => p.percent)))];
  const ends = [Math.min(...percents), Math.max(...percents)].map(ninesOf);
  const level: Line = { ...behind, dash: 'solid', draw: 'line', points: [] };
  const flat = (at: number, dash: Line['dash']): Line => ({
    ...{ ...level, dash, points: ends.map((x) => ({ x, y: place(at) })) },
  });
  return {
    kind: 'chart',
    ...words,
    description: drawn.map(shiftText).join(' '),
    howToRead:
      'How to read: at 1 both wait equally long. A level line is everything slower by the same ' +
      'factor, a rising one a tail that grows. Between the dotted lines lies the truth, with ' +
      '95 % at each percentile.',
    heightPx: 220,
    x: {
      ...{ label: 'percentile of the response times', scale: 'nines', unit: 'ratio' },
      ticks: percents
        .filter((percent) => percent >= 50)
        .map((percent) => ({ at: ninesOf(percent), text: `p${percent}` })),
    },
    y: ratioAxis(all, margin, 'ratio'),
    lines: [
      flat(1, 'solid'),
      flat(1 + margin, 'dashed'),
      flat(1 / (1 + margin), 'dashed'),
      ...drawn.flatMap((one) => [line(one, 'low'), line(one, 'high'), line(one, 'ratio')]),
    ],
    legend: [],
    data: 'beside',
  };
}

const shiftText = ({ name, points }: DrawnShift): string =>
  `${name}: ${points.map((p) => `p${p.percent} ${ratioText(p.contrast)}`).join(', ')}.`;
