import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package's own `package.json`, found upwards from here. */
export function toolVersion(): string {
  for (let dir = import.meta.dirname; dir !== dirname(dir); dir = dirname(dir)) {
    try {
      const found = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
      if (found.name === 'steelyard') return String(found.version);
    } catch {
      // No package.json here; one level up then.
    }
  }
  throw new Error('the package.json of steelyard is missing');
}
