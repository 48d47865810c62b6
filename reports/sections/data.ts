/** The record itself, what else can be made of it, and how to measure it again. */
import type { RunRecord } from '../../harness/model/record.ts';
import { commandLine } from '../command-line.ts';
import { type Block, type Passage, plain } from '../document.ts';
import { type Reading, runName } from '../reading.ts';
import type { Section } from '../section.ts';

function read({ records }: Reading): Passage | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  const { name } = first.tool;
  return {
    heading: 'Data, and how to repeat this',
    finding: `Every figure here is read off the ${records.length > 1 ? 'records' : 'record'}.`,
    blocks: [
      { kind: 'records' },
      plain('Other forms of it, and figures for a spreadsheet or for HdrHistogram’s tools:'),
      {
        kind: 'code',
        text: [
          `${name} report extract report.html --out record.json`,
          `${name} report report.html --format csv --out figures.csv`,
          `${name} report report.html --format hlog --out intervals.hlog`,
          `${name} compare before/report.html after/report.html`,
        ].join('\n'),
      },
      ...records.flatMap((record, index) => reproduction(record, runName(records, index))),
    ],
  };
}

function reproduction(record: RunRecord, run: string): Block[] {
  const prefix = run ? `${run}: ` : '';
  return [
    plain(`${prefix}To measure this again:`),
    { kind: 'code', text: commandLine([record.tool.name, ...record.argv]) },
    {
      kind: 'details',
      id: run ? `config-${run.replace(' ', '-')}` : 'config',
      summary: `${prefix}Everything that was decided before the run`,
      open: false,
      blocks: [{ kind: 'code', text: JSON.stringify(record.config, null, 2) }],
    },
  ];
}

export const data = {
  name: 'data',
  about: 'the record for download, and the command to repeat the run',
  depth: 'detail',
  read,
} as const satisfies Section;
