/** A process tells what it has used by its own account; the reading from outside must agree. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { groupUsages } from '../../harness/host/process-usage.ts';

const linux = process.platform === 'linux';

/** Burns some processor time in a thread that lives and one that ends, and in a child of its own. */
const BURN = `
import { execFileSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
const spin = (ms) => { const end = process.cpuUsage().user + ms * 1e3; while (process.cpuUsage().user < end); };
const ballast = Buffer.alloc(64e6, 1);
const body = 'const t = process.hrtime(); while (process.hrtime(t)[1] < 150e6);';
const kept = new Worker(body + "; setInterval(() => {}, 1e6);", { eval: true });
const gone = new Worker(body, { eval: true });
await new Promise((resolve) => gone.once('exit', resolve));
execFileSync(process.execPath, ['-e', 'const t = process.hrtime(); while (process.hrtime(t)[1] < 150e6);']);
spin(100);
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ cpuNs: (user + system) * 1e3, ballast: ballast.length }));
`;

async function burner(dir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [`${dir}/burn.mjs`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  return child;
}

t.test('counts threads, ended threads, and children', { skip: !linux }, async (t) => {
  const child = await burner(t.testdir({ 'burn.mjs': BURN }));
  t.teardown(() => child.kill('SIGKILL'));
  const [line]: Buffer[] = child.stdout ? await once(child.stdout, 'data') : [];
  const own: { readonly cpuNs: number; readonly ballast: number } = JSON.parse(`${line}`);
  const [none, usage] = groupUsages([null, child.pid ?? 0]);
  t.equal(none, null);
  // The child process comes on top of the process's own account. Spinning is by the wall clock
  // there, so on a busy machine it may have had little of a processor, but its start costs some.
  t.ok(usage && usage.cpuNs > own.cpuNs + 10e6, `${usage?.cpuNs} > ${own.cpuNs}`);
  t.ok(usage && usage.cpuNs < own.cpuNs + 2e9);
  t.ok(usage && usage.rssBytesMax > own.ballast);
});

t.test(
  'adds up the whole group, and knows nothing of a group that is gone',
  { skip: !linux },
  async (t) => {
    const command = 'sleep 60 & sleep 60 & sleep 60';
    const child = spawn('sh', ['-c', command], { detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const one = groupUsages([pid])[0]?.rssBytesMax ?? 0;
    t.ok(one > 0);
    process.kill(-pid, 'SIGKILL');
    await once(child, 'exit');
    while (groupUsages([pid])[0]) await new Promise(setImmediate);
    t.same(groupUsages([pid]), [null]);
  },
);
