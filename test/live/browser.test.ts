/**
 * The live page of a real run in a real browser. Needs Chromium, which is looked for where systems
 * install it; skipped where there is none.
 */
import { existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { startSteelyard } from '../support/steelyard.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const options = executablePath ? {} : { skip: 'there is no Chromium here' };
const args = ['no-sandbox', 'disable-gpu', 'disable-quic', 'disable-background-networking'].map(
  (flag) => `--${flag}`,
);

/** A target that answers nobody until `open` is called: so nothing is over before it is seen. */
async function gatedTarget(t: Test) {
  const waiting: ServerResponse[] = [];
  let isOpen = false;
  const server = createServer((_, response) => {
    if (isOpen) response.end('answer');
    else waiting.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    open(): void {
      isOpen = true;
      for (const response of waiting) response.end('answer');
    },
  };
}

/** Starts a run of a target and opens its page. */
async function watch(t: Test, browser: Browser, url: string, words: readonly string[]) {
  const brief = ['--rate', '50', '--warmup', '1s', '--timeout', '60s', '--connections', '4'];
  const out = ['--out', t.testdir()];
  const running = startSteelyard(['run', url, ...brief, ...words, ...out, '--live']);
  await running.said('live: ');
  await running.said('1 of ');
  const pageUrl = /^live: (\S+)$/m.exec(running.stderr())?.[1] ?? '';
  const page = await browser.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(pageUrl);
  return { running, page, pageUrl, requests, complaints };
}

/** The text of a part of the page once it is another one; its policy lets us evaluate nothing. */
async function nextText(page: Page, id: string, before: string): Promise<string> {
  const changed = page.locator(`#${id}`, { hasNotText: before });
  await changed.waitFor();
  return changed.innerText();
}

let launched: Promise<Browser> | undefined;
/** One for all tests: it takes seconds to start. */
const theBrowser = (): Promise<Browser> => {
  launched ??= chromium.launch({ ...(executablePath ? { executablePath } : {}), args });
  return launched;
};
t.teardown(async () => (await launched)?.close());

t.test('the page of a run moves, fetches nothing else, ends as the report', options, async (t) => {
  const { url, open } = await gatedTarget(t);
  const two = ['--duration', '3s', '--repetitions', '2'];
  const watched = await watch(t, await theBrowser(), url, two);
  const { running, page, pageUrl } = watched;
  t.match(await page.textContent('#live-stage'), 'servers start');
  open();
  const loaded = page.locator('#live-stage', { hasText: /(warm-up|window|drain) \d s of 4 s/ });
  const first = await loaded.innerText();
  const second = await nextText(page, 'live-stage', first);
  t.not(second, first, 'it moves');
  await page.waitForSelector('#live-rate-drawing svg');
  await page.waitForSelector('#live-latency-drawing svg');
  t.match(await page.textContent('#live-figures'), /offered.*answered.*p99.*no errors/s);
  await page.waitForSelector('#live-finished tbody tr');
  t.match(await page.textContent('#live-trial'), /^2 of 2: http/);
  t.match(await page.title(), /^\d+ % · steelyard run: http/);
  await page.waitForURL(`${pageUrl}report`);
  t.match(await page.textContent('h1'), 'steelyard run');
  const { code, stdout, stderr } = await running.ended;
  t.ok([0, 111, 112].includes(code ?? -1), stderr);
  t.match(stdout, 'written: ', 'the summary is as without');
  t.ok((await page.locator('main section').count()) > 3, 'and the report stays, whole');
  const paths = watched.requests.map((one) => one.replace(pageUrl, ''));
  t.strictSame(paths, ['', 'events', 'report'], 'nothing else is fetched');
  t.strictSame(watched.complaints, [], 'the policy allows what the page needs');
});

t.test('a run that is interrupted says so', options, async (t) => {
  const browser = await theBrowser();
  const target = await gatedTarget(t);
  const { running, page } = await watch(t, browser, target.url, ['--duration', '500s']);
  target.open();
  await nextText(page, 'live-stage', 'servers start');
  running.interrupt();
  await page.waitForSelector('#live-lost:not([hidden])');
  t.match(await page.textContent('#live-lost'), 'The run was interrupted.');
  t.equal((await running.ended).code, 105);
});

t.test('without scripts the page comes anew by itself', options, async (t) => {
  const browser = await theBrowser();
  const target = await gatedTarget(t);
  const { running, page, pageUrl } = await watch(t, browser, target.url, ['--duration', '500s']);
  await page.close();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const bare = await context.newPage();
  await bare.goto(pageUrl);
  target.open();
  await bare.locator('#live-stage', { hasText: 'of 501 s' }).waitFor();
  running.interrupt();
  t.equal((await running.ended).code, 105);
});
