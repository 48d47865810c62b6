import { parseHTML } from 'linkedom';
import t from 'tap';
import type { ChartSpec, Line } from '../../../reports/charts/chart-spec.ts';
import { renderChart } from '../../../reports/charts/render-chart.ts';

const line: Line = {
  label: 'one',
  labelAt: 'end',
  style: 0,
  dash: 'solid',
  draw: 'line',
  marker: 'filled',
  points: [
    { x: 1, y: 1e6 },
    { x: 10, y: 3_333_333 },
    { x: 100, y: 1e7 },
  ],
};

const spec: ChartSpec = {
  kind: 'chart',
  id: 'example',
  title: 'The example rises.',
  description: 'From 1 ms to 10 ms.',
  howToRead: '',
  heightPx: 200,
  x: { label: 'percentile', scale: 'nines', unit: 'ratio' },
  y: { label: 'time', scale: 'log', unit: 'ns' },
  lines: [line],
  legend: [],
  data: 'beside',
};

interface Drawing {
  readonly text: string;
  all(selector: string): Element[];
  /** Where a text stands, by its own and its parents' translations. */
  placeOf(label: string): { readonly x: number; readonly y: number };
}

function draw(chart: ChartSpec): Drawing {
  const text = renderChart(chart);
  const { document } = parseHTML(`<!doctype html><body>${text}</body>`);
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
  const placeOf = (label: string) => {
    const found = all('text').find(({ textContent }) => textContent === label);
    if (!found) throw new Error(`no text ${label} in ${text}`);
    let [x, y] = [0, 0];
    for (let at: Element | null = found; at; at = at.parentElement) {
      const move = /translate\(([-\d.]+),([-\d.]+)\)/.exec(at.getAttribute('transform') ?? '');
      x += Number(move?.[1] ?? 0);
      y += Number(move?.[2] ?? 0);
    }
    return { x, y };
  };
  return { text, all, placeOf };
}

t.test('needs nothing from around it', (t) => {
  const { text, all } = draw(spec);
  t.notMatch(text, /<style|class=|style=|url\(/, 'plain attributes');
  t.match(text, /stroke="var\(--s1, #0072b2\)"/, 'colours of the page, with a literal fallback');
  const parts = all('svg *').flatMap((element) => [...element.getAttributeNames()]);
  t.same(
    parts.filter((name) => name.startsWith('aria-')),
    [],
    'one label for the whole, none for its parts',
  );
  const numbers = [...text.matchAll(/ (?:d|transform|x1|x2|y1|y2)="([^"]*)"/g)].join(' ');
  t.notMatch(numbers, /\.\d\d/, 'coordinates to a tenth');
  t.equal(all('svg > title')[0]?.textContent, 'The example rises.');
  t.equal(all('svg > desc')[0]?.textContent, 'From 1 ms to 10 ms.');
  t.equal(all('svg')[0]?.getAttribute('aria-labelledby'), 'example-title example-desc');
  t.equal(renderChart(spec), text, 'the same chart is the same text');
  t.end();
});

t.test('every further nine takes the same room', (t) => {
  const { placeOf } = draw(spec);
  const from = (start: string, end: string) => placeOf(end).x - placeOf(start).x;
  t.ok(Math.abs(from('p90', 'p99') - from('p0', 'p90')) < 0.3, 'p90 is half way to p99');
  t.ok(Math.abs(from('p0', 'p50') / from('p0', 'p90') - Math.log10(2)) < 0.01, 'p50 at log 2');
  t.end();
});

t.test('times stand where their logarithms are', (t) => {
  const { placeOf } = draw(spec);
  const from = (start: string, end: string) => placeOf(start).y - placeOf(end).y;
  t.ok(from('1 ms', '10 ms') > 190, '1 ms is at the bottom, 10 ms at the top');
  t.ok(Math.abs(from('1 ms', '2 ms') / from('1 ms', '10 ms') - Math.log10(2)) < 0.01);
  t.end();
});

t.test('a missing value leaves a gap', (t) => {
  const points = [
    { x: 1, y: 1e6 },
    { x: 2, y: 2e6 },
    { x: 4, y: null },
    { x: 10, y: 3e6 },
    { x: 20, y: 4e6 },
  ];
  const { all } = draw({ ...spec, lines: [{ ...line, points }] });
  const paths = all('path').map((path) => path.getAttribute('d') ?? '');
  t.ok(
    paths.some((path) => path.match(/M/g)?.length === 2),
    'the line starts twice',
  );
  t.equal(all('circle').length, 5, 'four markers, and one at the label');
  t.end();
});

t.test('steps are level and upright only', (t) => {
  const { all } = draw({ ...spec, lines: [{ ...line, draw: 'step', marker: 'none' }] });
  const [path] = all('path').map((path) => path.getAttribute('d') ?? '');
  t.match(path, /^M[\d.]+,[\d.]+(?:[HV][\d.]+)+$/);
  t.end();
});

t.test('a name from outside is shortened and only read', (t) => {
  const name = '<b>bold</b>\u001b[1m & "a name" that goes on';
  const { all, text } = draw({ ...spec, title: name, lines: [{ ...line, label: name }] });
  t.notOk(text.includes('<b>') || text.includes('\u001b'), 'no markup, no control characters');
  t.equal(all('title')[0]?.textContent, '<b>bold</b>\ufffd[1m & "a name" that goes on');
  const labels = all('text').map(({ textContent }) => textContent);
  t.ok(labels.includes('<b>bold</b>\ufffd[…that goes on'), labels.join());
  t.end();
});

t.test('styles differ in more than colour', (t) => {
  const shapeOf = (style: number) => {
    const { all } = draw({ ...spec, lines: [{ ...line, style }] });
    const marks = all('circle, path[transform]').map(
      (mark) => `${mark.tagName} ${mark.getAttribute('d')}`,
    );
    return marks.at(-1);
  };
  const shapes = new Set([0, 1, 2, 3, 4, 5, 6].map(shapeOf));
  t.equal(shapes.size, 7);
  t.end();
});
