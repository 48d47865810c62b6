import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { endGroup, groupAlive, groupLedBy } from '../../harness/host/process-group.ts';
import { eventually, processesWith } from './processes.ts';

const linux = process.platform === 'linux';

async function shell(script: string): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  return { child, pid: child.pid ?? 0 };
}

t.test('ends all of it, and knows when', async (t) => {
  const { child, pid } = await shell('sleep 100 & sleep 100 & wait');
  const group = groupLedBy(pid);
  t.ok(groupAlive(group));
  const exit = once(child, 'exit');
  t.ok(await endGroup(group));
  t.notOk(groupAlive(group));
  t.same(await exit, [null, 'SIGTERM']);
  t.ok(await endGroup(group), 'nothing to do any more');
});

t.test('ends what the leader has left behind', async (t) => {
  const dir = t.testdir();
  const { child, pid } = await shell(`sh -c 'sleep 100; : ${dir}' & exit 0`);
  const group = groupLedBy(pid);
  await once(child, 'exit');
  await eventually('the job runs', () => processesWith(dir).length === 1);
  t.ok(groupAlive(group));
  t.ok(await endGroup(group));
  t.same(processesWith(dir), []);
});

t.test('ends jobs that have a group of their own', { skip: !linux }, async (t) => {
  const dir = t.testdir();
  const { child, pid } = await shell(`set -m; sh -c 'sleep 100; : ${dir}' & exit 0`);
  const group = groupLedBy(pid);
  await once(child, 'exit');
  await eventually('the job runs', () => processesWith(dir).length === 1);
  t.ok(await endGroup(group));
  t.same(processesWith(dir), []);
});

t.test('spares a process that got the same number later', { skip: !linux }, async (t) => {
  const { child, pid } = await shell('sleep 100');
  const group = { ...groupLedBy(pid), startTicks: 1 };
  t.notOk(groupAlive(group));
  t.ok(await endGroup(group));
  t.ok(groupAlive(groupLedBy(pid)));
  process.kill(-pid, 'SIGKILL');
  await once(child, 'exit');
});
