import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import t from 'tap';
import { addRuns, countRuns, readFigures } from '../../harness/history/history-store.ts';
import { storedRun } from '../../harness/history/stored-run.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { compareRecord, failingRecord } from '../support/sample-record.ts';

const source = { commit: 'c0ffee', changed: false };

t.test('gives back what was added, once', async (t) => {
  const path = join(t.testdir({}), 'history.sqlite');
  const run = storedRun(compareRecord(), source);
  t.ok(run.figures.length > 4, `${run.figures.length} figures`);
  t.equal(await addRuns(path, [run, run]), 1);
  t.equal(await addRuns(path, [run]), 0, 'there already');
  const rows = await readFigures(path);
  t.strictSame(
    rows.map(({ run: _, at, commit, changed, machine, ...figure }) => figure).sort(byText),
    [...run.figures].sort(byText),
  );
  t.ok(rows.every(({ commit, at }) => commit === 'c0ffee' && at === run.at));
  const [first] = run.figures;
  const some = await readFigures(path, { target: first?.target ?? '' });
  t.ok(some.length > 0 && some.every(({ target }) => target === first?.target));
  t.strictSame(await readFigures(path, { servers: 99 }), []);
  t.match(readFileSync(path, 'latin1').slice(0, 15), 'SQLite format 3');
});

const byText = (a: unknown, b: unknown): number =>
  JSON.stringify(a).localeCompare(JSON.stringify(b));

t.test('trials that are not valid are no figures, but the run is there', async (t) => {
  const path = join(t.testdir({}), 'history.sqlite');
  const record = compareRecord();
  const trials = record.trials.map((trial) => ({ ...trial, verdict: 'invalid' as const }));
  await addRuns(path, [storedRun({ ...record, trials, verdict: 'invalid' }, source)]);
  t.strictSame(await readFigures(path), []);
  t.equal((await countRuns(path)).get('invalid'), 1);
});

t.test('several at once all get in', async (t) => {
  const path = join(t.testdir({}), 'history.sqlite');
  const runs = Array.from({ length: 12 }, (_, at): RunRecord => {
    const startedAt = new Date(Date.UTC(2026, 0, 1 + at)).toISOString();
    return { ...failingRecord(), startedAt };
  });
  await Promise.all(runs.map((record) => addRuns(path, [storedRun(record, source)])));
  t.equal(
    [...(await countRuns(path)).values()].reduce((sum, count) => sum + count),
    12,
  );
});

t.test('a file that is none is named, and left as it is', async (t) => {
  const dir = t.testdir({ 'text.sqlite': 'this is no database, and long enough to be looked at' });
  const text = join(dir, 'text.sqlite');
  const before = readFileSync(text);
  await t.rejects(addRuns(text, []), { message: /Cannot use the history .*not a database/ });
  t.strictSame(readFileSync(text), before);
  const other = join(dir, 'other.sqlite');
  const database = new sqlite.Database(other);
  database.exec('CREATE TABLE things (id INTEGER)');
  database.close();
  await t.rejects(addRuns(other, []), { message: /a database of something else/ });
  const later = join(dir, 'later.sqlite');
  await addRuns(later, []);
  const newer = new sqlite.Database(later);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  await t.rejects(readFigures(later), { message: /of a later version \(99/ });
  await t.rejects(readFigures(join(dir, 'none.sqlite')), { message: /there is no such file/ });
  writeFileSync(text, '');
  t.equal(await addRuns(text, []), 0, 'an empty file is a new history');
});
