/** What every measuring command does once it knows its question: measure, write, print, judge. */
import { join } from 'node:path';
import pc from 'picocolors';
import type { Paint } from '../../reports/paint.ts';
import type { ExitName } from '../model/exit-code.ts';
import type { Experiment } from '../model/experiment.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord } from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import { unreachable } from '../model/unreachable.ts';
import type { Verdict } from '../model/verdict.ts';
import { protocols } from '../protocols/index.ts';
import { runSession, type TlsTrust } from '../session/session.ts';
import { RECORD_FILE, writeWhole } from '../session/store.ts';
import { formatNamed } from './format-named.ts';
import { interruptSignal } from './interrupt.ts';
import { meterFor } from './live-meter.ts';
import { defaultOutDir, type OutputOptions } from './output-options.ts';

export interface Question {
  /** The command's name. */
  readonly command: string;
  readonly experiment: Experiment;
  readonly targets: readonly Target[];
  readonly scenario: Scenario;
  readonly tls: TlsTrust;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Where a question's files go. */
export const outDirOf = (question: Pick<Question, 'command'>, options: OutputOptions): string =>
  options.out ?? defaultOutDir(question.command, new Date());

/** Measures, and saves the record. An error on the way says where the finished trials are. */
export async function measure(
  question: Question,
  options: OutputOptions,
  outDir: string,
): Promise<RunRecord> {
  // A misspelt format is found before anything is measured.
  if (options.format.join() !== 'html') await Promise.all(options.format.map(formatNamed));
  const { signal, release } = interruptSignal();
  const quiet = options.quiet ?? false;
  let finished = 0;
  const meter = meterFor(process.stderr, { quiet, ci: Boolean(process.env['CI']) });
  const observer = {
    ...meter,
    trialFinished(...args: Parameters<typeof meter.trialFinished>) {
      finished++;
      meter.trialFinished(...args);
    },
  };
  try {
    return await runSession({
      experiment: question.experiment,
      command: question.command,
      argv: process.argv.slice(2),
      config: question.config,
      targets: question.targets,
      scenarios: [question.scenario],
      protocols,
      tls: question.tls,
      outDir,
      observer,
      signal,
    });
  } catch (error) {
    if (finished > 0) {
      const trials = finished === 1 ? 'trial is' : 'trials are';
      process.stderr.write(`${finished} finished ${trials} in ${join(outDir, RECORD_FILE)}\n`);
    }
    throw error;
  } finally {
    release();
  }
}

const tones: Readonly<Record<Parameters<Paint>[1], (text: string) => string>> = {
  pass: pc.green,
  inconclusive: pc.yellow,
  fail: pc.red,
  invalid: pc.magenta,
  heading: pc.bold,
  faint: pc.dim,
};

const paint: Paint = (text, tone) => tones[tone](text);

/** Writes the reports asked for and prints the summary, or the record, on stdout. */
export async function present(
  records: readonly RunRecord[],
  options: OutputOptions,
  outDir: string,
): Promise<void> {
  const paths: string[] = [];
  for (const name of options.format) {
    const format = await formatNamed(name);
    const path = join(outDir, `report.${format.extension}`);
    await writeWhole(path, format.render(records));
    paths.push(path);
  }
  if (options.json) {
    const json = await formatNamed('json');
    process.stdout.write(json.render(records));
    return;
  }
  const width = process.stdout.columns ?? 100;
  const terminal = await formatNamed('terminal');
  process.stdout.write(terminal.render(records, { width, paint }));
  for (const path of paths) process.stdout.write(`\nreport: ${path}`);
  process.stdout.write('\n');
}

/** How the program ends after a run that came to its end. */
export function exitNameOf(verdict: Verdict): ExitName {
  switch (verdict) {
    case 'pass':
    case 'inconclusive':
    case 'invalid':
      return verdict;
    case 'fail':
      return 'failed';
    default:
      return unreachable(verdict);
  }
}

/** Prints an error for people: what is wrong, and the next step. */
export function printError(error: unknown): ExitName | undefined {
  if (!(error instanceof HarnessError)) return undefined;
  process.stderr.write(`${pc.red('error:')} ${error.message}\n`);
  if (error.next !== '') process.stderr.write(`${error.next}\n`);
  return error.exit;
}
