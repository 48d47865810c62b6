import { spawnSync } from 'node:child_process';
import t from 'tap';
import { chromiumPath, inChromium } from '../support/chromium.ts';
import { piecesOf, record, recorded, until } from './recording.ts';
import { pixelsOf, smallPng } from './small-png.ts';
import { terminalLines, terminalPicture } from './terminal-picture.ts';

t.test('pieces are what was written, without the recorder’s own lines', async (t) => {
  const output = Buffer.from('Script started on …\nonetwo\nthree\nScript done on …\n');
  const pieces = piecesOf(output, '0.5 3\n0.01 4\n1 6\n');
  t.strictSame(
    pieces.map(({ atMs, bytes }) => [atMs, String(bytes)]),
    [
      [500, 'one'],
      [510, 'two\n'],
      [1510, 'three\n'],
    ],
  );
  t.equal(String(until(pieces, 'ne')), 'onetwo\n', 'what follows at once belongs to it');
  t.equal(String(until(pieces, 'ee')), 'onetwo\nthree\n');
  t.throws(() => until(pieces, 'four'), /never says "four"/);
});

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout;
const unrecordable = hasScript?.includes('util-linux') ? {} : { skip: 'there is no script here' };

t.test('a command has a terminal of its own', unrecordable, async (t) => {
  const dir = t.testdir({});
  const asked = 'test -t 1 && stty size && exit 3';
  t.equal(await record(asked, { dir, size: { columns: 71, rows: 19 } }), 3, 'and its exit code');
  t.equal(String(until(recorded(dir), '71')).trim(), '19 71');
});

const unseen = chromiumPath ? {} : { skip: 'there is no Chromium here' };

t.test('a picture shows what the terminal shows', unseen, (t) =>
  inChromium(async (browser) => {
    const bytes = Buffer.from('first\r\n\x1b[1A\x1b[2K\x1b[32mthen ✔\x1b[0m\r\n');
    const view = { bytes, columns: 40, scheme: 'dark' } as const;
    const lines = await terminalLines(browser, view);
    t.equal(lines.join('\n').trimEnd(), 'then ✔', 'lines that were drawn over are gone');
    const png = await terminalPicture(browser, view);
    const small = await smallPng(browser, png);
    t.ok(small.length < png.length, `${small.length} of ${png.length} bytes`);
    const [before, after] = [await pixelsOf(browser, png), await pixelsOf(browser, small)];
    t.match(after, { width: before.width, height: before.height });
    t.ok(before.rgba.length > 0);
    const off = before.rgba.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (after.rgba[at] ?? 0))),
      0,
    );
    t.ok(off < 16, `no colour is off by more than ${off} of 255`);
  }),
);
