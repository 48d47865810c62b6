import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { parseStat } from './process-table.ts';
import { cpuNsOf } from './process-usage.ts';

/** A process's files in `/proc`, held open. */
interface Files {
  readonly stat: number;
  /** One for each thread it had in the beginning. */
  readonly schedstats: readonly number[];
}

/** Longer than any of these files. */
const room = Buffer.alloc(1024);

/** From the file's beginning, as the kernel writes it anew for each such read. */
const read = (file: number): string =>
  room.toString('latin1', 0, readSync(file, room, 0, room.length, 0));

/** A thread's time on a processor by its open `schedstat`. Throws when the thread has ended. */
export const schedstatNs = (file: number): number => Number(read(file).split(' ', 1)[0]);

/** 0 for a thread that has ended; the process's own figure then knows of its time. */
function threadNs(schedstat: number): number {
  try {
    return schedstatNs(schedstat);
  } catch {
    return 0;
  }
}

/**
 * Reads the processor time of a few processes over and over, in a few microseconds for each of
 * their threads: their files stay open, because opening them takes most of the time, and whoever
 * reads may be on the processor that a measurement needs. Close it when done.
 */
export class CpuReader {
  readonly #processes: Files[] = [];
  #gone = false;

  constructor(pids: readonly number[]) {
    for (const pid of pids) this.#open(pid);
  }

  #open(pid: number): void {
    try {
      const stat = openSync(`/proc/${pid}/stat`, 'r');
      const schedstats: number[] = [];
      this.#processes.push({ stat, schedstats });
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        schedstats.push(openSync(`/proc/${pid}/task/${thread}/schedstat`, 'r'));
      }
    } catch {
      this.#gone = true;
    }
  }

  /** All processes together, as in `ProcessUsage`. Null when one of them is gone. */
  cpuNs(): number | null {
    if (this.#gone) return null;
    try {
      let sum = 0;
      for (const { stat, schedstats } of this.#processes) {
        const threadsNs = schedstats.reduce((ns, file) => ns + threadNs(file), 0);
        sum += cpuNsOf(parseStat(read(stat)), threadsNs);
      }
      return sum;
    } catch {
      return null;
    }
  }

  close(): void {
    for (const { stat, schedstats } of this.#processes) {
      closeSync(stat);
      for (const file of schedstats) closeSync(file);
    }
    this.#processes.length = 0;
    this.#gone = true;
  }
}
