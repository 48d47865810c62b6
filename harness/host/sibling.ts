import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A file beside this folder, given without its extension. It gets the extension that this very file
 * runs with: `.js` when compiled, `.ts` from source.
 */
export function siblingFile(path: string): string {
  return fileURLToPath(new URL(path + extname(import.meta.filename), import.meta.url));
}
