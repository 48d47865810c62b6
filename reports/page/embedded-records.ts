/**
 * The records inside of their own report, so that one file says both what was found and what of. A
 * `template` is never shown, run or asked for, with or without scripts and styles.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { RunRecord } from '../../harness/model/record.ts';

export const RECORDS_ID = 'steelyard-records';

/** A page may be this large with its records, in bytes; larger ones go without. */
export const PAGE_BYTES_MAX = 300_000;

/** Nearly as small as the smallest, in a tenth of the time. */
const QUALITY = 9;

const block = new RegExp(`<template id="${RECORDS_ID}"[^>]*>([A-Za-z0-9+/=]*)</template>`);

/** The records as text for a `template`: Brotli of their JSON, in base64. */
export function packRecords(records: readonly RunRecord[]): string {
  const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY };
  return brotliCompressSync(JSON.stringify(records), { params }).toString('base64');
}

/** What a report holds, not checked yet. Throws a usage error for a page that holds none. */
export function unpackRecords(page: string, path: string): readonly unknown[] {
  const text = block.exec(page)?.[1];
  if (text === undefined || text === '') {
    throw new HarnessError(
      'usage',
      `${path} holds no record.`,
      `Give a report.html of steelyard's; those above ${PAGE_BYTES_MAX / 1e3} kB go without, ` +
        'and have a record.json beside them.',
    );
  }
  try {
    const all: unknown = JSON.parse(
      brotliDecompressSync(Buffer.from(text, 'base64')).toString('utf8'),
    );
    if (Array.isArray(all)) return all;
  } catch {
    // Said below.
  }
  const next = 'Copy the report again, or use its record.json.';
  throw new HarnessError('usage', `The record in ${path} is damaged.`, next);
}
