/**
 * Renews the README's picture from a real run: the first screen of the report that `npm start`
 * wrote. Needs Chromium.
 *
 *     npm start && npm run docs:pictures
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const REPORT = resolve('steelyard-out', 'report.html');
const PICTURE = resolve('.github', 'report.png');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

if (!existsSync(REPORT)) throw new Error(`there is no ${REPORT}: run npm start first`);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 } });
  await page.goto(pathToFileURL(REPORT).href);
  await page.screenshot({ path: PICTURE });
  console.log(`picture: ${PICTURE}`);
} finally {
  await browser.close();
}
