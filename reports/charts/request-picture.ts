/** The three moments of a request and the three times between them, as a drawing. */
import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { FONT_PX } from './frame.ts';
import { colourOf, faintInk, ink } from './palette.ts';
import type { SvgText } from './svg-text.ts';

const WIDTH_PX = 620;
const HEIGHT_PX = 210;
const LINE_Y_PX = 70;

const moments = [
  { name: 'intended', note: 'due by the plan', x: 70 },
  { name: 'sent', note: 'written to a connection', x: 260 },
  { name: 'done', note: 'last byte read', x: 550 },
] as const;

const spans = [
  { name: 'lag', from: 0, to: 1, y: 110, style: 4 },
  { name: 'service', from: 1, to: 2, y: 110, style: 1 },
  { name: 'response', from: 0, to: 2, y: 160, style: 0 },
] as const;

/** What the picture shows, in words. */
export const requestPictureText =
  'A request has three moments: intended, when it was due by the plan; sent, when it was written ' +
  'to a connection; and done, when the last byte of its answer was read. Lag runs from intended ' +
  'to sent, service from sent to done, response from intended to done. Each has its own histogram.';

export function requestPicture(): SvgText {
  const picture = h(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      role: 'img',
      'aria-labelledby': 'request-picture-title request-picture-desc',
      viewBox: `0 0 ${WIDTH_PX} ${HEIGHT_PX}`,
      width: WIDTH_PX,
      height: HEIGHT_PX,
      'font-family': 'system-ui, sans-serif',
      'font-size': FONT_PX,
      'text-anchor': 'middle',
      fill: ink,
    },
    h('title', { id: 'request-picture-title' }, 'The times of a request'),
    h('desc', { id: 'request-picture-desc' }, requestPictureText),
    line({ x1: 20, x2: WIDTH_PX - 20, y1: LINE_Y_PX, y2: LINE_Y_PX, stroke: faintInk }),
    moments.map(({ name, note, x }) => [
      h('text', { x, y: LINE_Y_PX - 38, 'font-weight': 'bold' }, name),
      h('text', { x, y: LINE_Y_PX - 20, fill: faintInk }, note),
      h('circle', { cx: x, cy: LINE_Y_PX, r: 5 }),
      line({ x1: x, x2: x, y1: LINE_Y_PX, y2: 175, stroke: faintInk, 'stroke-dasharray': '2,4' }),
    ]),
    spans.map(({ name, from, to, y, style }) => {
      const [left, right] = [moments[from].x + 4, moments[to].x - 4];
      const stroke = colourOf(style);
      return [
        line({ x1: left, x2: right, y1: y, y2: y, stroke, 'stroke-width': 3 }),
        line({ x1: left, x2: left, y1: y - 6, y2: y + 6, stroke, 'stroke-width': 2 }),
        line({ x1: right, x2: right, y1: y - 6, y2: y + 6, stroke, 'stroke-width': 2 }),
        h('text', { x: (left + right) / 2, y: y + 20 }, name),
      ];
    }),
  );
  return renderToString(picture) as SvgText;
}

const line = (attributes: Readonly<Record<string, string | number>>): ComponentChild =>
  h('line', { 'stroke-width': 1, ...attributes });
