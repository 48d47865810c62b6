#!/usr/bin/env node
import { CommanderError } from 'commander';
import { type ExitName, exitCodes } from '../model/exit-code.ts';
import { printError } from './measure.ts';
import { steelyard } from './program.ts';

/** Runs the command line; resolves with how the program is to end. Throws only for a bug. */
async function main(argv: readonly string[]): Promise<ExitName> {
  let exit: ExitName = 'pass';
  try {
    await steelyard((answer) => {
      exit = answer;
    }).parseAsync(argv);
    return exit;
  } catch (error) {
    // Commander has printed its own errors, and help and version are none.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 'pass' : 'usage';
    const name = printError(error);
    if (name === undefined) throw error;
    return name;
  }
}

process.exitCode = exitCodes[await main(process.argv)].code;
