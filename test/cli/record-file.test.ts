import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readOneRecord, recordPath } from '../../harness/cli/record-file.ts';
import { recordText } from '../../harness/model/record-text.ts';
import { html } from '../../reports/formats/html.ts';
import { failingRecord } from '../support/sample-record.ts';
import { steelyard } from '../support/steelyard.ts';

t.test('a report stands for its record everywhere', async (t) => {
  const cwd = t.testdir({});
  const [one, two] = [failingRecord(), { ...failingRecord(), startedAt: '2026-02-02T00:00:00Z' }];
  writeFileSync(join(cwd, 'one.html'), html.render([one]));
  writeFileSync(join(cwd, 'two.html'), html.render([two]));
  const extracted = await steelyard(['report', 'extract', 'one.html', '--out', 'r.json'], { cwd });
  t.equal(extracted.code, 0, extracted.stderr);
  const text = readFileSync(join(cwd, 'r.json'), 'utf8');
  t.equal(text, recordText(one), 'byte for byte');
  const back = JSON.parse(text);
  const shown = await steelyard(['report', 'extract', 'one.html'], { cwd });
  t.strictSame(JSON.parse(shown.stdout), back);
  const compared = await steelyard(['compare', 'one.html', 'two.html', '--out', 'c'], { cwd });
  t.match(compared.stdout, 'Comparison', compared.stderr);
  const again = await steelyard(['report', 'one.html', 'two.html', '--format', 'md'], { cwd });
  t.equal(again.code, 0, again.stderr);
});

t.test('a report of several records has to be taken apart first', async (t) => {
  const cwd = t.testdir({});
  const path = join(cwd, 'both.html');
  writeFileSync(path, html.render([failingRecord(), failingRecord()]));
  await t.rejects(readOneRecord(path), { message: /holds 2 records/ });
  await t.rejects(readOneRecord(join(cwd, 'no.html')), { message: /Cannot read the report/ });
  t.equal(recordPath(cwd), undefined, 'a folder without a record');
  t.equal(recordPath(path), path);
});
