/** What a pipeline around the gate can show: annotations, a summary of the job, a comment. */
import { appendFile } from 'node:fs/promises';
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord } from '../model/record.ts';
import { writeWhole } from '../session/store.ts';
import { annotations } from './annotations.ts';
import { formatNamed } from './format-named.ts';

/** GitHub takes in no more than this for the summary of a step, in bytes … */
const SUMMARY_BYTES_MAX = 1024 * 1024;
/** … and for a comment, in characters. */
const COMMENT_CHARACTERS_MAX = 65_536;

/** By this line whoever posts the comment finds the one to update. */
export const COMMENT_MARKER = '<!-- steelyard gate -->';

/** The longest of these that fits: all of the report, its answer and tables, or its answer. */
const choices = [undefined, ['verdict', 'objectives', 'comparison'], ['verdict']] as const;

/** The report in Markdown, as much of it as is taken. */
export async function markdownWithin(
  record: RunRecord,
  fits: (text: string) => boolean,
): Promise<string> {
  const md = await formatNamed('md');
  for (const sections of choices) {
    const text = md.render([record], sections === undefined ? {} : { sections });
    if (fits(text)) return text;
  }
  return `${record.findings[0]?.claim ?? record.verdict}\n`;
}

/** The comment of a pull request: shorter than the report, and with the marker in front. */
export async function commentText(record: RunRecord): Promise<string> {
  const md = await formatNamed('md');
  const text = md.render([record], { sections: ['verdict', 'objectives', 'comparison'] });
  const whole = `${COMMENT_MARKER}\n${text}`;
  if (whole.length <= COMMENT_CHARACTERS_MAX) return whole;
  const room = COMMENT_CHARACTERS_MAX - COMMENT_MARKER.length - 1;
  return `${COMMENT_MARKER}\n${await markdownWithin(record, ({ length }) => length <= room)}`;
}

export interface PipelineOptions {
  /** Where the comment goes; it is only written to a file, posting it is the pipeline's. */
  readonly comment?: string;
}

/** Writes what was asked for, and on GitHub what its environment asks for. */
export async function writePipelineOutputs(
  record: RunRecord,
  { comment }: PipelineOptions,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (comment !== undefined) await writeWhole(comment, await commentText(record));
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) {
    const text = await markdownWithin(record, (all) => Buffer.byteLength(all) <= SUMMARY_BYTES_MAX);
    await append(summary, text);
  }
  if (env['GITHUB_ACTIONS'] === 'true') {
    for (const line of annotations(record.findings)) process.stdout.write(`${line}\n`);
  }
}

async function append(path: string, text: string): Promise<void> {
  try {
    await appendFile(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const next = 'Unset GITHUB_STEP_SUMMARY, or let it name a file that can be written.';
    throw new HarnessError('usage', `Cannot write the summary ${path}: ${why}.`, next);
  }
}
