/** The rectangle that a chart's lines are drawn in, and what its axes say. */
import * as Plot from '@observablehq/plot';
import { formatNs, formatRate } from '../../harness/model/units.ts';
import { plainText } from '../plain-text.ts';
import { linearScale, logTicks, ninesTicks, roundedLog } from './axis-ticks.ts';
import type { Axis, ChartSpec, Point, Tick } from './chart-spec.ts';

/** Width of every drawing; the page scales it down where there is less room. */
export const CHART_WIDTH_PX = 760;
export const FONT_PX = 12;
/** Mean width of a character of the drawing's font; wide enough that labels never touch. */
export const CHARACTER_PX = 6.7;

const HEADROOM = 1.05;

const LABEL_START = 13;
const LABEL_END = 12;
const LABEL_CHARACTERS_MAX = LABEL_START + 1 + LABEL_END;

/** One axis with its numbers settled. */
export interface SettledAxis {
  readonly label: string;
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** Divides values before they are drawn, so that a linear axis has round ticks. */
  readonly size: number;
  /** Absent where the drawing library finds round ticks itself. */
  readonly ticks?: readonly Tick[];
  format(value: number): string;
}

/** Two-way mapping between an axis's values and pixels. */
export interface PixelScale {
  apply(value: number): number;
  invert(px: number): number;
}

export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Fits an axis to the values drawn along it; `ticksMax` of them can be read where it stands. */
export function settleAxis(
  axis: Axis,
  values: readonly number[],
  ticksMax = Number.POSITIVE_INFINITY,
): SettledAxis {
  switch (axis.scale) {
    case 'nines': {
      const max = Math.max(2, axis.max ?? 1, ...values);
      const ticks = axis.ticks ?? ninesTicks(max);
      return { ...fixed(axis), type: 'log', domain: [1, max], ticks };
    }
    case 'log': {
      // Zero has no place on a log axis; nothing is faster than a nanosecond.
      const positive = values.map((value) => Math.max(1, value));
      const [min, wide] = atLeastADecade(
        roundedLog(axis.min ?? Math.min(...positive), 'down'),
        roundedLog(axis.max ?? Math.max(...positive), 'up'),
      );
      const format = axis.unit === 'ns' ? formatNs : formatRate;
      const ticks = axis.ticks ?? logTicks(min, wide, format, ticksMax);
      return { ...fixed(axis), type: 'log', domain: [min, wide], ticks };
    }
    case 'linear': {
      const min = axis.min ?? Math.min(...values);
      // A little room, so that the highest points are whole.
      const max = axis.max ?? Math.max(...values) * HEADROOM;
      const { size, format } = linearScale(axis, max);
      const wide = max > min ? max : min + 1;
      const domain: [number, number] = [min / size, wide / size];
      const ticks = axis.ticks ? { ticks: axis.ticks.map(shortTick) } : {};
      return { label: axis.label, type: 'linear', size, format, domain, ...ticks };
    }
  }
}

/** Widens a log axis step by step at both ends, so that a small difference looks small. */
function atLeastADecade(min: number, max: number): [number, number] {
  let [low, high] = [min, max];
  for (let down = true; high / low < 9.99; down = !down) {
    if (down) low = roundedLog(low * 0.9, 'down');
    else high = roundedLog(high * 1.1, 'up');
  }
  return [low, high];
}

const shortTick = ({ at, text }: Tick): Tick => ({ at, text: shortLabel(text) });

const fixed = (axis: Axis) => ({ label: axis.label, size: 1, format: String });

/** All values that a chart draws along one axis. */
export function valuesOf(spec: ChartSpec, field: keyof Pick<Point, 'x' | 'y'>): number[] {
  const values = spec.lines.flatMap((line) =>
    line.points.flatMap((point) => {
      const value = point[field];
      return value === null || (field === 'x' && point.y === null) ? [] : [value];
    }),
  );
  const drawn = [...values, ...areaValues(spec, field)];
  return drawn.length > 0 ? drawn : [1];
}

/** Edges of tiles, and ends of bands as far as they are known. */
function areaValues({ tiles = [], bands = [] }: ChartSpec, field: 'x' | 'y'): number[] {
  const edges = tiles.flatMap((tile) => (field === 'x' ? [tile.x1, tile.x2] : [tile.y1, tile.y2]));
  const ends = bands.flatMap(({ points }) =>
    points.flatMap(({ x, low, high }) => (field === 'x' ? [x] : [low, high])),
  );
  return [...edges, ...ends].filter(
    (value) => value !== null && Number.isFinite(value),
  ) as number[];
}

export function pixelScale(axis: SettledAxis, range: readonly [number, number]): PixelScale {
  const { apply, invert } = Plot.scale({
    x: { type: axis.type, domain: [...axis.domain], range: [...range] },
  });
  if (invert === undefined) throw new TypeError('a continuous scale can be inverted');
  return { apply, invert };
}

/** How much room the longest of some texts takes. */
export function textWidthPx(texts: readonly string[]): number {
  return Math.ceil(Math.max(0, ...texts.map((text) => text.length)) * CHARACTER_PX);
}

/**
 * A name that fits into a margin: names come from outside and can be of any length. What goes is
 * the middle, because long names that are alike mostly differ at their ends.
 */
export function shortLabel(text: string): string {
  const characters = [...plainText(text)];
  if (characters.length <= LABEL_CHARACTERS_MAX) return characters.join('');
  const [start, end] = [characters.slice(0, LABEL_START), characters.slice(-LABEL_END)];
  return `${start.join('')}…${end.join('')}`;
}
