import { exitCodes } from '../model/exit-code.ts';

/**
 * Does work with a signal that the first Ctrl-C or SIGTERM aborts, so that servers are stopped and
 * finished trials kept. The second one ends the program at once; the reaper then stops the servers.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted.code);
    process.stderr.write('\nstopping; once more ends at once\n');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, interrupt);
  }
}
