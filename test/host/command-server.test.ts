/** Commands as real processes: ready when they answer, gone when stopped, and why they failed. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { startTarget } from '../../harness/host/running-target.ts';
import { commandTarget, serverIn, serverScript } from './command-target.ts';
import { eventually, nodesIn, processesWith } from './processes.ts';
import '../support/plain-node.ts';

const linux = process.platform === 'linux';
const MS = 1e6;

t.test('commands: a port each, ready when healthy, gone when stopped', async (t) => {
  const dir = t.testdir({ 'server.mjs': serverScript });
  const target = commandTarget(`${serverIn(dir)} {port}`, {
    healthPath: '/health',
    cwd: dir,
    env: { MARK: 'here' },
  });
  const running = await startTarget(target, 2);
  for (const { url } of running.servers) {
    const health = await fetch(`${url}/health`);
    t.match([health.status, await health.text()], [200, 'here']);
  }
  t.equal(new Set(running.servers.map(({ url }) => url)).size, 2);
  t.same(await running.requests(), [null, null]);
  if (linux) t.ok(running.usage().every((one) => one && one.cpuNs > 1e6));
  await running.stop();
  t.same(processesWith(dir), []);
});

t.test('stops what does not want to stop, and what it has started', async (t) => {
  const dir = t.testdir({ 'server.mjs': serverScript });
  const server = `${serverIn(dir)} {port} stubborn`;
  const nested = `sh -c '${serverIn(dir)} 0 stubborn & wait' & ${server} & wait`;
  const running = await startTarget(commandTarget(nested), 1);
  await eventually('both servers run', () => nodesIn(dir).length === 2);
  await running.stop();
  t.same(processesWith(dir), []);
});

t.test('a command that fails says how, with its last output', async (t) => {
  const dir = t.testdir({ 'server.mjs': serverScript });
  const flood = "head -c 10000000 /dev/zero | tr '\\0' 'x'; echo; echo last words; exit 1";
  const table = [
    [
      'echo one {port}; echo two >&2; exit 3',
      /ended \(exit code 3\).*\n(.*\n)* {2}\| one \d+\n {2}\| two$/,
    ],
    ['kill -9 $$ # {port}', /ended \(killed by SIGKILL\) before it was ready/],
    ['no-such-program {port}', /exit code 127.*\n(.*\n)*.*no-such-program.*not found/],
    [`${flood} # {port}`, /last words$/],
    ['true {port}', /exit code 0.*\nCommand: true \d+\nIt wrote nothing\.$/],
  ] as const;
  for (const [text, message] of table) {
    const failed = startTarget(commandTarget(text), 1);
    await t.rejects(failed, { exit: 'target', message, next: /by hand/ }, text);
    const words: string = await failed.then(
      () => '',
      (error) => error.message,
    );
    t.ok(words.length < 10_000, 'a flood is not repeated');
  }
  const late = { readyTimeoutNs: 400 * MS };
  await t.rejects(startTarget(commandTarget(`sleep 1000 # ${dir} {port}`), 1, late), {
    exit: 'target',
    message: /was not ready within 0.4 s \(ECONNREFUSED\)/,
  });
  const sick = commandTarget(`${serverIn(dir)} {port}`, { healthPath: '/sick' });
  await t.rejects(startTarget(sick, 1, { readyTimeoutNs: 2000 * MS }), {
    exit: 'target',
    message: /was not ready within 2 s \(GET \/sick answered 503\)/,
  });
  await t.rejects(startTarget({ ...sick, cwd: `${dir}/no-such` }, 1), {
    exit: 'target',
    message: /Could not start "mine": .*ENOENT/,
  });
  t.same(processesWith(dir), []);
});

t.test('ports are told apart, and a port that is taken is named', async (t) => {
  const url = 'http://127.0.0.1:3999';
  const bad = [
    [commandTarget('serve', { url }), 2, /2 servers of "mine" cannot share the URL http:/],
    [commandTarget('serve {port}', { url }), 1, /in its command or in its URL, but not in both/],
    [commandTarget('serve'), 1, /in its command or in its URL, but not in both/],
    [commandTarget('serve', { url: 'nonsense' }), 1, /URL "nonsense" does not say/],
  ] as const;
  for (const [target, servers, message] of bad) {
    await t.rejects(startTarget(target, servers), { exit: 'usage', message, next: /./ });
  }
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = commandTarget('sleep 1000', { url: `http://127.0.0.1:${port}` });
  await t.rejects(startTarget(taken, 1), { exit: 'target', message: new RegExp(`Port ${port} `) });
  other.close();
});
