import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Exported, importModule } from '../host/import-module.ts';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import { givenModules } from './given-modules.ts';

/** Imports a user's module. Throws an error that names the file and what went wrong in it. */
export async function importFile(path: string, exit: ExitName): Promise<Exported> {
  try {
    const typescript = ['.ts', '.mts', '.cts'].includes(extname(path));
    const wanted = typescript && readFileSync(path, 'utf8').includes('steelyard');
    return await importModule(path, wanted ? givenModules : {});
  } catch (error) {
    throw new HarnessError(
      exit,
      `Cannot load ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'Mend the file; running it with node alone shows where it fails.',
      { cause: error },
    );
  }
}
