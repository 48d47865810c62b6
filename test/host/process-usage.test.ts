/** A process tells what it has used by its own account; the reading from outside must agree. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { groupUsages } from '../../harness/host/process-usage.ts';

const linux = process.platform === 'linux';

/** Works in a thread that lives on, in one that ends, and in a child; tells what it cost. */
const BURN = `
import { execFileSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
const work = 'let x = 0; for (let i = 0; i < 15e6; i += 1) x += Math.sqrt(i);';
const ballast = Buffer.alloc(64e6, 1);
const tell = "; parentPort.postMessage('done');";
const port = "const { parentPort } = require('node:worker_threads');";
const kept = new Worker(port + work + tell + 'setInterval(() => {}, 1e6);', { eval: true });
const gone = new Worker(work, { eval: true });
await Promise.all([
  new Promise((resolve) => gone.once('exit', resolve)),
  new Promise((resolve) => kept.once('message', resolve)),
]);
const account = 'const { user, system } = process.cpuUsage(); console.log((user + system) * 1e3)';
const child = execFileSync(process.execPath, ['-e', work + account], { encoding: 'utf8' });
const { user, system } = process.cpuUsage();
const cpuNs = (user + system) * 1e3;
console.log(JSON.stringify({ cpuNs, childCpuNs: Number(child), ballast: ballast.length }));
`;

/** Figures in ticks of 10 ms are rounded down, four of them here. */
const ROUNDING_NS = 40e6;

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
  const own: Readonly<Record<'cpuNs' | 'childCpuNs' | 'ballast', number>> = JSON.parse(`${line}`);
  const [none, usage] = groupUsages([null, child.pid ?? 0]);
  t.equal(none, null);
  const cpuNs = own.cpuNs + own.childCpuNs;
  t.ok(own.childCpuNs > 2 * ROUNDING_NS, 'each part weighs more than the rounding');
  t.ok(usage && usage.cpuNs > cpuNs - ROUNDING_NS, `${usage?.cpuNs} of ${cpuNs}`);
  // What either process does after it has looked at its own account.
  t.ok(usage && usage.cpuNs < cpuNs + 1e9);
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
