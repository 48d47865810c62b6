import t from 'tap';
import { parseBytes, parseRate, parseShare } from '../../harness/model/units.ts';

t.test('sizes', async (t) => {
  const cases = [
    ['300MB', 300e6],
    ['64 MiB', 64 * 1024 ** 2],
    ['1.5GB', 1.5e9],
    ['12kB', 12_000],
    ['7 B', 7],
  ] as const;
  for (const [text, bytes] of cases) t.equal(parseBytes(text), bytes, text);
  for (const text of ['300', '300 mb', 'MB', '-3MB', '3MB/s', '', '3 toString']) {
    t.throws(() => parseBytes(text, 'limit'), {
      exit: 'usage',
      message: `The limit "${text}" is not a size.`,
      next: 'Write a number with a unit, such as 300MB, 64MiB or 1.5GB.',
    });
  }
});

t.test('shares', async (t) => {
  const cases = [
    ['0.1%', 0.001],
    ['5 %', 0.05],
    ['0%', 0],
    ['100%', 1],
    ['0.7%', 0.007],
  ] as const;
  for (const [text, share] of cases) t.equal(parseShare(text), share, text);
  for (const text of ['0.1', '%', '1e3%', '-1%']) {
    t.throws(() => parseShare(text), { exit: 'usage', message: `The share "${text}" is not a` });
  }
});

t.test('rates', async (t) => {
  const cases = [
    ['5000/s', 5000],
    ['0.5 / s', 0.5],
  ] as const;
  for (const [text, rate] of cases) t.equal(parseRate(text), rate, text);
  for (const text of ['5000', '/s', '5/m', '5k/s']) {
    t.throws(() => parseRate(text), {
      exit: 'usage',
      message: `The rate "${text}" is not a rate.`,
    });
  }
});
