/** Run records on disk. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord } from '../model/record.ts';
import { recordText } from '../model/record-text.ts';
import { recordSchema } from './record-schema.ts';

export const RECORD_FILE = 'record.json';

const cannotWrite = (path: string, error: unknown): HarnessError =>
  new HarnessError(
    'usage',
    `Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}.`,
    'Free some space or choose another folder with --out.',
    { cause: error },
  );

/**
 * Writes text so that a reader finds the old file or the new one, never half of one: to a temporary
 * name, flushed to the disk, then renamed. Throws a usage error that names the path.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}

/**
 * Saves the record as `record.json` in a folder, which is made if need be. Resolves to its path.
 */
export async function saveRecord(dir: string, record: RunRecord): Promise<string> {
  const path = join(dir, RECORD_FILE);
  await writeWhole(path, recordText(record));
  return path;
}

/** Throws a usage error before a run that could not be saved. */
export async function assertWritable(dir: string): Promise<void> {
  const probe = join(dir, `.steelyard-${process.pid}`);
  await writeWhole(probe, 'steelyard\n');
  await rm(probe, { force: true });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new HarnessError(
      'usage',
      `Cannot read the record ${path}: ${error instanceof Error ? error.message : String(error)}.`,
      `Give the path of a ${RECORD_FILE} that a run has written.`,
      { cause: error },
    );
  }
}

const firstProblems = (error: z.ZodError): string =>
  z.prettifyError(error).split('\n').slice(0, 4).join(' ');

/** Checks that parsed JSON is a run record. Throws a usage error that names the first bad field. */
export function checkRecord(value: unknown, path: string): RunRecord {
  const checked = recordSchema.safeParse(value);
  // The record itself is returned, so that fields this version does not know stay as they are.
  if (checked.success) return value as RunRecord;
  throw new HarnessError(
    'usage',
    `${path} is not a run record: ${firstProblems(checked.error)}`,
    'Check that the file is whole and was written by this major version of steelyard.',
  );
}

/**
 * Reads and checks a record. Throws a usage error that names the path and what is wrong with it.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const text = await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HarnessError(
      'usage',
      `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      'Check that the file is whole.',
      { cause: error },
    );
  }
  return checkRecord(value, path);
}
