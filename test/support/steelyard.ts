import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** How a run of the command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  interrupt(): void;
  /** Resolves once stderr has this text in it; never if it does not come. */
  said(text: string): Promise<void>;
  /** What it has said so far. */
  stderr(): string;
}

/** The compiled command line. */
export const main = join(import.meta.dirname, '../../harness/cli/main.js');

/** Without what would change the output from machine to machine. */
const environment = (): NodeJS.ProcessEnv => {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, NODE_OPTIONS: ____, ...rest } = process.env;
  return rest;
};

/** Starts the compiled command line in a process of its own. */
export function startSteelyard(
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Running {
  const env = { ...environment(), ...options.env };
  const child = spawn(process.execPath, [main, ...words], { ...options, env, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    }),
    interrupt: () => child.kill('SIGINT'),
    stderr: () => stderr,
    said: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (stderr.includes(text)) resolve();
        };
        child.stderr.on('data', look);
        look();
      }),
  };
}

/** Runs it to its end. */
export const steelyard = (
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> => startSteelyard(words, options).ended;
