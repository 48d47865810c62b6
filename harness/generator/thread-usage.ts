import { readFileSync } from 'node:fs';

/** What the calling thread has had of the machine since it began. */
export interface ThreadUsage {
  /** Time on a processor. */
  readonly cpuNs: number;
  /** Time ready to run while no processor was free. */
  readonly waitNs: number;
  /** How often it was given a processor. */
  readonly timeslices: number;
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
