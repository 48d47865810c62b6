import { exitCodes } from '../model/exit-code.ts';

/**
 * A signal that is aborted by the first Ctrl-C or SIGTERM, so that the run can stop its servers and
 * keep what it has. The second one ends the program at once; the reaper then stops the servers.
 */
export function interruptSignal(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted.code);
    process.stderr.write('\nstopping; once more ends at once\n');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
