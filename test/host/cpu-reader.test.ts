import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import t from 'tap';
import { CpuReader } from '../../harness/host/cpu-reader.ts';
import '../support/plain-node.ts';

const linux = process.platform === 'linux';

const openFiles = (): number => readdirSync('/proc/self/fd').length;

t.test('counts on while the process works', { skip: !linux }, async (t) => {
  const reader = new CpuReader([process.pid]);
  const first = reader.cpuNs() ?? Number.NaN;
  // The system's own account of the same time, which ends the work.
  const { user, system } = process.cpuUsage();
  let spent = process.cpuUsage();
  while (spent.user + spent.system < user + system + 50_000) spent = process.cpuUsage();
  const second = reader.cpuNs() ?? Number.NaN;
  t.ok(second - first >= 40e6, `${first} ns, then ${second} ns`);
  t.ok(second <= 1.1 * 1000 * (spent.user + spent.system) + 60e6, 'and not more than there was');
  reader.close();
});

t.test(
  'a process that has gone is not known, and files are closed',
  { skip: !linux },
  async (t) => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    const before = openFiles();
    const reader = new CpuReader([child.pid ?? 0]);
    t.type(reader.cpuNs(), 'number');
    child.stdin.end();
    await once(child, 'exit');
    t.equal(reader.cpuNs(), null);
    reader.close();
    t.equal(reader.cpuNs(), null, 'nor anything after the end');
    t.ok(openFiles() <= before, 'no file left open');
    t.equal(new CpuReader([2 ** 30]).cpuNs(), null, 'a number that nobody has');
  },
);
