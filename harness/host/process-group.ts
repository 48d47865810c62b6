import { setTimeout as sleep } from 'node:timers/promises';
import { isOf, liveProcesses, type ProcessStat, processStat } from './process-table.ts';

const POLL_MS = 20;
/** How long a process may take to end when it is asked to, before it is killed. */
const GRACE_MS = 2000;
/** How long the kernel may take to clear away what was killed. */
const KILL_MS = 2000;

/** What one process has started, itself included. It leads a group and a session of its own. */
export interface ProcessGroup {
  /** The leader's process number, which is the group's and the session's number too. */
  readonly id: number;
  /** When the leader started; null where the system does not tell. */
  readonly startTicks: number | null;
}

/** The group of a process that has just been started as a leader. */
export function groupLedBy(pid: number): ProcessGroup {
  return { id: pid, startTicks: processStat(pid)?.startTicks ?? null };
}

/**
 * Whether the number has been given to another process since. It is not while a process of the
 * group lives, so one whose leader is gone is still ours.
 */
function isStranger({ id, startTicks }: ProcessGroup): boolean {
  const now = processStat(id)?.startTicks ?? null;
  return now !== null && startTicks !== null && now !== startTicks;
}

/** Sends a signal, or only looks with 0. False when there is nobody to take it. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ESRCH') return false;
    // macOS answers so for a group of zombies, Linux for processes of another user: they exist.
    if (code === 'EPERM') return true;
    throw error;
  }
}

/** The processes that still run; null where the system does not list them. */
function membersOf({ id }: ProcessGroup): ProcessStat[] | null {
  return liveProcesses()?.filter((stat) => isOf(id, stat)) ?? null;
}

function signalAll(group: ProcessGroup, name: NodeJS.Signals): void {
  // At once to all of the group, so that none can start another in between.
  signal(-group.id, name);
  const strays = membersOf(group)?.filter(({ groupId }) => groupId !== group.id) ?? [];
  for (const { pid } of strays) signal(pid, name);
}

/** Whether anything of the group still runs. Zombies do not count: nothing can end them. */
export function groupAlive(group: ProcessGroup): boolean {
  if (isStranger(group)) return false;
  const members = membersOf(group);
  return members === null ? signal(-group.id, 0) : members.length > 0;
}

async function groupGone(group: ProcessGroup, withinMs: number): Promise<boolean> {
  const late = AbortSignal.timeout(withinMs);
  while (groupAlive(group)) {
    if (late.aborted) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Ends every process of the group: asked with SIGTERM, killed after two seconds, waited for.
 * Resolves with false when something outlives even SIGKILL. A daemon, which has left its group and
 * its session, is out of reach.
 */
export async function endGroup(group: ProcessGroup): Promise<boolean> {
  if (!groupAlive(group)) return true;
  signalAll(group, 'SIGTERM');
  if (await groupGone(group, GRACE_MS)) return true;
  signalAll(group, 'SIGKILL');
  return groupGone(group, KILL_MS);
}
