import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Processes, zombies aside, whose command line holds the marker, as `ps` itself lists them. */
export function processesWith(marker: string): string[] {
  return execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(marker) && !/^\s*\d+\s+Z/.test(line));
}

/** Node processes that run the folder's script; not the shells around them. */
export function nodesIn(dir: string): string[] {
  return processesWith(`${process.execPath} ${dir}/server.mjs`);
}

/** Whether a process of this number runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' });
    return !state.startsWith('Z');
  } catch {
    return false;
  }
}

/** Resolves when the claim holds; rejects when it does not within the time. */
export async function eventually(
  claim: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const late = AbortSignal.timeout(withinMs);
  while (!(await holds())) {
    if (late.aborted) throw new Error(`not within ${withinMs} ms: ${claim}`);
    await sleep(10);
  }
}
