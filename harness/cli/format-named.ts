import type { Format } from '../../reports/format.ts';
import { lookUp } from '../model/registry.ts';

/**
 * The format of a name; a usage error if there is none. The chart library is loaded here and not
 * before: it takes longer than everything else, and a measurement does not need it.
 */
export async function formatNamed(name: string): Promise<Format> {
  const { formats } = await import('../../reports/formats/index.ts');
  return lookUp('format', formats, name);
}
