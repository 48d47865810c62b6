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
import { html } from '../../../reports/formats/html.ts';
import { emptyRecord, failingRecord, scaleRecord } from '../../support/sample-record.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = executablePath ? {} : { skip: 'there is no Chromium here' };
const quiet = ['no-sandbox', 'disable-gpu', 'disable-quic', 'disable-background-networking'];

/** In the dark only the colours are others. */
const rules = {
  light: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
  dark: { type: 'rule', values: ['color-contrast'] },
};

/** What axe-core finds wrong, as `rule: element`. Runs within the page. */
const audit = (scheme: keyof typeof rules) => `(async () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const runOnly = ${JSON.stringify(rules[scheme])};
  const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html));
})()`;

/** Every section once, in small pages: the audit of a large one takes many seconds. */
const pages = {
  answers: () => html.render([scaleRecord()], { sections: ['summary', 'comparison', 'scaling'] }),
  details: () => html.render([failingRecord()]),
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

t.test('axe-core finds nothing wrong, in the light and in the dark', options, (t) =>
  inBrowser(t, async (browser, urls) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      // The page forbids all scripts, so the auditor's can only come in past its policy.
      const context = await browser.newContext({ colorScheme, bypassCSP: true });
      const page = await context.newPage();
      for (const url of urls) {
        await page.goto(url);
        await page.evaluate(axe);
        t.same(
          await page.evaluate(audit(colorScheme)),
          [],
          `${colorScheme} ${url.split('/').at(-1)}`,
        );
      }
      await context.close();
    }
  }),
);

t.test('nothing is fetched, nothing is refused, and nothing is too wide', options, (t) =>
  inBrowser(t, async (browser, urls) => {
    for (const width of [390, 1280]) {
      const context = await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width, height: 800 },
      });
      const page = await context.newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      for (const url of urls) await page.goto(url);
      t.same(requests, urls, 'the file itself is all that is read');
      t.same(complaints, [], 'the policy allows the page’s own style sheet');
      const heading = page.locator('h1');
      t.equal(await heading.evaluate((h) => getComputedStyle(h).fontWeight), '600', 'it is in use');
      const room = await heading.evaluate((h) => h.ownerDocument.documentElement.scrollWidth);
      t.ok(room <= width, `${room} of ${width} pixels: tables and charts scroll by themselves`);
      await context.close();
    }
  }),
);
