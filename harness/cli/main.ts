#!/usr/bin/env node
import { type ExitName, exitCodes } from '../model/exit-code.ts';
import { isAnswer, readError } from './error-text.ts';
import { meantWords } from './meant-words.ts';
import { program } from './program.ts';
import { colorsOf } from './stream-colors.ts';

/** Runs the command line; resolves with how the program is to end. Throws only for a bug. */
async function main(argv: readonly string[]): Promise<ExitName> {
  let exit: ExitName = 'pass';
  const ended = (how: ExitName): void => {
    exit = how;
  };
  try {
    const words = await meantWords(argv.slice(2));
    const whole = await program(ended, words[0]);
    await whole.parseAsync(words, { from: 'user' });
  } catch (error) {
    exit = isAnswer(error) ? 'pass' : report(error);
  }
  return exit;
}

function report(error: unknown): ExitName {
  const text = readError(error);
  if (text === undefined) throw error;
  const colors = colorsOf(process.stderr);
  const next = text.next === '' ? '' : `${text.next}\n`;
  process.stderr.write(`${colors.red('error:')} ${text.message}\n${next}`);
  return text.exit;
}

// Whoever reads our output may stop early, as `head` does; there is nobody left to tell then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = exitCodes[await main(process.argv)].code;
