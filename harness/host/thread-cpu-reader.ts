import { closeSync, openSync } from 'node:fs';
import { schedstatNs } from './cpu-reader.ts';

/**
 * Reads the processor time of threads of this process over and over, in a few microseconds each:
 * their files stay open (Linux: `schedstat`, field 1). Close it when done.
 */
export class ThreadCpuReader {
  readonly #files: number[] = [];
  #gone = false;

  /** By the numbers that the system gave the threads. */
  constructor(threads: readonly number[]) {
    try {
      for (const thread of threads) {
        this.#files.push(openSync(`/proc/self/task/${thread}/schedstat`, 'r'));
      }
    } catch {
      this.#gone = true;
    }
  }

  /** Time on a processor of all of them since they began. Null when one is gone or not known. */
  cpuNs(): number | null {
    if (this.#gone) return null;
    try {
      return this.#files.reduce((sum, file) => sum + schedstatNs(file), 0);
    } catch {
      return null;
    }
  }

  close(): void {
    for (const file of this.#files) closeSync(file);
    this.#files.length = 0;
    this.#gone = true;
  }
}
