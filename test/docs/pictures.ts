/**
 * Renews the README's pictures, in `.github/`, from real runs: what a run shows on a terminal while
 * it goes on and in the end, and parts of the gallery's reports. Needs Chromium, and `script` of
 * util-linux. Takes about six minutes on a machine that does nothing else.
 *
 *     npm run docs:pictures [-- --keep]
 *
 * `--keep` measures nothing that was measured before, and only draws it as it would be drawn today.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { inChromium } from '../support/chromium.ts';
import { main } from '../support/steelyard.ts';
import { examples, galleryDir } from './examples.ts';
import { checkRecorder, isRecorded, record, recorded, until } from './recording.ts';
import { smallPng } from './small-png.ts';
import { type Scheme, terminalPicture } from './terminal-picture.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const schemes: readonly Scheme[] = ['light', 'dark'];

/** As a reader would type it, where a package is installed; here it is the clone's own. */
const TYPED = "npx steelyard run pooled --rate 300 --objective 'p99<20ms'";
const size = { columns: 100, rows: 50 };
const recordingDir = join('steelyard-out', 'pictures');
/** The live view at this moment is worth a look: warm, with a line of past seconds. */
const LIVE_AT = 'window 10 s of';

/** The README's column is about 830 pixels wide; twice that is sharp on every screen. */
const PAGE = { width: 1060, height: 900 };
const SCALE = 1.6;
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

const BUSY = 'its picture would show that something else ran on this machine. Run it again.';

function run(words: readonly string[]): void {
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}.`);
}

async function terminalPictures(browser: Browser): Promise<void> {
  const pieces = recorded(recordingDir);
  const typed = Buffer.from(`\x1b[1m$ ${TYPED}\x1b[0m\r\n`);
  const moments = {
    live: until(pieces, LIVE_AT),
    terminal: Buffer.concat(pieces.map(({ bytes }) => bytes)),
  };
  for (const scheme of schemes) {
    for (const [name, shown] of Object.entries(moments)) {
      const bytes = Buffer.concat([typed, shown]);
      const png = await terminalPicture(browser, { ...size, bytes, scheme });
      await save(browser, `${name}-${scheme}`, png);
    }
  }
}

/** What is shown of each report: the first screen of one, the main chart of the others. */
const shown = { compare: undefined, scale: '#scaling figure', capacity: '#capacity figure' };

async function reportPictures(browser: Browser): Promise<void> {
  for (const colorScheme of schemes) {
    const context = await browser.newContext({
      ...{ viewport: PAGE, deviceScaleFactor: SCALE, colorScheme },
    });
    const page = await context.newPage();
    for (const { name } of examples) {
      await page.goto(pathToFileURL(resolve(galleryDir, name, 'report.html')).href);
      const part = shown[name];
      const png = await (part === undefined ? page : page.locator(part).first()).screenshot();
      await save(browser, `${name}-${colorScheme}`, png);
    }
    await context.close();
  }
}

checkRecorder();
await inChromium(async (browser) => {
  if (!values.keep || !isRecorded(recordingDir)) {
    const words = TYPED.replace('npx steelyard', `"${process.execPath}" "${main}"`);
    const code = await record(words, { dir: recordingDir, size });
    if (code !== 0) throw new Error(`The run ended with ${code}: ${BUSY}`);
  }
  if (!values.keep || !existsSync(join(galleryDir, 'capacity', 'report.html'))) {
    run([join(import.meta.dirname, 'gallery.js')]);
  }
  for (const { name } of examples) {
    const dir = join(galleryDir, name);
    run([main, 'report', join(dir, 'record.json'), '--out', join(dir, 'report.html')]);
  }
  await terminalPictures(browser);
  await reportPictures(browser);
});
