/** `compare` with records in the place of targets: nothing is measured. */
import { basename, dirname, extname, resolve } from 'node:path';
import { compareRecords } from '../experiments/compare-records.ts';
import { MARGIN } from '../experiments/comparison-terms.ts';
import type { MetricName } from '../experiments/metric.ts';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import { type RunRecord, SCHEMA_VERSION } from '../model/record.ts';
import { worstVerdict } from '../model/verdict.ts';
import { RECORD_FILE, saveRecord } from '../session/store.ts';
import { toolVersion } from '../session/tool-version.ts';
import { exitNameOf, newDirFor, type OutputOptions, present, readOutput } from './measure.ts';
import { readOneRecord, recordPath } from './record-file.ts';

export interface RecordsOptions extends OutputOptions {
  readonly margin?: number;
  readonly metric?: MetricName;
  readonly force?: true;
}

/** The records that these texts name; undefined when they name targets. Throws for a mixture. */
export function recordPaths(texts: readonly string[]): readonly string[] | undefined {
  const paths = texts.map(recordPath);
  const records = paths.filter((path) => path !== undefined);
  if (records.length === 0) return undefined;
  if (records.length === texts.length) return records;
  throw new HarnessError(
    'usage',
    `${texts[paths.indexOf(undefined)]} is a target, and ${records[0]} a record.`,
    'Compare targets, which are measured now, or records, which were measured before.',
  );
}

/** Files are called so in every run's folder. */
const usualNames: readonly string[] = [basename(RECORD_FILE, '.json'), 'report'];

/** The folder's name where the file's says nothing; with a number where that is not enough. */
function labelsOf(paths: readonly string[]): string[] {
  const names = paths.map((path) => {
    const name = basename(path, extname(path));
    return usualNames.includes(name) ? basename(dirname(resolve(path))) : name;
  });
  return names.map((name, at) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${at + 1}`,
  );
}

/** Compares records, writes the reports and prints; resolves with how the program is to end. */
export async function answerByRecords(
  paths: readonly string[],
  options: RecordsOptions,
): Promise<ExitName> {
  const output = await readOutput(options, newDirFor('compare', new Date()));
  const labels = labelsOf(paths);
  const records: { readonly label: string; readonly record: RunRecord }[] = [];
  // One after the other, so that the first one that cannot be read is the one that is named.
  for (const [at, path] of paths.entries()) {
    records.push({ label: labels[at] ?? path, record: await readOneRecord(path) });
  }
  const { margin = MARGIN, metric, force = false } = options;
  const terms = { margin, ...(metric === undefined ? {} : { metric }) };
  const { trials, findings, inBlocks } = compareRecords({ records, force, ...terms });
  const [first] = records;
  if (first === undefined) throw new TypeError('no record to compare');
  const record: RunRecord = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'steelyard', version: toolVersion() },
    command: 'compare',
    argv: process.argv.slice(2),
    startedAt: first.record.startedAt,
    config: {
      ...{ ...terms, inBlocks, force },
      sources: records.map(({ label, record: { argv, startedAt, environment } }, at) => {
        return { label, path: paths[at], argv, startedAt, environment };
      }),
    },
    environment: first.record.environment,
    trials,
    findings,
    verdict: worstVerdict([...trials, ...findings]),
  };
  await present([record], [await saveRecord(output.outDir, record)], output);
  return exitNameOf([record]);
}
