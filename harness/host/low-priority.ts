import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets this process run only where no other wants to: the lowest priority, for every thread that it
 * has by now and for those that they start. Linux gives priorities to threads, others to processes.
 */
export function stepBack(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // A thread that has just ended; or a system that does not allow it, which is as before.
    }
  }
}

function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [process.pid];
  }
}
