/**
 * The page of a session that goes on: a frame that stays, and regions in it whose markup is made
 * here, again and again. Its content security policy allows its own style sheet and its own script,
 * by their hashes, and requests to where it came from.
 */
import { createHash } from 'node:crypto';
import { type ComponentChild, Fragment, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { NS_PER_S } from '../../harness/model/units.ts';
import { renderChart } from '../charts/render-chart.ts';
import { loadText } from '../load-text.ts';
import { stylesheet } from '../page/stylesheet.ts';
import { tableElement } from '../page/table-element.ts';
import { plainText } from '../plain-text.ts';
import { figureColumn, keyColumn, tableOf } from '../table.ts';
import { captions, LATENCY_CHART, liveCharts, RATE_CHART } from './live-charts.ts';
import { figureItems } from './live-figures.ts';
import { LOST_ID, TITLE_ID } from './live-names.ts';
import { liveScript } from './live-script.ts';
import type { FinishedTrial, LiveSession } from './live-session.ts';
import { phaseNowText, restText, stageText, titleText } from './live-text.ts';

/** Markup, or the title's text, by the id of where it goes. */
export type Regions = Readonly<Record<string, string>>;

const TRIAL_ID = 'live-trial';
const STAGE_ID = 'live-stage';
const FIGURES_ID = 'live-figures';
const FINISHED_ID = 'live-finished';
const charts = [RATE_CHART, LATENCY_CHART] as const;
const drawingId = (chart: string): string => `${chart}-drawing`;

const liveStylesheet = `${stylesheet}
progress { width: 100%; max-width: 46rem; height: 1rem; accent-color: var(--s1); }
#${FIGURES_ID} dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
  gap: .5rem 1rem; max-width: none; }
#${FIGURES_ID} dl > div { background: var(--panel); border-radius: .25rem; padding: .5rem .75rem; }
#${FIGURES_ID} dl > div.wide { grid-column: span 2; }
#${FIGURES_ID} dl > div.late { border-left: .4rem solid var(--fail); }
#${FIGURES_ID} dt { margin: 0; font-weight: 400; font-size: .875rem; color: var(--faint); }
#${FIGURES_ID} dd { font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
#${FIGURES_ID} dl > div.wide dd { font-size: 1rem; }
`;

const hashOf = (source: string): string =>
  `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/** For the header of the answer: a page cannot forbid frames around it by itself. */
export const livePolicy = [
  "default-src 'none'",
  `style-src ${hashOf(liveStylesheet)}`,
  `script-src ${hashOf(liveScript)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const markup = (...children: ComponentChild[]): string =>
  renderToString(h(Fragment, null, ...children));

/** Everything on the page that moves, as it is now. */
export function liveRegions(session: LiveSession, nowNs: number): Regions {
  const { now, about } = session;
  const done = now?.progress ? Math.min(1, now.progress.elapsedNs / now.progress.totalNs) : 0;
  const drawn = new Map(
    now === undefined ? [] : liveCharts(now).map((chart) => [chart.id, renderChart(chart)]),
  );
  return {
    [TITLE_ID]: `${Math.floor(100 * done)} % · ${plainText(about.title)}`,
    [TRIAL_ID]: markup(now ? plainText(titleText(now.plan, now.position)) : 'Starting'),
    [STAGE_ID]: stageMarkup(session, nowNs),
    [FIGURES_ID]: now?.progress ? figuresMarkup(figureItems(now.progress)) : '',
    ...Object.fromEntries(
      charts.map((chart) => [
        drawingId(chart),
        drawn.get(chart) ?? markup(h('p', { class: 'when' }, 'Nothing to draw yet.')),
      ]),
    ),
    [FINISHED_ID]: finishedMarkup(session),
  };
}

function stageMarkup(session: LiveSession, nowNs: number): string {
  const { now } = session;
  const { progress } = now ?? {};
  const rest = restText(session.leftNs(nowNs));
  if (now === undefined || progress === undefined) {
    return markup(h('p', null, ['servers start', rest].filter(Boolean).join(' · ')));
  }
  const texts = [stageText(progress), phaseNowText(now.plan, progress), rest];
  const bar = {
    max: Math.round(progress.totalNs / NS_PER_S),
    value: Math.min(progress.elapsedNs, progress.totalNs) / NS_PER_S,
    'aria-label': 'of the trial',
  };
  return markup(h('progress', bar), h('p', null, texts.filter(Boolean).join(' · ')));
}

const figuresMarkup = (items: ReturnType<typeof figureItems>): string =>
  markup(
    h(
      'dl',
      null,
      items.map(({ term, text, kind }) =>
        h('div', kind ? { class: kind } : null, h('dt', null, term), h('dd', null, text)),
      ),
    ),
  );

function finishedMarkup({ finished, finishedCount }: LiveSession): string {
  if (finished.length === 0) return markup(h('p', { class: 'when' }, 'None yet.'));
  const table = tableOf<FinishedTrial>(
    {
      id: 'finished',
      caption:
        finishedCount === finished.length
          ? 'In the order they were measured'
          : `The last ${finished.length} of ${finishedCount}`,
    },
    [
      keyColumn({ id: 'trial', title: 'Trial' }, ({ position }) => position.index + 1, 'count'),
      keyColumn({ id: 'target', title: 'Target' }, ({ plan }) => plan.target),
      keyColumn({ id: 'servers', title: 'Servers' }, ({ plan }) => plan.servers, 'count'),
      keyColumn({ id: 'load', title: 'Load' }, ({ plan }) => loadText(plan.load)),
      figureColumn(
        { id: 'throughput', title: 'Answered' },
        'perSecond',
        ({ result }) => result.throughputPerSecond,
      ),
      figureColumn(
        { id: 'response-p50', title: 'p50', group: 'Response' },
        'ns',
        ({ result }) => result.responseP50,
      ),
      figureColumn(
        { id: 'response-p99', title: 'p99', group: 'Response' },
        'ns',
        ({ result }) => result.responseP99,
      ),
      figureColumn({ id: 'failed', title: 'Failed' }, 'count', ({ result }) => result.failed),
      figureColumn({ id: 'verdict', title: 'Measured' }, 'verdict', ({ result }) => result.verdict),
    ],
    finished,
    ({ plan }) => ({ target: plan.target, servers: plan.servers, load: loadText(plan.load) }),
  );
  return markup(tableElement(table));
}

/** The whole page, with the session as it is now; without scripts it comes again by itself. */
export function livePage(session: LiveSession, nowNs: number): string {
  const { title, outDir } = session.about;
  const regions = liveRegions(session, nowNs);
  // What goes in as it is was written by the functions above, which escape, or by the charts.
  const region = (tag: string, id: string, rest: object = {}): ComponentChild =>
    h(tag, { id, ...rest, dangerouslySetInnerHTML: { __html: regions[id] ?? '' } });
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('noscript', null, h('meta', { 'http-equiv': 'refresh', content: '2' })),
      h('title', null, regions[TITLE_ID]),
      h('style', { dangerouslySetInnerHTML: { __html: liveStylesheet } }),
    ),
    h(
      'body',
      null,
      h(
        'header',
        null,
        h('h1', null, plainText(title)),
        h('p', { class: 'when' }, 'Results go to ', h('code', null, plainText(outDir))),
        h('p', { id: LOST_ID, class: 'caveat', role: 'status', hidden: true }),
      ),
      h(
        'main',
        null,
        region('h2', TRIAL_ID),
        region('div', STAGE_ID),
        region('div', FIGURES_ID),
        charts.map((chart) => chartElement(chart, region)),
        h('h2', null, 'Trials that are over'),
        region('div', FINISHED_ID),
      ),
      h('footer', null, 'The report takes the place of this page when the run is over.'),
      h('script', { type: 'module', dangerouslySetInnerHTML: { __html: liveScript } }),
    ),
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

/** What scrolls stays, so that the keyboard keeps its place; what is drawn in it comes anew. */
function chartElement(
  chart: (typeof charts)[number],
  region: (tag: string, id: string, rest: object) => ComponentChild,
): ComponentChild {
  const { title, howToRead } = captions[chart];
  const scroll = { class: 'scroll', tabIndex: 0, role: 'group', 'aria-label': 'drawing' };
  return h(
    'figure',
    null,
    h('figcaption', null, title, ' ', h('span', { class: 'how' }, howToRead)),
    region('div', drawingId(chart), scroll),
  );
}
