import { readFileSync } from 'node:fs';

/** What the calling thread has had of the machine since it began. */
export interface ThreadUsage {
  /** Time on a processor. */
  readonly cpuNs: number;
  /** Time ready to run while no processor was free. */
  readonly waitNs: number;
}

/**
 * Reads the calling thread's scheduler statistics (Linux: `/proc/thread-self/schedstat`, fields 1
 * and 2, nanoseconds). Null where the system has none.
 */
export function threadUsage(): ThreadUsage | null {
  try {
    const [cpuNs, waitNs] = readFileSync('/proc/thread-self/schedstat', 'utf8')
      .split(' ')
      .map(Number);
    return cpuNs === undefined || waitNs === undefined ? null : { cpuNs, waitNs };
  } catch {
    return null;
  }
}
