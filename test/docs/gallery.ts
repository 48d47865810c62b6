/**
 * Three reports from real runs, made in about five minutes: a comparison, growth over servers, and
 * a capacity. The targets' answers are known beforehand, so what was found is printed beside what
 * is true.
 *
 *     npm run docs:gallery
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readRecord } from '../../harness/session/store.ts';
import { main } from '../support/steelyard.ts';
import { examples, galleryDir } from './examples.ts';

/** How a measurement ends: pass, fail, inconclusive, invalid. All of them leave a report. */
const ENDINGS: readonly (number | null)[] = [0, 99, 111, 112];

for (const { name, words } of examples) {
  console.log(`\n$ steelyard ${words.join(' ')}\n`);
  const args = [main, ...words, '--out', join(galleryDir, name)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (!ENDINGS.includes(status)) process.exit(status ?? 1);
}

console.log('\nFound, and true:');
for (const { name, truths } of examples) {
  const record = await readRecord(join(galleryDir, name, 'record.json'));
  for (const { about, found, truth } of truths(record)) {
    console.log(`  ${about}: ${found}; true ${truth}`);
  }
  if (record.verdict !== 'invalid') continue;
  console.log(`  (${name} is not valid: something else ran on this machine. Run it again.)`);
}
for (const { name } of examples) console.log(`report: ${join(galleryDir, name, 'report.html')}`);
