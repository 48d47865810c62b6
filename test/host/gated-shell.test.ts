import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { gatedShell } from '../../harness/host/gated-shell.ts';

t.test('a command whose gate is never opened does nothing', async (t) => {
  const dir = t.testdir();
  const { child } = gatedShell(`touch ${dir}/ran`, { env: process.env });
  const exit = once(child, 'exit');
  // This is how it looks from there when we are killed.
  for (const stream of child.stdio) stream?.destroy();
  t.same(await exit, [1, null]);
  t.notOk(existsSync(`${dir}/ran`));
});

t.test('a command whose gate is opened runs as it would by itself', async (t) => {
  const dir = t.testdir();
  const command = `echo "$MARK" 'a  b' $((1 + 1)) > out; ls /proc/$$/fd > fds; exit 3`;
  const { child, open } = gatedShell(command, { cwd: dir, env: { ...process.env, MARK: 'here' } });
  open();
  t.same(await once(child, 'exit'), [3, null]);
  t.equal(readFileSync(`${dir}/out`, 'utf8'), 'here a  b 2\n');
  if (process.platform !== 'linux') return;
  t.notMatch(readFileSync(`${dir}/fds`, 'utf8'), /^3$/m, 'the gate is not passed on');
});

t.test('a folder that is not there is an error, not a crash', async (t) => {
  const { child, open } = gatedShell('true', { cwd: '/no/such/folder', env: process.env });
  open();
  t.match(await once(child, 'error'), [{ code: 'ENOENT' }]);
});
