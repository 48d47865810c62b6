/** Pictures of a terminal: xterm.js, in a browser, is given the very bytes that a program wrote. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

export type Scheme = 'light' | 'dark';

export interface TerminalView {
  readonly bytes: Buffer;
  readonly columns: number;
  readonly scheme: Scheme;
}

const require = createRequire(import.meta.url);
const part = (path: string): string =>
  readFileSync(require.resolve(`@xterm/xterm/${path}`), 'utf8');

/** Colours that can be read on their background: contrast 4.5 and more. */
const themes = {
  light: {
    ...{ background: '#ffffff', foreground: '#1f2328', cursor: '#ffffff' },
    ...{ red: '#b0171f', green: '#116329', yellow: '#7d4e00', magenta: '#8250df' },
    ...{ blue: '#0550ae', cyan: '#0a6a75', brightBlack: '#57606a' },
  },
  dark: {
    ...{ background: '#0d1117', foreground: '#e6edf3', cursor: '#0d1117' },
    ...{ red: '#ff7b72', green: '#3fb950', yellow: '#d29922', magenta: '#d2a8ff' },
    ...{ blue: '#58a6ff', cyan: '#39c5cf', brightBlack: '#8b949e' },
  },
} as const;

const borders = { light: '#d0d7de', dark: '#30363d' } as const;

/** No scroll bar and no cursor: a picture has neither. */
const page = (scheme: Scheme): string => `<!doctype html>
<meta charset="utf-8">
<style>${part('css/xterm.css')}
  body { margin: 0; background: ${themes[scheme].background}; }
  #window {
    display: inline-block; padding: 14px 18px; border-radius: 8px;
    border: 1px solid ${borders[scheme]}; background: ${themes[scheme].background};
  }
  #screen { overflow: hidden; }
  .xterm .xterm-scrollable-element > .scrollbar { display: none; }
</style>
<div id="window"><div id="screen"></div></div>
<script>${part('lib/xterm.js')}</script>`;

/** A browser on a busy machine draws late. */
const FRAMES_MAX = 1000;

/** Within the page: replays the bytes, waits until they are drawn, gives back the lines. */
const replay = ({ bytes, columns, scheme }: TerminalView): string => {
  const options = {
    cols: columns,
    // All lines stay on the screen, and none is scrolled away.
    rows: bytes.filter((byte) => byte === 10).length + 50,
    ...{ fontFamily: '"DejaVu Sans Mono", monospace', fontSize: 14, lineHeight: 1.15 },
    ...{ theme: themes[scheme], cursorInactiveStyle: 'none', scrollback: 0 },
  };
  return `(async () => {
    const terminal = new Terminal(${JSON.stringify(options)});
    terminal.open(document.querySelector('#screen'));
    const text = atob(${JSON.stringify(bytes.toString('base64'))});
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    await new Promise((written) => terminal.write(bytes, written));
    const lines = Array.from({ length: terminal.rows }, (_, row) =>
      terminal.buffer.active.getLine(row).translateToString(true));
    const drawn = () => Array.from(document.querySelectorAll('.xterm-rows > div'), (row) =>
      row.textContent.trimEnd());
    for (let frames = 0; String(drawn()) !== String(lines); frames++) {
      if (frames === ${FRAMES_MAX}) throw new Error('The terminal is not drawn.');
      await new Promise(requestAnimationFrame);
    }
    return lines;
  })()`;
};

/** Within the page: leaves only some of the rows to be seen. */
const crop = (from: number, to: number): string => `(() => {
  const screen = document.querySelector('#screen');
  const height = document.querySelector('.xterm-rows > div').getBoundingClientRect().height;
  screen.style.height = (${to - from} * height) + 'px';
  screen.querySelector('.xterm').style.marginTop = (${-from} * height) + 'px';
})()`;

async function replayed(
  browser: Browser,
  view: TerminalView,
): Promise<{ page: Page; lines: string[] }> {
  const context = await browser.newContext({ deviceScaleFactor: 2 });
  const tab = await context.newPage();
  await tab.setContent(page(view.scheme));
  const lines = (await tab.evaluate(replay(view))) as string[];
  return { page: tab, lines };
}

/** What the terminal shows in the end, line by line. */
export async function terminalLines(browser: Browser, view: TerminalView): Promise<string[]> {
  const { page, lines } = await replayed(browser, view);
  await page.context().close();
  return lines;
}

/** A PNG of what the terminal shows in the end, without the empty lines below. */
export async function terminalPicture(browser: Browser, view: TerminalView): Promise<Buffer> {
  const { page, lines } = await replayed(browser, view);
  await page.evaluate(crop(0, lines.findLastIndex((line) => line !== '') + 1));
  const png = await page.locator('#window').screenshot();
  await page.context().close();
  return png;
}
