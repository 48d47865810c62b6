/** What every measuring command does once it knows its question: measure, save, print, judge. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import terminalLink from 'terminal-link';
import type { Format } from '../../reports/format.ts';
import type { Paint } from '../../reports/paint.ts';
import { lookAtInstrument } from '../doctor/instrument.ts';
import type { ExitName } from '../model/exit-code.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Observer } from '../model/progress.ts';
import type { RunRecord } from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import { unreachable } from '../model/unreachable.ts';
import { type Verdict, worstVerdict } from '../model/verdict.ts';
import { protocols } from '../protocols/index.ts';
import { shownScenario } from '../scenario/shown-scenario.ts';
import { runSession, type TlsTrust } from '../session/session.ts';
import { RECORD_FILE, writeWhole } from '../session/store.ts';
import { formatNamed } from './format-named.ts';
import { interruptible } from './interrupt.ts';
import { meterFor } from './live-meter.ts';
import { type LiveOption, onLivePage } from './live-page.ts';
import { colorsOf } from './stream-colors.ts';

/** A question with everything that is needed to answer it. */
export interface Question {
  readonly experiment: Experiment;
  readonly targets: readonly Target[];
  readonly scenario: Scenario;
  readonly tls: TlsTrust;
  /** Everything that was decided, for the record. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What is to come of the results. */
export interface Output {
  readonly outDir: string;
  readonly formats: readonly Format[];
  /** Print the records instead of the summary. */
  readonly json: boolean;
  /** Show no progress in the terminal. */
  readonly quiet: boolean;
}

/** The options that say so, as commander reads them. */
export interface OutputOptions {
  readonly out?: string;
  readonly format: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
  readonly live?: LiveOption;
}

/** Who watches, and who may stop it. */
export interface Watch {
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  /** Sees what the terminal shows. */
  readonly page?: Observer | undefined;
}

/** Reads them before anything is measured, so that a misspelt name does not cost a measurement. */
export async function readOutput(options: OutputOptions, usualDir: string): Promise<Output> {
  return {
    outDir: options.out ?? usualDir,
    formats: await Promise.all(options.format.map(formatNamed)),
    json: options.json === true,
    quiet: options.quiet === true,
  };
}

/** A folder for a run that was not given one: named by the command and the time. */
export function newDirFor(command: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return join('steelyard-out', `${command}-${stamp}`);
}

/** Measures, and saves the record in a folder. An error on the way says what is saved there. */
export async function measure(
  question: Question,
  outDir: string,
  watch: Watch,
): Promise<RunRecord> {
  const watchers = [meterFor(process.stderr, watch.quiet), ...(watch.page ? [watch.page] : [])];
  let finished = 0;
  const observer: Observer = {
    trialStarted: (...args) => {
      for (const watcher of watchers) watcher.trialStarted(...args);
    },
    progress: (progress) => {
      for (const watcher of watchers) watcher.progress(progress);
    },
    trialFinished(trial) {
      finished++;
      for (const watcher of watchers) watcher.trialFinished(trial);
    },
  };
  try {
    return await runSession({
      experiment: question.experiment,
      command: question.experiment.name,
      argv: process.argv.slice(2),
      config: {
        ...question.config,
        ...('scenario' in question.config ? { scenario: shownScenario(question.scenario) } : {}),
      },
      targets: question.targets,
      scenarios: [question.scenario],
      protocols,
      instrument: await lookAtInstrument(),
      tls: question.tls,
      outDir,
      observer,
      signal: watch.signal,
    });
  } catch (error) {
    if (finished > 0) {
      const trials = finished === 1 ? 'trial is' : 'trials are';
      process.stderr.write(`${finished} finished ${trials} in ${join(outDir, RECORD_FILE)}\n`);
    }
    throw error;
  }
}

/** Writes the reports and prints the summary, or the records, on stdout. */
export async function present(
  records: readonly RunRecord[],
  recordPaths: readonly string[],
  { outDir, formats, json }: Output,
): Promise<void> {
  const paths = [...recordPaths];
  for (const format of formats) {
    const path = join(outDir, `report.${format.extension}`);
    await writeWhole(path, format.render(records));
    paths.push(path);
  }
  const printed = await formatNamed(json ? 'json' : 'terminal');
  const { columns } = process.stdout;
  const shown = { ...(columns === undefined ? {} : { width: columns }), paint: stdoutPaint() };
  const text = printed.render(records, shown);
  process.stdout.write(text);
  if (json) return;
  process.stdout.write(`\n${paths.map((path) => `written: ${linked(path)}\n`).join('')}`);
  if (text.split('\n').length + paths.length < (process.stdout.rows ?? ROWS)) return;
  const { answersText } = await import('../../reports/formats/terminal.ts');
  process.stdout.write(`\n${answersText(records, shown)}\n`);
}

/** Of a terminal that does not say. A longer summary is ended with the answer it began with. */
const ROWS = 50;

/** A path that can be clicked, on terminals that know links. */
const linked = (path: string): string =>
  process.stdout.isTTY
    ? terminalLink(path, pathToFileURL(resolve(path)).href, { fallback: (text) => text })
    : path;

function stdoutPaint(): Paint {
  const colors = colorsOf(process.stdout);
  const tones: Readonly<Record<Parameters<Paint>[1], (text: string) => string>> = {
    pass: colors.green,
    inconclusive: colors.yellow,
    fail: colors.red,
    invalid: colors.magenta,
    heading: colors.bold,
    faint: colors.dim,
  };
  return (text, tone) => tones[tone](text);
}

/** Answers one question: measures it, writes, prints; resolves with how the program is to end. */
export async function answer(question: Question, options: OutputOptions): Promise<ExitName> {
  const output = await readOutput(options, newDirFor(question.experiment.name, new Date()));
  const { outDir, quiet } = output;
  const { experiment, targets } = question;
  const subject = { command: experiment.name, targets, outDir };
  const record = await onLivePage(options.live, subject, async (page) => {
    const measured = await interruptible((signal) =>
      measure(question, outDir, { quiet, signal, page }),
    );
    await present([measured], [join(outDir, RECORD_FILE)], output);
    return measured;
  });
  return exitNameOf([record]);
}

/** How the program ends after runs that came to their end. */
export function exitNameOf(records: readonly RunRecord[]): ExitName {
  const verdict: Verdict = worstVerdict(records);
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
