/** Processors: parted between the generator and the servers, and kept to. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { readCores } from '../../harness/doctor/system.ts';
import {
  besideGenerator,
  canPin,
  parseCores,
  pinGroup,
  planPinning,
  usableCores,
} from '../../harness/host/pinning.ts';
import '../support/plain-node.ts';

t.test('lists of processors', async (t) => {
  t.strictSame(parseCores('0-2,5'), [0, 1, 2, 5]);
  t.strictSame(parseCores('7'), [7]);
  t.strictSame(parseCores(''), []);
});

t.test('the plan: the generator first, the servers share the rest', async (t) => {
  const cores = [0, 1, 2, 3, 4, 5];
  t.strictSame(planPinning(cores, { workers: 2, processes: 2 }), {
    generator: [0, 1],
    servers: [
      [2, 3],
      [4, 5],
    ],
  });
  t.strictSame(planPinning([0, 1], { workers: 1, processes: 3 }).servers, [[1], [1], [1]]);
  t.strictSame(planPinning(cores, { workers: 1, processes: 4 }).servers, [[1], [2], [3], [4]]);
  t.throws(() => planPinning([0, 1], { workers: 2, processes: 1 }), /each of 2 workers/);
});

t.test('servers where they are asked to be, and the generator elsewhere', async (t) => {
  const cores = [0, 1, 2, 3];
  t.strictSame(planPinning(cores, { workers: 1, processes: 2, asked: [3, 1] }), {
    generator: [0, 2],
    servers: [[3], [1]],
  });
  const asked = (list: readonly number[]) => () =>
    planPinning(cores, { workers: 1, processes: 1, asked: list });
  t.throws(asked([4]), { exit: 'usage', message: /processor 4, and only 0, 1, 2, 3 can be used/ });
  t.throws(asked(cores), { exit: 'usage', message: /the generator has none left/ });
});

t.test('the rest of this process is beside its generator threads', async (t) => {
  const cores = [0, 1, 2, 3];
  const tight = planPinning(cores, { workers: 1, processes: 2 });
  t.strictSame(
    besideGenerator(cores, tight, 1),
    [1, 2, 3],
    'a core for each thread is none to spare',
  );
  const roomy = planPinning(cores, { workers: 1, processes: 2, asked: [3, 1] });
  t.strictSame(
    besideGenerator(cores, roomy, 1),
    [0, 2],
    'it keeps away from the servers if it can',
  );
});

t.test('a process is where it was put', { skip: process.platform !== 'linux' }, async (t) => {
  const [core = 0] = usableCores();
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  const pid = child.pid ?? 0;
  await pinGroup(pid, [core]);
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  t.match(status, new RegExp(`^Cpus_allowed_list:\\s*${core}$`, 'm'));
});

t.test('where there is no taskset nothing is pinned', async (t) => {
  const { PATH = '' } = process.env;
  t.teardown(() => {
    process.env['PATH'] = PATH;
  });
  const isOn = usableCores().length > 1 && readCores().taskset;
  t.equal(await canPin(), isOn);
  process.env['PATH'] = '/nowhere';
  t.equal(await canPin(), false);
});
