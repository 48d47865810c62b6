import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { main } from '../support/steelyard.ts';
import { type Example, galleryDir } from './examples.ts';

/** How a measurement ends: pass, fail, inconclusive, invalid. All of them leave a report. */
const ENDINGS: readonly (number | null)[] = [0, 99, 111, 112];

/** Measures an example as a user would, with everything to be seen, into its gallery's folder. */
export function measureExample({ name, words }: Example): void {
  console.log(`\n$ steelyard ${words.join(' ')}\n`);
  const args = [main, ...words, '--out', join(galleryDir, name)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (!ENDINGS.includes(status)) process.exit(status ?? 1);
}
