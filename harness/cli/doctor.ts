/** What this machine can measure, before anything is measured on it. */
import { Command } from '@commander-js/extra-typings';
import { BETWEEN, plainTable } from '../../reports/plain-table.ts';
import { scenarios } from '../../scenarios/index.ts';
import { targets } from '../../targets/index.ts';
import { diagnose, type Remark, type RemarkKind } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examination.ts';
import { examinationOf, keepExamination } from '../doctor/examination-file.ts';
import { figureRows } from '../doctor/figure-rows.ts';
import type { Figures } from '../doctor/figures.ts';
import { measurableWith } from '../doctor/measurable.ts';
import { fingerprint } from '../host/machine.ts';
import { parseModuleTarget } from '../host/server-options.ts';
import { HarnessError } from '../model/harness-error.ts';
import { lookUp } from '../model/registry.ts';
import { parseDurationNs } from '../model/units.ts';
import { protocols } from '../protocols/index.ts';
import { toolVersion } from '../session/tool-version.ts';
import { interruptible } from './interrupt.ts';
import { colorsOf } from './stream-colors.ts';

/** It echoes ten bytes: as little as a server can do. */
const IDLE = 'tcp-echo';
/** Longer lines are hard to read. */
const COLUMNS_MAX = 100;
/** … and so are shorter ones. */
const COLUMNS_MIN = 20;

function idleServer() {
  const scenario = lookUp('scenario', scenarios, IDLE);
  const protocol = lookUp('protocol', protocols, scenario.protocol);
  return { target: parseModuleTarget(IDLE, targets), scenario, protocol };
}

function readDuration(text: string): number {
  const durationNs = parseDurationNs(text, 'value of --duration');
  if (durationNs > 0) return durationNs;
  throw new HarnessError('usage', 'Nothing fits into --duration 0s.', 'Give it some time.');
}

/** What each kind of remark is about, in the order in which they stand. */
const titles: readonly (readonly [RemarkKind, string])[] = [
  ['fine', 'What can be measured here:'],
  ['limit', 'What cannot, or only with care:'],
  ['unknown', 'What the system does not tell:'],
];

/** Unlike a run's, its figures are of no use when they are not complete. */
function unsaved(error: unknown): never {
  if (!(error instanceof HarnessError) || error.exit !== 'interrupted') throw error;
  const { exit } = error;
  throw new HarnessError(exit, 'The doctor was interrupted.', 'Run it again.', { cause: error });
}

/** Figures in aligned columns, then what can be measured and what cannot. */
export function summary(figures: Figures, remarks: readonly Remark[]): string {
  const colors = colorsOf(process.stdout);
  const aboutColumns = 2 + Math.max(...remarks.map(({ about }) => about.length));
  const columns = Math.min(COLUMNS_MAX, process.stdout.columns ?? COLUMNS_MAX);
  const widths = [aboutColumns, Math.max(COLUMNS_MIN, columns - aboutColumns - BETWEEN)];
  const said = titles.flatMap(([kind, title]) => {
    const own = remarks.filter((remark) => remark.kind === kind);
    if (own.length === 0) return [];
    const lines = own.map(({ about, text }) => [`  ${about}`, text]);
    return ['', kind === 'fine' ? title : colors.yellow(title), plainTable(lines, widths)];
  });
  return `${[plainTable(figureRows(figures)), ...said].join('\n')}\n`;
}

export const doctorCommand = () =>
  new Command('doctor')
    .description(
      'what this machine can measure, and what not; about fifteen seconds; later runs quote it',
    )
    .option('--duration <time>', 'length of its loads; the heaviest has two halves', '3s')
    .option('--json', 'print figures and remarks as data')
    .option('--quiet', 'no progress')
    .action(async ({ duration, json, quiet }) => {
      const durationNs = readDuration(duration);
      const beginning = (part: string): void => {
        if (!quiet) process.stderr.write(`looking at ${part}\n`);
      };
      const figures = await interruptible((signal) =>
        examine({ server: idleServer(), durationNs, signal, beginning }),
      ).catch(unsaved);
      keepExamination(examinationOf(figures, new Date()));
      const remarks = diagnose(figures);
      const tool = { name: 'steelyard', version: toolVersion() };
      const measurable = measurableWith(figures);
      const data = { tool, environment: fingerprint(), measurable, figures, remarks };
      process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : summary(figures, remarks));
    });
