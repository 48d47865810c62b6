import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { checkOperations, readBaseline } from '../../harness/cli/objective-options.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { fingerprint } from '../../harness/host/machine.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { sampleRecords } from '../support/sample-record.ts';

const objectives = (...texts: readonly string[]) => texts.map(parseObjective);

t.test('an operation must be one of the scenario', async (t) => {
  const request = '';
  const operations = ['read', 'write'].map((name) => ({ name, request }));
  const scenario = { name: 'shop', about: '', protocol: 'http1', operations };
  checkOperations(objectives('p99(read)<5ms', 'errors<1%'), scenario);
  t.throws(() => checkOperations(objectives('p99(raed)<5ms'), scenario), {
    exit: 'usage',
    message: 'The objective "p99(raed) < 5ms" is of an operation that the scenario shop has not.',
    next: 'Did you mean "read"? Its operations: read, write.',
  });
});

/** The record of another run, here or elsewhere. */
function saved(t: Test, change: Partial<RunRecord> = {}): string {
  const path = join(t.testdir(), 'record.json');
  const record = { ...sampleRecords.compare(), environment: fingerprint(), ...change };
  writeFileSync(path, JSON.stringify(record));
  return path;
}

const [trial] = sampleRecords.compare().trials;
const asked = {
  target: trial?.target ?? '',
  servers: trial?.servers ?? 0,
  scenario: trial?.scenario ?? '',
  load: trial?.load ?? { model: 'open', phases: [] },
} as const;
const relative = objectives('p99 < baseline + 5%');

t.test('the trials of a baseline that measured the same', async (t) => {
  const same = await readBaseline(relative, saved(t), asked);
  t.strictSame([...new Set(same.map(({ target }) => target))], [asked.target]);
  t.ok(same.length > 1 && same.every(({ load }) => load.model === 'open'));
  t.strictSame(await readBaseline(objectives('p99<5ms'), undefined, asked), []);
});

t.test('a baseline under another name, where there is only one', async (t) => {
  const trials = sampleRecords.compare().trials.filter(({ target }) => target === 'express');
  const path = saved(t, { trials });
  t.ok((await readBaseline(relative, path, { ...asked, target: 'mine' })).length > 0);
});

t.test('what does not go together is refused', async (t) => {
  const refused = async (
    given: Parameters<typeof readBaseline>,
    message: RegExp,
  ): Promise<void> => {
    await t.rejects(readBaseline(...given), { exit: 'usage', message });
  };
  await refused([relative, undefined, asked], /speaks of a baseline, and there is none/);
  await refused([objectives('p99<5ms'), 'x.json', asked], /No objective speaks of the baseline/);
  await refused([relative, saved(t), { ...asked, servers: 9 }], /has no valid trial of the same/);
  const named = { ...asked, target: 'mine' };
  await refused([relative, saved(t), named], /fastify and node-http and express, but not mine/);
  const environment = { ...fingerprint(), cores: 999, os: 'another' };
  const elsewhere = saved(t, { environment });
  await refused([relative, elsewhere, asked], /another machine: os another there, .*cores 999/);
});
