/**
 * Three reports from real runs, made in about five minutes: a comparison, growth over servers, and
 * a capacity. The targets' answers are known beforehand, so what was found is printed beside what
 * is true.
 *
 *     npm run docs:gallery
 */
import { join } from 'node:path';
import { readRecord } from '../../harness/session/store.ts';
import { examples, galleryDir } from './examples.ts';
import { measureExample } from './measured-example.ts';

for (const example of examples) measureExample(example);

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
