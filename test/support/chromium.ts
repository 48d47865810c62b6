/** The browser that pages are looked at with: Chromium, as systems install it. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const named = process.env['CHROMIUM'];
const places = named
  ? [named]
  : ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = ['no-sandbox', 'disable-gpu', 'disable-quic', 'disable-background-networking'];

/** Where it is: what `CHROMIUM` names, or else where systems put it. */
export const chromiumPath = places.find(existsSync);

/** Starts it, uses it, and ends it in any case. */
export async function inChromium<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  if (chromiumPath === undefined) {
    throw new Error(
      `There is no Chromium at ${places.join(', ')}. ` +
        'Install it (apt-get install chromium), or say where it is: CHROMIUM=/path/to/chromium.',
    );
  }
  const args = quiet.map((flag) => `--${flag}`);
  const browser = await chromium.launch({ executablePath: chromiumPath, args });
  return use(browser).finally(() => browser.close());
}
