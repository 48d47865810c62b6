import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { liveProcesses, processStat } from '../../harness/host/process-table.ts';

const linux = process.platform === 'linux';

t.test('reads this process', { skip: !linux }, async (t) => {
  const stat = processStat(process.pid);
  t.match(stat, { pid: process.pid, state: /^[RSD]$/ });
  t.ok(stat && stat.startTicks > 0);
  const { user, system } = process.cpuUsage();
  // Both figures round down to steps of 10 ms.
  t.ok(stat && stat.cpuNs <= (user + system) * 1e3 && stat.cpuNs >= (user + system) * 1e3 - 1e8);
  t.ok(liveProcesses()?.some(({ pid }) => pid === process.pid));
});

t.test('a name with spaces and brackets shifts nothing', { skip: !linux }, async (t) => {
  const file = `${t.testdir()}/a ) R 1 (b`;
  const { copyFileSync } = await import('node:fs');
  copyFileSync('/bin/sleep', file);
  const child = spawn(file, ['60'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  t.match(processStat(child.pid ?? 0), { groupId: child.pid, childrenCpuNs: 0 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.equal(processStat(child.pid ?? 0), null);
});
