import { readFileSync } from 'node:fs';
import { HarnessError } from '../model/harness-error.ts';
import type { TlsTrust } from '../session/session.ts';
import type { MeasuringOptions } from './measuring-command.ts';

/** What to trust. Throws a usage error for a file that cannot be read. */
export function readTls(options: Pick<MeasuringOptions, 'insecure' | 'ca'>): TlsTrust {
  const insecure = options.insecure === true;
  if (options.ca === undefined) return { insecure };
  try {
    return { insecure, ca: readFileSync(options.ca, 'utf8') };
  } catch (error) {
    throw new HarnessError(
      'usage',
      `Cannot read the authorities: ${error instanceof Error ? error.message : String(error)}.`,
      'Give --ca the path of a PEM file.',
      { cause: error },
    );
  }
}
