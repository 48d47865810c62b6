import type { ExitName } from '../model/exit-code.ts';
import { exitNameOf, measure, outDirOf, present, type Question } from './measure.ts';
import type { OutputOptions } from './output-options.ts';

/** Told how the program is to end, once a command has its answer. */
export type Answered = (exit: ExitName) => void;

/** Measures a question, presents the answer and says how to end. */
export async function answer(
  answered: Answered,
  options: OutputOptions,
  question: Question,
): Promise<void> {
  const outDir = outDirOf(question, options);
  const record = await measure(question, options, outDir);
  await present([record], options, outDir);
  answered(exitNameOf(record.verdict));
}
