/**
 * What a command writes to a terminal, byte by byte and with its times: `script` of util-linux runs
 * it in a pseudo-terminal, so that it draws and colours as it does for people.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** One piece of what was written, as it came. */
export interface Piece {
  readonly atMs: number;
  readonly bytes: Buffer;
}

const OUTPUT = 'terminal.log';
const TIMES = 'terminal.times';

/** What `script` is started with; the numbers are of long-standing options of util-linux 2.35. */
const options = (dir: string): string[] => [
  ...['--quiet', '--return', '--flush'],
  ...['--log-out', join(dir, OUTPUT), '--log-timing', join(dir, TIMES)],
];

/** Says what is missing, before anything is measured. */
export function checkRecorder(): void {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  if (stdout?.includes('util-linux')) return;
  throw new Error('There is no `script` of util-linux, which records terminals. Use Linux.');
}

/** Runs a command line in a terminal of its own and shows it; resolves with its exit code. */
export async function record(
  commandLine: string,
  { dir, size }: { readonly dir: string; readonly size: TerminalSize },
): Promise<number | null> {
  mkdirSync(dir, { recursive: true });
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...rest } = process.env;
  const sized = `stty cols ${size.columns} rows ${size.rows}; ${commandLine}`;
  const child = spawn('script', [...options(dir), '--command', sized], {
    env: { ...rest, TERM: 'xterm-256color' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

export const isRecorded = (dir: string): boolean => existsSync(join(dir, TIMES));

/** Reads what was recorded in a folder. */
export const recorded = (dir: string): Piece[] =>
  piecesOf(readFileSync(join(dir, OUTPUT)), readFileSync(join(dir, TIMES), 'utf8'));

/**
 * The output begins with a line of `script` itself and ends with another; the times are lines of
 * seconds since the piece before and the piece's length in bytes.
 */
export function piecesOf(output: Buffer, times: string): Piece[] {
  let offset = output.indexOf('\n') + 1;
  let seconds = 0;
  return times
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [since = 0, length = 0] = line.split(' ').map(Number);
      seconds += since;
      const bytes = output.subarray(offset, offset + length);
      offset += length;
      return { atMs: seconds * 1000, bytes };
    });
}

/** What is drawn at once comes in pieces that follow each other faster than this. */
const PAUSE_MS = 50;

/** Everything up to the first piece that has a text in it, and up to the next pause. */
export function until(pieces: readonly Piece[], text: string): Buffer {
  const at = pieces.findIndex(({ bytes }) => bytes.includes(text));
  if (at < 0) throw new Error(`What was recorded never says "${text}".`);
  let end = at + 1;
  while ((pieces[end]?.atMs ?? Infinity) - (pieces[end - 1]?.atMs ?? 0) < PAUSE_MS) end++;
  return Buffer.concat(pieces.slice(0, end).map(({ bytes }) => bytes));
}
