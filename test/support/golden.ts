/**
 * Golden files: what the product prints, kept under `test/golden/` so that a change of it is
 * reviewed like a change of code. `npm run snap` writes them anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { treeRoot } from './tidy/source-file.ts';

/** The same convention as tap's own snapshots. */
const writes = process.env['TAP_SNAPSHOT'] === '1' || process.env['npm_lifecycle_event'] === 'snap';

/** Holds a text against `test/golden/<name>`, or writes that file when snapshots are renewed. */
export function matchGolden(t: Test, text: string, name: string): void {
  const path = join(treeRoot(), 'test', 'golden', name);
  if (writes) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  t.equal(text, readFileSync(path, 'utf8'), `${name} is as it was; npm run snap renews it`);
}
