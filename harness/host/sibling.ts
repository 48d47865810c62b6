import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A file beside this folder, given without its extension. It gets the extension that this very file
 * runs with: `.js` when compiled, `.ts` from source.
 */
export function siblingFile(path: string): string {
  return fileURLToPath(new URL(path + extname(import.meta.filename), import.meta.url));
}

/**
 * Flags of Node.js for a process of ours. From source, whatever lets us load it is needed there as
 * well; compiled, nothing is: a debugger's port, a profiler or a test runner's loader was meant for
 * the process that was started with it. `NODE_OPTIONS` is for all of them.
 */
export const siblingFlags = (): readonly string[] =>
  extname(import.meta.filename) === '.ts' ? process.execArgv : [];
