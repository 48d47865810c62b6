/**
 * The records inside of their own report, so that one file says both what was found and what of.
 * They are the target of a link: a browser saves them without any script, and this tool reads them.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { RunRecord } from '../../harness/model/record.ts';

/** Where the page has room for the link. */
export const RECORDS_PLACE = 'steelyard-records';

/** A page may be this large with its records, in bytes; larger ones go without. */
export const PAGE_BYTES_MAX = 1_000_000;

/** The same where somebody asks for the records inside. */
export const EMBEDDED_BYTES_MAX = 5_000_000;

/** By whom it is read, so that a link in some text of a record is not taken for it. */
const PREFIX = `<a id="${RECORDS_PLACE}" href="data:application/gzip;base64,`;
const LEVEL = 9;

const block = new RegExp(`${PREFIX}([A-Za-z0-9+/=]*)"`);

/** The address of a link to the records: their JSON, gzipped; one record as itself. */
export function packRecords(records: readonly RunRecord[]): string {
  const [first, ...others] = records;
  const json = JSON.stringify(others.length === 0 && first ? first : records);
  return gzipSync(json, { level: LEVEL }).toString('base64');
}

/** The link itself, with what was packed; `name` is what the file is saved as. */
export const recordsLink = (packed: string, name: string): string =>
  `${PREFIX}${packed}" download="${name}">${name}</a>`;

export const holdsRecords = (page: string): boolean => block.test(page);

/** What a report holds, not checked yet. Throws a usage error for a page that holds none. */
export function unpackRecords(page: string, path: string): readonly unknown[] {
  const text = block.exec(page)?.[1];
  if (text === undefined || text === '') {
    throw new HarnessError(
      'usage',
      `${path} holds no record.`,
      `Give a report.html of steelyard's. Those above ${PAGE_BYTES_MAX / 1e6} MB go without, and ` +
        'have a record.json beside them: give that, or make a page that holds it by ' +
        'steelyard report record.json --embed.',
    );
  }
  try {
    const found: unknown = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8'));
    return Array.isArray(found) ? found : [found];
  } catch {
    const next = 'Copy the report again, or use its record.json.';
    throw new HarnessError('usage', `The record in ${path} is damaged.`, next);
  }
}
