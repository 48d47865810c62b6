/** What holds for targets of every kind, in real processes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { startTarget } from '../../harness/host/running-target.ts';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import { targets } from '../../targets/index.ts';
import { commandTarget, serverIn, serverScript } from './command-target.ts';
import { eventually, processesWith } from './processes.ts';
import '../support/plain-node.ts';

t.test('one server that fails takes the others with it', async (t) => {
  const dir = t.testdir({ 'server.mjs': serverScript, 'once.lock': {} });
  const first = `mkdir ${dir}/lock || exit 5; ${serverIn(dir)} {port}`;
  await t.rejects(startTarget(commandTarget(first), 3), { exit: 'target', message: /exit code 5/ });
  t.same(processesWith(dir), []);
});

t.test('a URL must answer, and is left alone', async (t) => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const target = { kind: 'url', name: 'theirs', protocol: 'http1', url } as const;
  const running = await startTarget(target, 1);
  t.match(running.servers, [{ url, pid: null }]);
  t.same(await running.requests(), [null]);
  t.same(running.usage(), [null]);
  await running.stop();
  t.ok(server.listening);
  await t.rejects(startTarget(target, 2), { exit: 'usage', message: /cannot be 2 servers/ });
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await t.rejects(startTarget(target, 1), {
    exit: 'target',
    message: `Nothing answers at ${url}: ECONNREFUSED.`,
    next: /--start/,
  });
});

t.test('a death in mid-trial is noticed, with its last words', async (t) => {
  const dir = t.testdir({ 'server.mjs': serverScript });
  const running = await startTarget(commandTarget(`${serverIn(dir)} {port}`), 2);
  t.teardown(() => running.stop());
  await fetch(`${running.servers[1]?.url}/die`).catch(() => undefined);
  const error = await running.died;
  t.match(error, {
    exit: 'target',
    message:
      /server 2 of 2 of "mine" ended \(exit code 7\) during the trial\.(.*\n)* {2}\| last words/,
  });
  const module = await startTarget(parseModuleTarget('tcp-echo', targets), 1);
  process.kill(module.servers[0]?.pid ?? 0, 'SIGKILL');
  t.match(await module.died, { message: /"tcp-echo" ended \(killed by SIGKILL\)/ });
  t.same(await module.requests(), [null]);
  await module.stop();
});

t.test('a stop is no death', async (t) => {
  const running = await startTarget(parseModuleTarget('tcp-echo', targets), 1);
  let died = false;
  running.died.then(() => {
    died = true;
  });
  await running.stop();
  await new Promise(setImmediate);
  t.notOk(died);
});

t.test('an interruption stops what is starting', async (t) => {
  const dir = t.testdir();
  const user = new AbortController();
  const { signal } = user;
  const starting = startTarget(commandTarget(`sleep 1000; : ${dir} {port}`), 2, { signal });
  const interrupted = t.rejects(starting, { exit: 'interrupted', message: /interrupted/ });
  await eventually('the commands run', () => processesWith(dir).length === 2);
  user.abort();
  await interrupted;
  t.same(processesWith(dir), []);
  await t.rejects(startTarget(commandTarget(`sleep 1000; : ${dir} {port}`), 1, { signal }), {
    exit: 'interrupted',
    message: /interrupted/,
  });
  t.same(processesWith(dir), []);
});
