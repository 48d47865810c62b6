/** A chart as data: what to draw, for whom and how to read it. No library shows through. */
import type { Table } from '../document.ts';

export interface ChartSpec {
  readonly kind: 'chart';
  /** Unique in the report; letters, digits and dashes. */
  readonly id: string;
  /** What the chart shows to be so, in one sentence. */
  readonly title: string;
  /** The same at more length, for who cannot see it. */
  readonly description: string;
  /** One line for who sees this kind of chart for the first time. */
  readonly howToRead: string;
  /** Of the drawing; the width is the same for all charts. */
  readonly heightPx: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** Shaded stretches of the x axis; none when absent. */
  readonly spans?: readonly Span[];
  /** Where lines may truly lie, shaded in their colour; none when absent. */
  readonly bands?: readonly Band[];
  /** How many there are of what, as tiles that are darker for more; none when absent. */
  readonly tiles?: readonly Tile[];
  /** What line kinds mean, drawn above the chart. */
  readonly legend: readonly LegendEntry[];
  /** The figures drawn, or a reduced set; `beside` when a table of the same passage has them. */
  readonly data: Table | 'beside';
}

/**
 * `nines` is for percentiles: the value is 1/(1 − q) and every further nine takes the same room.
 */
export interface Axis {
  readonly label: string;
  readonly scale: 'linear' | 'log' | 'nines';
  /** `amount` is a plain number, with parts; `share` is of 1, and drawn as percent. */
  readonly unit: 'ns' | 'perSecond' | 'count' | 'ratio' | 'amount' | 'share' | 'bytes';
  /** Where it must start and end; as the data have it when absent. */
  readonly min?: number;
  readonly max?: number;
  /** Its ticks; chosen to fit when absent. */
  readonly ticks?: readonly Tick[];
  /** Upside down: the smallest value is at the top. */
  readonly reversed?: boolean;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export type Dash = 'solid' | 'dashed' | 'dotted' | 'dash-dotted';

export interface Line {
  readonly label: string;
  /** Where the label goes: at the line's right end, or nowhere. */
  readonly labelAt: 'end' | 'nowhere';
  /** Colour and marker, by number; `grey` for what is there for orientation only. */
  readonly style: number | 'grey';
  readonly dash: Dash;
  readonly draw: 'line' | 'step' | 'points';
  /** Filled for what is meant, hollow for what stands behind it. */
  readonly marker: 'filled' | 'hollow' | 'none';
  readonly points: readonly Point[];
}

/** A stretch of the x axis, with a few words at its upper edge where there is room for them. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label?: string;
}

/** An area between two lines. Where an end is not known, it has a gap. */
export interface Band {
  readonly style: number | 'grey';
  readonly points: readonly {
    readonly x: number;
    readonly low: number | null;
    /** Infinite where there is no upper end: the area then goes to the edge. */
    readonly high: number | null;
  }[];
}

/** A rectangle of a heat map. */
export interface Tile {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  /** From 1, the palest, to 6. */
  readonly level: number;
}

/** A null value leaves a gap. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
  /** `false` for points of a line that get no marker. */
  readonly marked?: boolean;
}

export interface LegendEntry {
  readonly text: string;
  readonly style: number | 'grey';
  readonly dash: Dash | 'none';
  /** `area` for a band, `tile` for the darkest tile of a heat map. */
  readonly marker: 'filled' | 'hollow' | 'area' | 'tile' | 'none';
}
