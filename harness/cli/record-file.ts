/** Records wherever they are: in a file of their own, in a run's folder, or in a report. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { unpackRecords } from '../../reports/page/embedded-records.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord } from '../model/record.ts';
import { checkRecord, RECORD_FILE, readRecord } from '../session/store.ts';

const isReport = (path: string): boolean => ['.html', '.htm'].includes(extname(path));

/** The file that a text names: a record, a report, or the record in a folder; else undefined. */
export function recordPath(text: string): string | undefined {
  if (text.endsWith('.json') || isReport(text)) return text;
  const inside = join(text, RECORD_FILE);
  return existsSync(inside) ? inside : undefined;
}

/** All records of a file. Throws a usage error that names it. */
export async function readRecords(path: string): Promise<readonly RunRecord[]> {
  if (!isReport(path)) return [await readRecord(path)];
  let page: string;
  try {
    page = await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const next = 'Give the path of a report.html or of a record.json.';
    throw new HarnessError('usage', `Cannot read the report ${path}: ${why}.`, next);
  }
  return unpackRecords(page, path).map((value) => checkRecord(value, path));
}

/** The one record of a file. Throws a usage error for a report of several. */
export async function readOneRecord(path: string): Promise<RunRecord> {
  const records = await readRecords(path);
  const [first] = records;
  if (first !== undefined && records.length === 1) return first;
  throw new HarnessError(
    'usage',
    `${path} holds ${records.length} records.`,
    `Take them out with steelyard report extract ${path}, and name one.`,
  );
}
