import t from 'tap';
import {
  positiveNumber,
  shareNumber,
  wholeNumber,
  wholeNumbers,
} from '../../harness/cli/number-option.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';

t.test('whole numbers from a least one on', async (t) => {
  t.equal(wholeNumber('12', '--workers', 1), 12);
  t.equal(wholeNumber('0', '--seed', 0), 0);
  for (const text of ['', '0', '-1', '1.5', '1e3', 'x', '9007199254740993']) {
    t.throws(() => wholeNumber(text, '--workers', 1), HarnessError, text);
    t.throws(() => wholeNumber(text, '--workers', 1), { message: `"${text}"` });
  }
});

t.test('numbers above 0', async (t) => {
  t.equal(positiveNumber('0.5', '--rate'), 0.5);
  t.equal(positiveNumber('2000', '--rate'), 2000);
  for (const text of ['', '0', '-1', '1e3', '1.', 'Infinity', '2k']) {
    t.throws(() => positiveNumber(text, '--rate'), { message: `--rate, "${text}"` });
  }
});

t.test('shares, as a percentage or of 1', async (t) => {
  t.equal(shareNumber('5%', '--margin'), 0.05);
  t.equal(shareNumber('2.5 %', '--margin'), 0.025);
  t.equal(shareNumber('0.1', '--margin'), 0.1);
  t.equal(shareNumber('150%', '--margin'), 1.5);
  for (const text of ['', '0', '0%', '-5%', '5%%', 'x', '1e3', '5', '1']) {
    t.throws(() => shareNumber(text, '--margin'), { message: `--margin, "${text}"` });
  }
});

t.test('lists of whole numbers, each once', async (t) => {
  t.strictSame(wholeNumbers('1,2, 4', '--servers'), [1, 2, 4]);
  for (const text of ['', '1,', '1,x', '0,1']) {
    t.throws(() => wholeNumbers(text, '--servers'), HarnessError, text);
  }
  t.throws(() => wholeNumbers('1,2,1', '--servers'), { message: '--servers names 1 twice.' });
});
