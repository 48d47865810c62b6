/** Runs over the years, in one SQLite file. */
import { existsSync } from 'node:fs';
import { epochNow, realClock, until } from '../generator/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import { NS_PER_MS } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import type { HistoryMetric, StoredFigure, StoredRun } from './stored-run.ts';

/** "STLY": by this a file is known to be ours. */
const APPLICATION_ID = 0x53544c59;
const SCHEMA = 1;

const tables = `
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, at TEXT NOT NULL, commit_id TEXT, changed INTEGER NOT NULL,
  command TEXT NOT NULL, verdict TEXT NOT NULL, machine TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS figures (
  run TEXT NOT NULL REFERENCES runs (id), target TEXT NOT NULL, servers INTEGER NOT NULL,
  scenario TEXT NOT NULL, load TEXT NOT NULL, metric TEXT NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (run, target, servers, scenario, load, metric)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA};
`;

/** Another process may be writing: five seconds in all. */
const ATTEMPTS_MAX = 100;
const PAUSE_NS = 50 * NS_PER_MS;

type Database = import('node-sqlite3-wasm').Database;

/** One row of a series: a figure and the run it is of. */
export interface HistoryRow extends StoredFigure {
  readonly run: string;
  readonly at: string;
  readonly commit: string | null;
  readonly changed: boolean;
  readonly machine: string;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : `${error}`);

const isBusy = (error: unknown): boolean => /locked|busy/i.test(textOf(error));

const unusable = (path: string, why: string, next: string, cause?: unknown): HarnessError =>
  new HarnessError('usage', `Cannot use the history ${path}: ${why}.`, next, { cause });

/** Does something with the database, again while another process has it. */
async function within<T>(path: string, work: (database: Database) => T): Promise<T> {
  // A megabyte of WebAssembly, which no other command needs.
  const { default: sqlite } = await import('node-sqlite3-wasm');
  const clock = realClock(epochNow());
  for (let attempt = 1; ; attempt++) {
    try {
      const database = new sqlite.Database(path);
      try {
        open(database, path);
        return work(database);
      } finally {
        database.close();
      }
    } catch (error) {
      if (error instanceof HarnessError) throw error;
      if (!isBusy(error)) {
        const next = 'Move the file away, or name another one with --file.';
        throw unusable(path, textOf(error), next, error);
      }
      if (attempt >= ATTEMPTS_MAX) {
        const next = `If no other process uses it, remove ${path}.lock.`;
        throw unusable(path, 'another process has had it for five seconds', next, error);
      }
      await until(clock, clock.nowNs() + PAUSE_NS);
    }
  }
}

/** Makes the tables in a new file. Throws a usage error for a file of something else. */
function open(database: Database, path: string): void {
  const number = (name: string): number =>
    Number(Object.values(database.get(`PRAGMA ${name}`) ?? {})[0]);
  const isNew = number('schema_version') === 0;
  if (!isNew && number('application_id') !== APPLICATION_ID) {
    throw unusable(path, 'it is a database of something else', 'Name another one with --file.');
  }
  const version = number('user_version');
  if (version > SCHEMA) {
    const why = `it is of a later version (${version}, and this one knows ${SCHEMA})`;
    throw unusable(path, why, 'Update Steelyard.');
  }
  if (isNew) database.exec(tables);
}

/** Adds runs; those that are there already stay as they are. Resolves with how many were new. */
export async function addRuns(path: string, runs: readonly StoredRun[]): Promise<number> {
  return within(path, (database) => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const added = runs.filter((run) => addRun(database, run)).length;
      database.exec('COMMIT');
      return added;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  });
}

function addRun(database: Database, run: StoredRun): boolean {
  const { id, at, commit, changed, command, verdict, machine } = run;
  const { changes } = database.run('INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)', [
    ...[id, at, commit, changed ? 1 : 0, command, verdict, machine],
  ]);
  if (changes === 0) return false;
  for (const { target, servers, scenario, load, metric, value } of run.figures) {
    database.run('INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?)', [
      ...[id, target, servers, scenario, load, metric, value],
    ]);
  }
  return true;
}

/** Which figures are wanted; everything when absent. */
export interface HistoryFilter {
  readonly target?: string;
  readonly scenario?: string;
  readonly servers?: number;
}

const query = `
SELECT figures.*, runs.at, runs.commit_id, runs.changed, runs.machine
FROM figures JOIN runs ON runs.id = figures.run
WHERE (:target IS NULL OR target = :target) AND (:scenario IS NULL OR scenario = :scenario)
  AND (:servers IS NULL OR servers = :servers)
ORDER BY runs.at, runs.id`;

/** Figures of valid trials, the oldest first. A usage error where there is no history. */
export async function readFigures(
  path: string,
  { target, scenario, servers }: HistoryFilter = {},
): Promise<readonly HistoryRow[]> {
  assertThere(path);
  return within(path, (database) =>
    database
      .all(query, {
        ...{ ':target': target ?? null, ':scenario': scenario ?? null },
        ':servers': servers ?? null,
      })
      .map(
        (row): HistoryRow => ({
          run: String(row['run']),
          target: String(row['target']),
          servers: Number(row['servers']),
          scenario: String(row['scenario']),
          load: String(row['load']),
          metric: String(row['metric']) as HistoryMetric,
          value: Number(row['value']),
          at: String(row['at']),
          commit: row['commit_id'] === null ? null : String(row['commit_id']),
          changed: Number(row['changed']) === 1,
          machine: String(row['machine']),
        }),
      ),
  );
}

/** How many runs there are by verdict. */
export async function countRuns(path: string): Promise<ReadonlyMap<Verdict, number>> {
  assertThere(path);
  return within(path, (database) => {
    const rows = database.all('SELECT verdict, count(*) AS runs FROM runs GROUP BY verdict');
    return new Map(rows.map((row) => [String(row['verdict']) as Verdict, Number(row['runs'])]));
  });
}

function assertThere(path: string): void {
  if (existsSync(path)) return;
  const next = 'Add a run with `steelyard history add RECORD`, or name another --file.';
  throw unusable(path, 'there is no such file', next);
}
