import { CommanderError } from 'commander';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';

/** An error for people: what is wrong, the step that helps, and how the program ends. */
export interface ErrorText {
  readonly message: string;
  readonly next: string;
  readonly exit: ExitName;
}

/** Reads an error that a user can do something about; undefined for a bug of ours. */
export function readError(error: unknown): ErrorText | undefined {
  if (error instanceof HarnessError) return error;
  if (!(error instanceof CommanderError)) return undefined;
  // Commander writes `error: unknown option '--rat'` and its guess in a second line.
  const [message = '', ...guess] = error.message.replace(/^error: /, '').split('\n');
  const hint = guess.join(' ').replace(/^\(|\)$/g, '');
  const next = `${hint === '' ? '' : `${hint} `}Add --help to see what there is.`;
  return { message, next, exit: 'usage' };
}

/** Help and version end a command by an error that is none. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof CommanderError && error.exitCode === 0;
