import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a user's module exports. */
export type Exported = Readonly<Record<string, unknown>>;

/** What names of modules mean, installed or not: files to import. */
export type GivenModules = Readonly<Record<string, string>>;

/**
 * Imports a user's module. TypeScript goes the same way on every version of Node.js, of which the
 * oldest has no way of its own; its types are taken away and not checked. Throws what it throws.
 */
export async function importModule(path: string, given: GivenModules = {}): Promise<Exported> {
  const isGiven = Object.keys(given).length > 0;
  if (!isGiven && !['.ts', '.mts', '.cts'].includes(extname(path))) {
    return import(pathToFileURL(path).href);
  }
  // Loaded only when needed: it takes as long as everything else together.
  const { createJiti } = await import('jiti');
  const virtualModules: Record<string, unknown> = {};
  for (const [name, file] of Object.entries(given)) {
    virtualModules[name] = await import(pathToFileURL(file).href);
  }
  const jiti = createJiti(path, { fsCache: false, moduleCache: false, virtualModules });
  return jiti.import<Exported>(path);
}
