/** The options that say where results go and what they are, shared by every measuring command. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { HarnessError } from '../model/harness-error.ts';
import type { TlsTrust } from '../session/session.ts';

export interface OutputOptions {
  readonly out?: string;
  readonly format: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface TlsOptions {
  readonly insecure?: boolean;
  readonly ca?: string;
}

const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Results:')
    .option('--out <dir>', 'folder for record.json and the report (default: a new one)')
    .option('--format <list>', 'reports to write, such as html,md (see `steelyard list`)', names, [
      'html',
    ])
    .option('--json', 'print the record instead of the summary')
    .option('--quiet', 'no progress');
}

export function addTlsOptions(command: Command): Command {
  return command
    .optionsGroup('TLS:')
    .option('--insecure', 'accept any certificate')
    .option('--ca <file>', 'PEM file of the authorities to trust');
}

/** What to trust. Throws a usage error for a file that cannot be read. */
export function readTls(options: TlsOptions): TlsTrust {
  const insecure = options.insecure ?? false;
  if (options.ca === undefined) return { insecure };
  try {
    return { insecure, ca: readFileSync(options.ca, 'utf8') };
  } catch (error) {
    throw new HarnessError(
      'usage',
      `Cannot read the authorities: ${error instanceof Error ? error.message : String(error)}.`,
      'Give --ca the path of a PEM file.',
      { cause: error },
    );
  }
}

/** A folder for a run that was not given one: named by the command and the time. */
export function defaultOutDir(command: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `steelyard-out/${command}-${stamp}`;
}
