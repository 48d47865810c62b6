import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { changeText } from '../../harness/cli/history.ts';
import { failingRecord } from '../support/sample-record.ts';
import { steelyard } from '../support/steelyard.ts';

t.test('a change in words', async (t) => {
  const point = { at: '2026-01-02T00:00:00Z', commit: '0123456789abcdef', changed: true, value: 1 };
  const previous = { ...point, commit: null, changed: false };
  const change = { index: 9, before: 4e6, after: 5e6, p: 0.0002, point, previous };
  t.equal(
    changeText('p99', change),
    'rose by 25 % at 0123456789+ (2026-01-02): 4 ms → 5 ms, p = 0.0002; ' +
      'the run before was of an unknown commit (2026-01-02)',
  );
  t.match(changeText('throughput', { ...change, after: 2e6, p: 1e-9 }), /^fell by 50 %.* p < 0/);
});

t.test('adds records, lists and plots them', async (t) => {
  const cwd = t.testdir({});
  execFileSync('git', ['init', '--quiet'], { cwd });
  for (let day = 1; day <= 10; day++) {
    const startedAt = new Date(Date.UTC(2026, 0, day)).toISOString();
    mkdirSync(join(cwd, `day${day}`));
    const text = JSON.stringify({ ...failingRecord(), startedAt });
    writeFileSync(join(cwd, `day${day}/record.json`), text);
  }
  const add = (...words: readonly string[]) => steelyard(['history', 'add', ...words], { cwd });
  t.match(await add('day1', 'day2/record.json', '--commit', 'abc'), {
    code: 0,
    stdout: '2 runs added to steelyard-history.sqlite\n',
  });
  const days = [3, 4, 5, 6, 7, 8, 9, 10].map((day) => `day${day}`);
  t.match(await add('day1', ...days), { stdout: /^8 runs added .*, 1 there already\n$/ });
  const listed = await steelyard(['history'], { cwd });
  t.equal(listed.code, 0, listed.stderr);
  t.match(listed.stdout, /on 1 server, .*: response p\d+\n/);
  t.match(listed.stdout, /10 runs, abc \(2026-01-01\) to an unknown commit \(2026-01-10\)/);
  t.match(listed.stdout, 'no change');
  const json = await steelyard(['history', '--json', '--metric', 'throughput'], { cwd });
  t.equal(JSON.parse(json.stdout)[0].points.length, 10);
  const none = await steelyard(['history', '--target', 'nobody'], { cwd });
  t.match(none.stdout, 'Nothing of that in steelyard-history.sqlite, which has 10 runs.');
  const apart = await add('day1', '--file', 'apart.sqlite');
  t.equal(apart.stdout, '1 run added to apart.sqlite\n');
  const missing = await steelyard(['history', '--file', 'no.sqlite'], { cwd });
  t.match(missing, { code: 104, stderr: /there is no such file/ });
  t.match(await add('nowhere.json'), { code: 104, stderr: /nowhere.json/ });
});
