import { readdirSync, readFileSync } from 'node:fs';
import { isOf, liveProcesses, type ProcessStat } from './process-table.ts';

/** What a group of processes has taken from the machine since it began. */
export interface ProcessUsage {
  /**
   * User and system time of all live processes of the group and of the children they have waited
   * for. To the nanosecond while no thread and no child has ended; what ended counts in steps of
   * 10 ms. A thread that is on a processor right now is behind by up to a scheduler tick.
   */
  readonly cpuNs: number;
  /** Sum of the processes' own peaks: for one process its peak, for several an upper bound. */
  readonly rssBytesMax: number;
  /** The processes of the group. */
  readonly pids: readonly number[];
}

/** `/proc/PID/schedstat` tells of the main thread alone, so every thread is asked. */
function threadsCpuNs(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'))
      .reduce((sum, text) => sum + Number(text.split(' ', 1)[0]), 0);
  } catch {
    return 0;
  }
}

/** `VmHWM` is the largest resident set so far; 0 when the process has just gone. */
function rssBytesMax(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function usageOf(live: readonly ProcessStat[], groupId: number | null): ProcessUsage | null {
  const members = live.filter((stat) => groupId !== null && isOf(groupId, stat));
  if (members.length === 0) return null;
  return {
    cpuNs: members.reduce((sum, stat) => sum + cpuNsOf(stat, threadsCpuNs(stat.pid)), 0),
    rssBytesMax: members.reduce((sum, { pid }) => sum + rssBytesMax(pid), 0),
    pids: members.map(({ pid }) => pid),
  };
}

/** The figure in ticks is rounded down and knows ended threads: whichever is larger is nearer. */
export function cpuNsOf({ cpuNs, childrenCpuNs }: ProcessStat, threadsNs: number): number {
  return Math.max(threadsNs, cpuNs) + childrenCpuNs;
}

/**
 * Usage of each process group, in the order asked; null for none, for one that is gone, and where
 * the system has no `/proc`. Reads the table of processes once, some milliseconds on a busy
 * machine.
 */
export function groupUsages(
  groupIds: readonly (number | null)[],
): readonly (ProcessUsage | null)[] {
  if (groupIds.every((groupId) => groupId === null)) return groupIds.map(() => null);
  const live = liveProcesses() ?? [];
  return groupIds.map((groupId) => usageOf(live, groupId));
}
