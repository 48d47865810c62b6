/**
 * Charts as static SVG, drawn by Observable Plot on a document that exists in memory only. This is
 * the one file that knows the drawing library.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { plainText } from '../plain-text.ts';
import {
  BAND_OPACITY,
  bandMarks,
  spanLabelMarks,
  spanMarks,
  TILE_STYLE,
  tileMarks,
} from './area-marks.ts';
import type { ChartSpec, LegendEntry, Line, Point } from './chart-spec.ts';
import {
  CHART_WIDTH_PX,
  FONT_PX,
  type Margins,
  type PixelScale,
  pixelScale,
  type SettledAxis,
  settleAxis,
  shortLabel,
  textWidthPx,
  valuesOf,
} from './frame.ts';
import { spreadLabels } from './label-column.ts';
import { legendRows, SAMPLE_PX } from './legend.ts';
import { colourOf, dashes, faintInk, gridInk, ink, markerOf, paper } from './palette.ts';
import { type SvgText, toSvgText } from './svg-text.ts';

const LABEL_GAP_PX = 15;
/** So that charts below each other start and end at the same place unless their labels are long. */
const LEFT_PX_MIN = 76;
const RIGHT_PX_MIN = 100;
const LEGEND_ROW_PX = 20;

/** A chart whose numbers are settled. */
interface Layout {
  readonly spec: ChartSpec;
  readonly margins: Margins;
  readonly x: SettledAxis;
  readonly y: SettledAxis;
  readonly xPx: PixelScale;
  readonly yPx: PixelScale;
}

/** Draws a chart. The result needs neither script nor style sheet; title and text are inside. */
export function renderChart(spec: ChartSpec): SvgText {
  const { document } = parseHTML('<!doctype html><html></html>');
  const layout = layOut(spec);
  const { x, y, margins } = layout;
  const svg = Plot.plot({
    document,
    width: CHART_WIDTH_PX,
    height: spec.heightPx + margins.top + margins.bottom,
    marginTop: margins.top,
    marginRight: margins.right,
    marginBottom: margins.bottom,
    marginLeft: margins.left,
    x: { type: x.type, domain: [...x.domain], axis: null },
    y: { type: y.type, domain: [...y.domain], axis: null, reverse: spec.y.reversed ?? false },
    marks: [
      ...spanMarks(spec.spans ?? [], layout),
      ...axisMarks(layout),
      ...axisLabelMarks(layout),
      ...spanLabelMarks(spec.spans ?? [], layout),
      ...tileMarks(spec.tiles ?? [], layout),
      ...bandMarks(spec.bands ?? [], layout),
      ...spec.lines.flatMap((line) => lineMarks(line, layout)),
      ...labelMarks(layout),
      ...legendMarks(layout),
    ],
  });
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  const description = document.createElementNS('http://www.w3.org/2000/svg', 'desc');
  title.textContent = plainText(spec.title);
  description.textContent = plainText(spec.description);
  title.setAttribute('id', `${spec.id}-title`);
  description.setAttribute('id', `${spec.id}-desc`);
  svg.prepend(title, description);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${spec.id}-title ${spec.id}-desc`);
  svg.setAttribute('font-size', String(FONT_PX));
  svg.setAttribute('fill', ink);
  return toSvgText(svg);
}

/** Ticks above each other that are nearer than this cannot be read. */
const TICK_GAP_PX = 15;

function layOut(spec: ChartSpec): Layout {
  const x = settleAxis(spec.x, valuesOf(spec, 'x'));
  const ticksMax = Math.max(2, Math.floor(spec.heightPx / TICK_GAP_PX));
  const y = settleAxis(spec.y, valuesOf(spec, 'y'), ticksMax);
  const rows = legendRows(spec.legend).length;
  const yTexts = y.ticks?.map((tick) => tick.text) ?? y.domain.map(y.format);
  const labels = endLabels(spec).map((line) => shortLabel(line.label));
  const margins: Margins = {
    top: (spec.y.label === '' ? 12 : 32) + rows * LEGEND_ROW_PX,
    right: Math.max(RIGHT_PX_MIN, labels.length > 0 ? textWidthPx(labels) + 40 : 0),
    bottom: 42,
    left: Math.max(LEFT_PX_MIN, textWidthPx(yTexts) + 20),
  };
  const bottomPx = margins.top + spec.heightPx;
  const yRange: [number, number] = [bottomPx, margins.top];
  return {
    spec,
    margins,
    x,
    y,
    xPx: pixelScale(x, [margins.left, CHART_WIDTH_PX - margins.right]),
    yPx: pixelScale(y, spec.y.reversed ? [margins.top, bottomPx] : yRange),
  };
}

const endLabels = (spec: ChartSpec): Line[] =>
  spec.lines.filter((line) => line.labelAt === 'end' && lastPoint(line) !== undefined);

const lastPoint = (line: Line) => line.points.findLast((point) => point.y !== null);

function axisMarks({ spec, x, y }: Layout): Plot.Markish[] {
  const shared = { fontSize: FONT_PX, color: ink, tickSize: 0, label: null };
  const grid = { stroke: gridInk, strokeOpacity: 1 };
  const texts = (axis: SettledAxis) =>
    axis.ticks ? { text: axis.ticks.map((tick) => tick.text) } : { tickFormat: axis.format };
  const at = (axis: SettledAxis) => axis.ticks?.map((tick) => tick.at);
  const count = { ticks: Math.max(3, Math.round(spec.heightPx / 45)) };
  const xTicks = at(x);
  const yTicks = at(y);
  return [
    xTicks ? Plot.gridX(xTicks, grid) : Plot.gridX({ ...grid, ticks: 8 }),
    yTicks ? Plot.gridY(yTicks, grid) : Plot.gridY({ ...grid, ...count }),
    xTicks
      ? Plot.axisX(xTicks, { ...shared, ...texts(x) })
      : Plot.axisX({ ...shared, ...texts(x), ticks: 8 }),
    yTicks
      ? Plot.axisY(yTicks, { ...shared, ...texts(y) })
      : Plot.axisY({ ...shared, ...texts(y), ...count }),
    Plot.ruleY([y.domain[spec.y.reversed ? 1 : 0]], { stroke: faintInk }),
  ];
}

/** The y axis's label stands above its ticks, the x axis's below the right end of its own. */
function axisLabelMarks({ spec, margins, x, y, xPx, yPx }: Layout): Plot.Markish[] {
  const label = (text: string, at: { xPx: number; yPx: number }, textAnchor: 'start' | 'end') =>
    Plot.text([[xPx.invert(at.xPx), yPx.invert(at.yPx)]], {
      text: [text],
      textAnchor,
      fill: faintInk,
      fontSize: FONT_PX,
    });
  const bottomPx = margins.top + spec.heightPx;
  return [
    label(y.label, { xPx: 4, yPx: margins.top - 18 }, 'start'),
    label(x.label, { xPx: CHART_WIDTH_PX - margins.right, yPx: bottomPx + 34 }, 'end'),
  ];
}

function lineMarks(line: Line, { x, y }: Layout): Plot.Markish[] {
  const stroke = colourOf(line.style);
  const scaled = line.points.map((point) => ({
    x: point.x / x.size,
    y: point.y === null ? Number.NaN : Math.max(point.y / y.size, y.domain[0]),
    marked: point.marked !== false && point.y !== null,
  }));
  const marks: Plot.Markish[] = [];
  if (line.draw !== 'points') {
    const dash = dashes[line.dash];
    marks.push(
      Plot.line(scaled, {
        x: 'x',
        y: 'y',
        stroke,
        strokeWidth: line.style === 'grey' ? 1.2 : 1.8,
        curve: line.draw === 'step' ? 'step-after' : 'linear',
        ...(dash ? { strokeDasharray: dash } : {}),
      }),
    );
  }
  if (line.marker !== 'none') {
    marks.push(
      Plot.dot(
        scaled.filter((point) => point.marked),
        { x: 'x', y: 'y', ...markerStyle(line.style, line.marker) },
      ),
    );
  }
  return marks;
}

function markerStyle(style: number | 'grey', marker: 'filled' | 'hollow') {
  const colour = colourOf(style);
  const fill = marker === 'filled' ? colour : paper;
  return { symbol: markerOf(style), r: 4, fill, stroke: colour, strokeWidth: 1.3 };
}

/** Labels at the right end of their lines, moved apart, with a thread to where the line ends. */
function labelMarks({ spec, margins, x, y, xPx, yPx }: Layout): Plot.Markish[] {
  const edgePx = CHART_WIDTH_PX - margins.right;
  const wishes = endLabels(spec).flatMap((line) => {
    const last: Point | undefined = lastPoint(line);
    if (last === undefined || last.y === null) return [];
    const end = { x: last.x / x.size, y: last.y / y.size };
    return [{ text: line.label, style: line.style, end, wishPx: yPx.apply(end.y) }];
  });
  const placed = spreadLabels(wishes, {
    gapPx: LABEL_GAP_PX,
    topPx: margins.top,
    bottomPx: margins.top + spec.heightPx,
  });
  return placed.flatMap(({ text, style, end, atPx }) => {
    const at = yPx.invert(atPx);
    const point = (px: number) => [[xPx.invert(px), at]] satisfies [number, number][];
    const thread = [[end.x, end.y], ...point(edgePx + 8)] satisfies [number, number][];
    return [
      Plot.line(thread, { stroke: faintInk, strokeWidth: 0.7 }),
      Plot.dot(point(edgePx + 14), markerStyle(style, 'filled')),
      Plot.text(point(edgePx + 22), {
        text: [shortLabel(text)],
        textAnchor: 'start',
        fill: ink,
        fontSize: FONT_PX,
      }),
    ];
  });
}

function legendMarks({ spec, margins, xPx, yPx }: Layout): Plot.Markish[] {
  return legendRows(spec.legend).flatMap((row, index) =>
    row.flatMap(({ entry, startPx }) => {
      const at = yPx.invert(10 + index * LEGEND_ROW_PX);
      const place = (px: number): [number, number] => [xPx.invert(margins.left + px), at];
      return legendEntryMarks(entry, startPx, place);
    }),
  );
}

function legendEntryMarks(
  entry: LegendEntry,
  startPx: number,
  place: (px: number) => [number, number],
): Plot.Markish[] {
  const marks: Plot.Markish[] = [];
  if (entry.dash !== 'none') {
    const dash = dashes[entry.dash];
    marks.push(
      Plot.line([place(startPx), place(startPx + SAMPLE_PX)], {
        stroke: colourOf(entry.style),
        strokeWidth: 1.8,
        ...(dash ? { strokeDasharray: dash } : {}),
      }),
    );
  }
  const middle = place(startPx + SAMPLE_PX / 2);
  if (entry.marker === 'area' || entry.marker === 'tile') {
    const fillOpacity = entry.marker === 'area' ? 2 * BAND_OPACITY : 0.7;
    const fill = colourOf(entry.marker === 'tile' ? TILE_STYLE : entry.style);
    marks.push(Plot.dot([middle], { symbol: 'square', r: 7, fill, fillOpacity, stroke: 'none' }));
  } else if (entry.marker !== 'none') {
    marks.push(Plot.dot([middle], markerStyle(entry.style, entry.marker)));
  }
  const text = { textAnchor: 'start', fill: ink, fontSize: FONT_PX } as const;
  marks.push(Plot.text([place(startPx + SAMPLE_PX + 6)], { text: [entry.text], ...text }));
  return marks;
}
