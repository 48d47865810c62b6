import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';

/** Imports a user's module. Throws an error that names the file and what went wrong in it. */
export async function importFile(path: string, exit: ExitName): Promise<Record<string, unknown>> {
  const typescript = ['.ts', '.mts'].includes(extname(path));
  if (typescript && !('typescript' in process.features && process.features.typescript)) {
    throw new HarnessError(
      exit,
      `Node.js ${process.version} cannot run ${path} as it is.`,
      'Use Node.js 22.18 or later, or compile the file to JavaScript.',
    );
  }
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new HarnessError(
      exit,
      `Cannot load ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'Mend the file; running it with node alone shows where it fails.',
      { cause: error },
    );
  }
}
