import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's clock tick in its figures for user space: 10 ms on every architecture. */
const NS_PER_TICK = 1e7;

/** One process as `/proc/PID/stat` tells of it, see proc(5). */
export interface ProcessStat {
  readonly pid: number;
  /** One letter; `Z` has ended and is only kept until its parent asks for its exit code. */
  readonly state: string;
  readonly groupId: number;
  readonly sessionId: number;
  /** In ticks since the machine started: with `pid` it names one process for good. */
  readonly startTicks: number;
  /** User and system time of all its threads, ended ones too, in steps of 10 ms. */
  readonly cpuNs: number;
  /** The same of children that have ended and that it has waited for. */
  readonly childrenCpuNs: number;
}

/** Reads one process; null when it is gone or the system has no `/proc`. */
export function processStat(pid: number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** Reads the text of a `/proc/PID/stat`. */
export function parseStat(text: string): ProcessStat {
  // The name in brackets may hold spaces and brackets, so fields are counted from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (index: number): number => Number(fields[index]);
  return {
    pid: Number.parseInt(text, 10),
    state: fields[0] ?? '?',
    groupId: field(2),
    sessionId: field(3),
    startTicks: field(19),
    cpuNs: (field(11) + field(12)) * NS_PER_TICK,
    childrenCpuNs: (field(13) + field(14)) * NS_PER_TICK,
  };
}

/** All processes that are not mere zombies; null when the system has no `/proc`. */
export function liveProcesses(): ProcessStat[] | null {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return null;
  }
  const found = names.flatMap((name) => {
    const stat = /^\d+$/.test(name) ? processStat(Number(name)) : null;
    return stat === null || stat.state === 'Z' || stat.state === 'X' ? [] : [stat];
  });
  return found.length > 0 ? found : null;
}

/**
 * Whether a process belongs to what the leader, started in a session of its own, has started in
 * turn: it is still in the leader's group or, having left that as shells make their jobs do, in its
 * session. Daemons leave both.
 */
export function isOf(leader: number, stat: ProcessStat): boolean {
  return stat.groupId === leader || stat.sessionId === leader;
}
