/** The same API in another runtime, started by a command. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readTarget } from '../../harness/cli/target-text.ts';
import { deno, denoProgram } from '../../targets/commands/deno.ts';
import { shortTrial } from '../support/short-trial.ts';

const load = { model: 'closed', clients: 4, thinkNs: 0, durationNs: 1e9 } as const;

const installed = (): boolean => {
  try {
    return denoProgram() !== '';
  } catch {
    return false;
  }
};
const skip = installed() ? false : 'deno is not installed here';

t.test('Deno serves the item API; two servers have two ports', { skip }, async (t) => {
  const target = await readTarget('deno');
  t.equal(target.kind, 'command');
  const trial = await shortTrial({ target, servers: 2, load, outDir: t.testdir() });
  t.ok(trial.counts.completed > 100);
  t.equal(trial.counts.completed, trial.counts.sent, 'each answer is the right one');
  t.equal(trial.usage.target.servers.length, 2);
});

t.test('the program is looked for in one folder after the other', (t) => {
  const folder = t.testdir({ empty: {}, plain: { deno: 'no program' }, full: { deno: '' } });
  chmodSync(join(folder, 'full/deno'), 0o755);
  const folders = ['none', 'empty', 'plain', 'full'].map((name) => join(folder, name));
  t.equal(denoProgram(folders), join(folder, 'full/deno'));
  t.throws(() => denoProgram(folders.slice(0, 3)), {
    name: 'HarnessError',
    exit: 'target',
    message: /not installed/,
    next: /npm install/,
  });
  t.end();
});

t.test('the command names the program and the server', { skip }, (t) => {
  t.match(deno.command(), /^exec .*deno run .*item-server\.[jt]s \{port\}$/);
  t.end();
});

t.test('it has no settings', async (t) => {
  await t.rejects(readTarget('deno:workers=2'), { exit: 'usage', message: /has no settings/ });
  await t.rejects(readTarget('denno'), {
    exit: 'usage',
    message: /denno/,
    next: /Did you mean "deno"/,
  });
});
