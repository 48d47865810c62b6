import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** What the calling thread has had of the machine since it began. */
export interface ThreadUsage {
  /** Time on a processor. */
  readonly cpuNs: number;
  /** Time ready to run while no processor was free. */
  readonly waitNs: number;
  /** How often it was given a processor. */
  readonly timeslices: number;
}

/** The system's number of the calling thread (Linux); 0 where there is none. */
export function threadNumber(): number {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')));
  } catch {
    return 0;
  }
}

/**
 * Reads the calling thread's scheduler statistics (Linux: `/proc/thread-self/schedstat`, fields 1
 * to 3: nanoseconds, nanoseconds, a count). Null where the system has none.
 */
export function threadUsage(): ThreadUsage | null {
  try {
    const [cpuNs, waitNs, timeslices] = readFileSync('/proc/thread-self/schedstat', 'utf8')
      .split(' ')
      .map(Number);
    if (cpuNs === undefined || waitNs === undefined || timeslices === undefined) return null;
    return { cpuNs, waitNs, timeslices };
  } catch {
    return null;
  }
}
