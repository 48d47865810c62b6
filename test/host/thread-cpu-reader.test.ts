import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { ThreadCpuReader } from '../../harness/host/thread-cpu-reader.ts';

const linux = process.platform === 'linux';

/** Files of this kind that are open. */
function openFiles(): number {
  const links = readdirSync('/proc/self/fd').map((file) => {
    try {
      return readlinkSync(`/proc/self/fd/${file}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.endsWith('/schedstat')).length;
}

/** Works for so much of its own processor time whenever it is told to, and then says so. */
const code = `
  const { parentPort } = require('node:worker_threads');
  const { readFileSync, readlinkSync } = require('node:fs');
  const { basename } = require('node:path');
  const ownNs = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]);
  parentPort.on('message', (ns) => {
    for (const endNs = ownNs() + ns; ownNs() < endNs; );
    parentPort.postMessage('done');
  });
  parentPort.postMessage(Number(basename(readlinkSync('/proc/thread-self'))));
`;

t.test('counts the time of threads, and of no other', { skip: !linux }, async (t) => {
  const before = openFiles();
  const worker = new Worker(code, { eval: true });
  const [thread] = await once(worker, 'message');
  const reader = new ThreadCpuReader([thread]);
  const first = reader.cpuNs() ?? Number.NaN;
  worker.postMessage(50e6);
  const { user, system } = process.cpuUsage();
  await once(worker, 'message');
  const second = reader.cpuNs() ?? Number.NaN;
  t.ok(second - first >= 50e6, `${first} ns, then ${second} ns`);
  const now = process.cpuUsage();
  const whole = 1000 * (now.user + now.system - user - system);
  t.ok(second - first <= 1.1 * whole + 20e6, 'and not more than the process had');
  // Time of the main thread alone does not count.
  for (const end = now.user + 100_000; process.cpuUsage().user < end; );
  const third = reader.cpuNs() ?? Number.NaN;
  t.ok(third - second < 50e6, `${third - second} ns while another thread worked for 100 ms`);
  await worker.terminate();
  t.equal(reader.cpuNs(), null, 'a thread that has ended is not known');
  reader.close();
  t.equal(reader.cpuNs(), null, 'nor anything after the end');
  t.equal(openFiles(), before, 'no file left open');
  t.equal(new ThreadCpuReader([0]).cpuNs(), null, 'a number that no thread has');
});
