/**
 * How often the gate cries wolf, by its own account: runs in the shadow that measured the same
 * revision twice should never have failed.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HarnessError } from '../model/harness-error.ts';
import { formatShare } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { shareInterval } from '../stats/share-interval.ts';

/** One run of the gate in the shadow. */
export interface ShadowRun {
  readonly at: string;
  /** Commit of the base and of the head; null where it is not known. */
  readonly base: string | null;
  readonly head: string | null;
  readonly verdict: Verdict;
}

const shadowRun = z.object({
  at: z.string(),
  base: z.string().nullable(),
  head: z.string().nullable(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
});

const cannot = (what: string, path: string, error: unknown): HarnessError =>
  new HarnessError(
    'usage',
    `Cannot ${what} the shadow log ${path}: ${error instanceof Error ? error.message : error}.`,
    'Give another --shadow-log, or move this file away.',
    { cause: error },
  );

/** Reads a log, one run a line; a file that is not there is an empty one. */
export async function readShadowLog(path: string): Promise<readonly ShadowRun[]> {
  try {
    const text = await readFile(path, 'utf8');
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => shadowRun.parse(JSON.parse(line)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw cannot('read', path, error);
  }
}

/** Adds a run, and resolves with all there are now. */
export async function addShadowRun(path: string, run: ShadowRun): Promise<readonly ShadowRun[]> {
  const before = await readShadowLog(path);
  try {
    await appendFile(path, `${JSON.stringify(run)}\n`);
  } catch (error) {
    throw cannot('write', path, error);
  }
  return [...before, run];
}

/** What the log says of false alarms, with an exact 95 % interval (Clopper and Pearson). */
export function falseAlarmText(runs: readonly ShadowRun[]): string {
  const twice = runs.filter(
    ({ base, head, verdict }) => base !== null && base === head && verdict !== 'invalid',
  );
  const of = twice.length;
  const alarms = twice.filter(({ verdict }) => verdict === 'fail').length;
  const words = `${alarms} of ${of} runs that measured the same commit twice failed`;
  if (of < 2) return `False alarms: ${words}; it takes two or more to say how often.`;
  const known = { count: alarms, of, inflation: 1, degreesOfFreedom: of - 1 };
  const { low, high } = shareInterval(known);
  return `False alarms: ${words} [${formatShare(low)}, ${formatShare(high)}].`;
}
