/** What is shaded: stretches of the x axis, bands around lines, and the tiles of a heat map. */
import * as Plot from '@observablehq/plot';
import type { Band, Span, Tile } from './chart-spec.ts';
import { FONT_PX, type PixelScale, type SettledAxis, textWidthPx } from './frame.ts';
import { colourOf, gridInk, ink } from './palette.ts';

/** The part of a chart's layout that areas are drawn in. */
interface Frame {
  readonly x: SettledAxis;
  readonly y: SettledAxis;
  readonly xPx: PixelScale;
  readonly yPx: PixelScale;
}

export const BAND_OPACITY = 0.22;
/** How opaque tiles are, the palest first: a single request must be seen, too. */
export const TILE_OPACITIES = [0.14, 0.27, 0.42, 0.58, 0.76, 0.96] as const;
/** The colour of tiles. */
export const TILE_STYLE = 0;

/** Stretches of the x axis. */
export function spanMarks(spans: readonly Span[], { x, y }: Frame): Plot.Markish[] {
  const [bottom, top] = y.domain;
  return spans.map(({ from, to }) =>
    Plot.rect([{ from: from / x.size, to: to / x.size }], {
      ...{ x1: 'from', x2: 'to', y1: () => bottom, y2: () => top },
      ...{ fill: gridInk, fillOpacity: 0.8 },
    }),
  );
}

/** What they are, above them, where no line can be in the way, as far as there is room for it. */
export function spanLabelMarks(spans: readonly Span[], frame: Frame): Plot.Markish[] {
  const { x, y, xPx, yPx } = frame;
  const atPx = yPx.apply(y.domain[1]) - 9;
  return spans.flatMap(({ from, to, label }) => {
    const [leftPx, rightPx] = [xPx.apply(from / x.size), xPx.apply(to / x.size)];
    if (label === undefined || textWidthPx([label]) + 8 > rightPx - leftPx) return [];
    return [
      Plot.text([[xPx.invert((leftPx + rightPx) / 2), yPx.invert(atPx)]], {
        ...{ text: [label], textAnchor: 'middle', fill: ink, fontSize: FONT_PX },
      }),
    ];
  });
}

/** Bands, each a little see-through so that those behind are seen. */
export function bandMarks(bands: readonly Band[], { x, y }: Frame): Plot.Markish[] {
  const [bottom, top] = y.domain;
  const within = (value: number): number => Math.min(top, Math.max(bottom, value / y.size));
  return bands.map(({ style, points }) =>
    Plot.areaY(
      points.map((point) => ({
        x: point.x / x.size,
        low: point.low === null ? Number.NaN : within(point.low),
        high: point.high === null ? Number.NaN : within(point.high),
      })),
      {
        ...{ x: 'x', y1: 'low', y2: 'high', curve: 'linear' },
        ...{ fill: colourOf(style), fillOpacity: BAND_OPACITY },
      },
    ),
  );
}

/** Tiles as one path a level: thousands of elements would be most of the page. */
export function tileMarks(tiles: readonly Tile[], { x, y, xPx, yPx }: Frame): Plot.Markish[] {
  if (tiles.length === 0) return [];
  const path = ({ x1, x2, y1, y2 }: Tile): string => {
    // Whole pixels, so that neighbours meet without a seam, and are short to write.
    const [left, right] = [xPx.apply(x1 / x.size), xPx.apply(x2 / x.size)].map(Math.round);
    const [low, high] = [yPx.apply(y1 / y.size), yPx.apply(y2 / y.size)].map(Math.round);
    return `M${left},${high}H${right}V${low}H${left}Z`;
  };
  const levels = TILE_OPACITIES.map((opacity, index) => ({
    opacity,
    d: tiles
      .filter(({ level }) => level === index + 1)
      .map(path)
      .join(''),
  }));
  return [
    (_index, _scales, _values, _dimensions, context) => {
      const { document } = context as unknown as { readonly document: Document };
      const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
      group.setAttribute('fill', colourOf(TILE_STYLE));
      for (const { opacity, d } of levels.filter((level) => level.d !== '')) {
        const element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        element.setAttribute('fill-opacity', String(opacity));
        element.setAttribute('d', d);
        group.append(element);
      }
      return group as unknown as SVGElement;
    },
  ];
}
