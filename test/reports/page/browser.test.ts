/**
 * The page in a real browser: it can be used without sight, without scripts and without a network.
 * Needs Chromium, which is looked for where systems install it; skipped where there is none.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import t, { type Test } from 'tap';
import { NS_PER_S } from '../../../harness/model/units.ts';
import { html } from '../../../reports/formats/html.ts';
import { livePage } from '../../../reports/live/live-page.ts';
import { LiveSession } from '../../../reports/live/live-session.ts';
import { capacityRecord, objectivesRecord } from '../../support/answered-record.ts';
import {
  compareRecord,
  emptyRecord,
  failingRecord,
  hostileRecord,
  scaleRecord,
} from '../../support/sample-record.ts';
import { somePlan } from '../../support/some-plan.ts';
import { atSecond } from '../../support/some-progress.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = executablePath ? {} : { skip: 'there is no Chromium here' };
const quiet = ['no-sandbox', 'disable-gpu', 'disable-quic', 'disable-background-networking'];

/** In the dark, and where the system chooses colours, only the colours are others. */
const whole = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const colours = { type: 'rule', values: ['color-contrast'] };
const schemes = [
  { name: 'light', rules: whole, media: { colorScheme: 'light' } },
  { name: 'dark', rules: colours, media: { colorScheme: 'dark' } },
  { name: 'forced colours', rules: colours, media: { forcedColors: 'active' } },
] as const;

/** What axe-core finds wrong, as `rule: element`. Runs within the page. */
const audit = (rules: (typeof schemes)[number]['rules']) => `(async () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const runOnly = ${JSON.stringify(rules)};
  const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html));
})()`;

/**
 * Labels of charts that lie on each other, or that are cut off at the drawing's edge. Runs within
 * the page; two pixels are what a box is larger than the letters in it.
 */
const crowded = `(() => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const id = svg.closest('figure')?.id + ': ';
    const edge = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent !== '');
    const boxes = texts.map((text) => {
      return { name: text.textContent, box: text.getBoundingClientRect() };
    });
    boxes.forEach(({ name, box }, at) => {
      const isCut = box.left < edge.left - 1 || box.right > edge.right + 1 ||
        box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
      if (isCut) found.push(id + name + ' is cut off');
      for (const other of boxes.slice(at + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 2 && down > 2) found.push(id + name + ' lies on ' + other.name);
      }
    });
  }
  return found;
})()`;

/** Every section once, in small pages: the audit of a large one takes many seconds. */
const pages = {
  answers: () => html.render([scaleRecord()], { sections: ['summary', 'comparison', 'scaling'] }),
  compared: () => html.render([compareRecord()], { sections: ['verdict', 'comparison'] }),
  capacity: () => html.render([capacityRecord()], { sections: ['capacity', 'sweep'] }),
  objectives: () => html.render([objectivesRecord()], { sections: ['objectives', 'spectrum'] }),
  details: () => html.render([failingRecord()]),
  hostile: () => html.render([hostileRecord()], { sections: ['verdict', 'spectrum', 'errors'] }),
  empty: () => html.render([emptyRecord()]),
};

async function inBrowser(
  t: Test,
  use: (browser: Browser, urls: string[]) => Promise<void>,
): Promise<void> {
  const dir = t.testdir({});
  const urls = Object.entries(pages).map(([name, render]) => {
    const path = join(dir, `${name}.html`);
    writeFileSync(path, render());
    return pathToFileURL(path).href;
  });
  const args = quiet.map((flag) => `--${flag}`);
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args });
  await use(browser, urls).finally(() => browser.close());
}

/** A trial six seconds on its way. */
function liveSession(): LiveSession {
  const session = new LiveSession({ title: 'steelyard run: fastify', outDir: 'out' });
  session.trialStarted(somePlan, { index: 1, of: 3 }, 0);
  for (let second = 1; second <= 6; second++) session.progress(atSecond(second));
  return session;
}

t.test('axe-core finds nothing wrong, light, dark and with forced colours', options, (t) =>
  inBrowser(t, async (browser, urls) => {
    for (const { name, rules, media } of schemes) {
      // The page forbids all scripts, so the auditor's can only come in past its policy.
      const context = await browser.newContext({ ...media, bypassCSP: true });
      const page = await context.newPage();
      for (const url of urls) {
        await page.goto(url);
        await page.evaluate(axe);
        t.same(await page.evaluate(audit(rules)), [], `${name} ${url.split('/').at(-1)}`);
      }
      await page.setContent(livePage(liveSession(), 6 * NS_PER_S));
      await page.evaluate(axe);
      t.same(await page.evaluate(audit(rules)), [], `${name} live page`);
      await context.close();
    }
  }),
);

t.test('where the system chooses the colours, charts are drawn in them', options, (t) =>
  inBrowser(t, async (browser, [url = '']) => {
    const page = await browser.newPage({ forcedColors: 'active', colorScheme: 'dark' });
    await page.goto(url);
    const [text, paper] = await page.evaluate<[string, string]>(`[
      getComputedStyle(document.querySelector('svg text')).fill,
      getComputedStyle(document.body).backgroundColor,
    ]`);
    t.not(text, paper);
    const probe = `(() => { document.body.style.color = 'CanvasText';
      return getComputedStyle(document.body).color; })()`;
    t.equal(text, await page.evaluate(probe), 'the ink is the system’s');
  }),
);

t.test('nothing is fetched, nothing is refused, and nothing is too wide', options, (t) =>
  inBrowser(t, async (browser, urls) => {
    for (const width of [390, 1280, 1920]) {
      const context = await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width, height: 800 },
      });
      const page = await context.newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      for (const url of [...urls].reverse()) {
        await page.goto(url);
        const heading = page.locator('h1');
        const weight = await heading.evaluate((h) => getComputedStyle(h).fontWeight);
        t.equal(weight, '600', 'the style sheet is in use');
        const room = await heading.evaluate((h) => h.ownerDocument.documentElement.scrollWidth);
        t.ok(room <= width, `${room} of ${width} pixels: tables and charts scroll by themselves`);
        t.same(await page.evaluate(crowded), [], `labels of ${url.split('/').at(-1)}`);
      }
      await page.evaluate(
        `document.querySelector('svg text').textContent += ' and more'.repeat(30)`,
      );
      t.not((await page.evaluate<string[]>(crowded)).length, 0, 'labels are looked at');
      t.same(requests.reverse(), urls, 'the file itself is all that is read');
      t.same(complaints, [], 'the policy allows the page’s own style sheet');
      await context.close();
    }
  }),
);

/** What Jenkins sends with files that a build has left: no script, and no style but from a file. */
const strictPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

t.test('without scripts and with styles refused it is the same page, unadorned', options, (t) =>
  inBrowser(t, async (browser) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.route('**/*', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': strictPolicy },
        body: pages.details(),
      }),
    );
    await page.goto('http://127.0.0.1/report.html');
    const weight = await page.locator('h1').evaluate((h) => getComputedStyle(h).fontWeight);
    t.equal(weight, '700', 'the style sheet was refused');
    const [banner] = await page.locator('main .statement').allInnerTexts();
    t.match(banner, /^⊘ INVALID .*does not hold/, 'the verdict is the first thing');
    const charts = await page.locator('#over-time svg').all();
    t.ok(charts.length > 2);
    for (const chart of charts.slice(0, 3)) {
      const box = await chart.boundingBox();
      t.ok(box && box.width > 300 && box.height > 100);
    }
    const ink = await page
      .locator('#over-time svg text')
      .first()
      .evaluate((text) => getComputedStyle(text).fill);
    t.equal(ink, 'rgb(29, 35, 43)', 'charts have colours of their own');
    const fold = page.locator('#trial-2');
    await page.locator('#trial-1 > summary').click();
    t.equal(await page.locator('#trial-1').getAttribute('open'), null, 'details fold');
    t.not(await fold.getAttribute('open'), null);
  }),
);

t.test('what is printed is all of it', options, (t) =>
  inBrowser(t, async (browser, urls) => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    for (const url of urls) {
      await page.goto(url);
      await page.emulateMedia({ media: 'print' });
      const hidden = await page.evaluate<string[]>(`[
        ...document.querySelectorAll('table, svg, pre, h2, .statement'),
      ].filter((element) => !element.checkVisibility({ contentVisibilityAuto: true })
        || element.getBoundingClientRect().height === 0).map(({ id, tagName }) => tagName + id)`);
      t.same(hidden, [], `all is there of ${url.split('/').at(-1)}, folded or not`);
      const paper = 'getComputedStyle(document.documentElement).getPropertyValue("--ink").trim()';
      t.equal(await page.evaluate(paper), '#1d232b', 'in dark ink');
      const pdf = await page.pdf({ preferCSSPageSize: true });
      t.equal(pdf.subarray(0, 5).toString(), '%PDF-');
      await page.emulateMedia({ media: 'screen' });
    }
  }),
);
