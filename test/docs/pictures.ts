/**
 * Renews the README's pictures, in `.github/`, from real runs: what a run shows on a terminal while
 * it goes on and in the end, its report, and growth over servers. Needs Chromium, and `script` of
 * util-linux. Takes about two minutes, on a machine that does nothing else.
 *
 *     npm run docs:pictures [-- --keep]
 *
 * `--keep` measures nothing that was measured before, and draws it as it would be drawn today.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { inChromium } from '../support/chromium.ts';
import { main } from '../support/steelyard.ts';
import { galleryDir, scale } from './examples.ts';
import { measureExample } from './measured-example.ts';
import { checkRecorder, isRecorded, record, recorded, until } from './recording.ts';
import { smallPng } from './small-png.ts';
import { type Scheme, terminalPicture } from './terminal-picture.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const schemes: readonly Scheme[] = ['light', 'dark'];

const TYPED = "npx steelyard run pooled --rate 300 --objective 'p99<20ms'";
const size = { columns: 100, rows: 50 };
const recordingDir = join('steelyard-out', 'pictures');
const scaleDir = join(galleryDir, scale.name);
/** The live view at this moment is worth a look: warm, with a line of past seconds. */
const LIVE_AT = 'window 10 s of';
const BUSY = 'its picture would show that something else ran on this machine. Run it again.';

/** The README's column is about 830 pixels wide; twice that is sharp on every screen. */
const PAGE = { width: 1000, height: 800 };
const SCALE = 1.7;
const ROOM = 16;
const BYTES_MAX = 200_000;

async function save(browser: Browser, name: string, png: Buffer): Promise<void> {
  const path = join('.github', `${name}.png`);
  const bytes = await smallPng(browser, png);
  if (bytes.length > BYTES_MAX) {
    throw new Error(`${path} would have ${bytes.length} bytes, above ${BYTES_MAX}: show less.`);
  }
  writeFileSync(path, bytes);
  console.log(`picture: ${path}, ${Math.ceil(bytes.length / 1000)} kB`);
}

const shown = (): Buffer => Buffer.concat(recorded(recordingDir).map(({ bytes }) => bytes));

async function terminalPictures(browser: Browser): Promise<void> {
  const typed = Buffer.from(`\x1b[1m$ ${TYPED}\x1b[0m\r\n`);
  const moments = { live: until(recorded(recordingDir), LIVE_AT), terminal: shown() };
  for (const scheme of schemes) {
    for (const [name, so] of Object.entries(moments)) {
      const bytes = Buffer.concat([typed, so]);
      const png = await terminalPicture(browser, { ...size, bytes, scheme });
      await save(browser, `${name}-${scheme}`, png);
    }
  }
}

/** Where the recorded run said that its record is. */
function runDir(): string {
  const [, path] = /written: (\S+record\.json)/.exec(String(shown())) ?? [];
  if (path === undefined) throw new Error('The recorded run did not say where its record is.');
  return dirname(path);
}

/** Writes a report anew, as it is written today, and gives its address. */
function reportOf(dir: string): string {
  const report = join(dir, 'report.html');
  const words = [main, 'report', join(dir, 'record.json'), '--out', report];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`There is no report of ${dir}.`);
  return pathToFileURL(resolve(report)).href;
}

/** The first element that a selector finds, with some room around it. */
async function pictureOf(page: Page, selector: string): Promise<Buffer> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`The report at ${page.url()} has no ${selector}.`);
  const { x, y, width, height } = box;
  const [left, room] = [Math.min(x, ROOM), 2 * ROOM];
  const clip = { x: x - left, y: y - ROOM, width: width + left + ROOM, height: height + room };
  return page.screenshot({ fullPage: true, clip });
}

async function reportPictures(browser: Browser): Promise<void> {
  const [ofRun, ofScale] = [reportOf(runDir()), reportOf(scaleDir)];
  for (const colorScheme of schemes) {
    const look = { viewport: PAGE, deviceScaleFactor: SCALE, colorScheme };
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await page.goto(ofRun);
    await save(browser, `report-${colorScheme}`, await page.screenshot());
    await page.goto(ofScale);
    const figure = await pictureOf(page, '#scaling figure');
    await save(browser, `scale-${colorScheme}`, figure);
    await context.close();
  }
}

async function measure(): Promise<void> {
  if (!values.keep || !isRecorded(recordingDir)) {
    const words = TYPED.replace('npx steelyard', `"${process.execPath}" "${main}"`);
    const code = await record(words, { dir: recordingDir, size });
    if (code !== 0) throw new Error(`The run ended with ${code}: ${BUSY}`);
  }
  if (!values.keep || !existsSync(join(scaleDir, 'record.json'))) measureExample(scale);
}

checkRecorder();
await inChromium(async (browser) => {
  await measure();
  await terminalPictures(browser);
  await reportPictures(browser);
});
