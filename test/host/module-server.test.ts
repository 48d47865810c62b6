/** Server modules as real processes: they answer, count and stop, and say what failed. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { processStat } from '../../harness/host/process-table.ts';
import { startTarget } from '../../harness/host/running-target.ts';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import type { ModuleTarget } from '../../harness/model/target.ts';
import { targets } from '../../targets/index.ts';
import { isRunning, processesWith } from './processes.ts';
import '../support/plain-node.ts';

const linux = process.platform === 'linux';
const MS = 1e6;

t.test('server modules: processes of their own that answer, count and stop', async (t) => {
  const running = await startTarget(parseModuleTarget('node-http', targets), 2);
  const pids = running.servers.map(({ pid }) => pid ?? 0);
  t.equal(new Set([...pids, process.pid]).size, 3);
  if (linux)
    t.same(
      pids.map((pid) => processStat(pid)?.groupId),
      pids,
      'each leads a group',
    );
  const [first, second] = running.servers;
  for (let sent = 0; sent < 25; sent += 1) {
    t.equal((await fetch(`${first?.url}/items/1`)).status, 200);
  }
  t.equal((await fetch(`${second?.url}/nowhere`)).status, 404);
  t.same(await running.requests(), [25, 1], 'exact counts');
  t.same(await Promise.all([running.requests(), running.requests()]), [
    [25, 1],
    [25, 1],
  ]);
  const usage = running.usage();
  if (linux) t.ok(usage.every((one) => one && one.cpuNs > 1e6 && one.rssBytesMax > 1e7));
  await Promise.all([running.stop(), running.stop()]);
  t.same(pids.map(isRunning), [false, false]);
  t.same(await running.requests(), [null, null]);
  t.same(running.usage(), [null, null]);
});

t.test('a server is told its place and the seed of the trial', async (t) => {
  const stampsOf = async (servers: number, seed: number): Promise<readonly string[]> => {
    const target = parseModuleTarget('queue:serviceUs=100', targets);
    const running = await startTarget(target, servers, { seed });
    const services = running.servers.map(async ({ url }) => {
      const { startNs, finishNs } = JSON.parse(await (await fetch(`${url}/`)).text());
      return String(finishNs - startNs);
    });
    const all = await Promise.all(services);
    await running.stop();
    return all;
  };
  const [first, second] = await stampsOf(2, 1);
  t.not(first, second, 'each server has chance of its own');
  t.strictSame(await stampsOf(1, 1), [first], 'the same trial again');
  t.not((await stampsOf(1, 2))[0], first, 'another trial');
});

t.test('settings reach the server module, and its refusal comes back', async (t) => {
  const good = await startTarget(parseModuleTarget('pooled:slots=1,serviceMs=1', targets), 1);
  t.equal(await (await fetch(good.servers[0]?.url ?? '')).text(), 'Hello, World!');
  await good.stop();
  await t.rejects(startTarget(parseModuleTarget('pooled:slots=0.5', targets), 2), {
    exit: 'usage',
    message: /Could not start server \d of 2 of "pooled:slots=0.5".*slots=0.5/,
    next: /whole number/,
  });
});

t.test("a user's own server module", async (t) => {
  const good = `{ name: 'own', about: 'x', protocol: 'http1', options: { a: 1 },
    async start({ a }) {
      const server = createServer((_, response) => response.end(String(a)));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      return { port: server.address().port, requests: () => 42, close: async () => server.close() };
    } }`;
  const dir = t.testdir({
    'default.mjs': `import { createServer } from 'node:http'; export default ${good}`,
    'named.mjs': `import { createServer } from 'node:http'; export const target = ${good}`,
    'nothing.mjs': 'export const other = 1;',
    'shapeless.mjs': "export default { name: 'x', options: {} };",
    'broken.mjs': "throw new Error('out of order');",
    'syntax.mjs': 'export default {',
    'exits.mjs': "console.error('bye'); process.exit(9);",
    'mute.mjs':
      "const { default: server } = await import('./default.mjs');" +
      'export default { ...server, start: () => new Promise(() => {}) };',
  });
  const own = (file: string, options = {}): ModuleTarget => {
    const module = `${dir}/${file}`;
    return { kind: 'module', name: 'own', protocol: 'http1', server: 'own', module, options };
  };
  for (const file of ['default.mjs', 'named.mjs']) {
    const running = await startTarget(own(file, { a: 5 }), 1);
    t.equal(await (await fetch(running.servers[0]?.url ?? '')).text(), '5', file);
    t.same(await running.requests(), [42]);
    await running.stop();
  }
  const table = [
    ['nothing.mjs', 'usage', /neither a default export nor one named "target"/],
    ['shapeless.mjs', 'usage', /not a server module: no protocol, such as "http1", no start/],
    ['broken.mjs', 'target', /Could not start "own": Error: out of order/],
    ['syntax.mjs', 'target', /SyntaxError/],
    ['missing.mjs', 'target', /missing\.mjs/],
    ['exits.mjs', 'target', /"own" ended \(exit code 9\) before it was ready\.\n.*\n {2}\| bye/],
  ] as const;
  for (const [file, exit, message] of table) {
    await t.rejects(startTarget(own(file), 1), { exit, message, next: /\w/ }, file);
  }
  await t.rejects(startTarget(own('default.mjs', { b: 1 }), 1), { message: /no setting "b"/ });
  await t.rejects(startTarget(own('mute.mjs'), 1, { readyTimeoutNs: 500 * MS }), {
    exit: 'target',
    message: /"own" was not ready within 0.5 s/,
  });
  t.same(processesWith(dir), [], 'nothing is left');
});

t.test('a server process ends by itself when its starter is gone', async (t) => {
  const entry = `../../harness/entries/target-process${extname(import.meta.filename)}`;
  const file = fileURLToPath(new URL(entry, import.meta.url));
  const order = JSON.stringify({ server: 'tcp-echo', options: {} });
  const orphan = fork(file, [order]);
  t.teardown(() => orphan.kill('SIGKILL'));
  orphan.disconnect();
  t.same(await once(orphan, 'exit'), [0, null], 'gone before it was even loaded');
  const child = fork(file, [order]);
  t.teardown(() => child.kill('SIGKILL'));
  t.match(await once(child, 'message'), [{ kind: 'ready', port: Number }]);
  child.disconnect();
  t.same(await once(child, 'exit'), [0, null]);
});
