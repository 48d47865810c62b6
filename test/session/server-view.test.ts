/** What servers say of themselves, over real sockets: in each answer, and over their channel. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import type { CommandTarget } from '../../harness/model/target.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
import { listen } from '../../targets/parts/loopback-server.ts';
import { shortTrial } from '../support/short-trial.ts';

const load = { model: 'closed', clients: 4, thinkNs: 0, durationNs: 1e9 } as const;

t.test('Server-Timing: the server’s own time, and the rest of the exchange', async (t) => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    // One in four says nothing, and one in four what cannot be.
    const said = ['total;dur=3', 'db;dur=1, app;dur=3', undefined, 'total;dur=60000'][asked % 4];
    if (said !== undefined) response.setHeader('Server-Timing', said);
    setTimeout(() => response.end('Hello, World!'), 5);
  });
  const port = await listen(server);
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${port}`;
  const target = { kind: 'url', name: url, protocol: 'http1', url } as const;
  const trial = await shortTrial({ target, load, outDir: t.testdir() });
  const { served, counts } = trial;
  const said = served?.server.count ?? 0;
  t.ok(Math.abs(said - 0.75 * counts.completed) <= 8, `${said} of ${counts.completed}`);
  t.ok(Math.abs((served?.longer ?? 0) - said / 3) <= 8, `${served?.longer} were too long`);
  const near = (ns: number | null | undefined) => Math.abs((ns ?? 0) / (3 * NS_PER_MS) - 1) < 0.002;
  t.ok(near(served?.server.percentilesNs.p50), 'three milliseconds as it said');
  t.equal(served?.network.minNs, 0);
  t.ok((served?.network.maxNs ?? 0) > 1.5 * NS_PER_MS, 'the rest of five or more');
  t.strictSame(trial.operations['text']?.served, served, 'one operation is all');
});

t.test('servers that say nothing leave nothing behind', async (t) => {
  const trial = await shortTrial({ target: 'node-http', load, outDir: t.testdir() });
  t.notOk('served' in trial);
});

/** A server as a command, with a shell in between. */
const commandOf = (script: string): CommandTarget => ({
  ...{ kind: 'command', name: 'own', protocol: 'http1', url: 'http://127.0.0.1:{port}' },
  command: script,
});

t.test('our own servers tell of their event loop, collector and heap', async (t) => {
  const longer = { ...load, durationNs: 2.5e9 };
  const trial = await shortTrial({ target: 'fastify', load: longer, outDir: t.testdir() });
  const { numbers = {}, numbersFault } = trial.usage.target.servers[0] ?? {};
  t.equal(numbersFault, undefined);
  const names = ['eventLoopDelayNsMax', 'eventLoopBusyShare', 'gcNs', 'heapBytes'];
  t.strictSame(Object.keys(numbers), names);
  t.ok((numbers['eventLoopBusyShare']?.max ?? 0) > 0.05, 'it was at work');
  t.ok((numbers['heapBytes']?.mean ?? 0) > 1e6);
  for (const [name, { readings }] of Object.entries(numbers)) {
    t.ok(readings >= 1 && readings <= 4, `${name} was told ${readings} times`);
  }
});

t.test('any server may tell; what cannot be read is named', async (t) => {
  const script = `
    const { createServer } = require('node:http');
    const { appendFileSync } = require('node:fs');
    let n = 0;
    createServer((_, response) => {
      n++;
      const line = n % 2 ? JSON.stringify({ 'queue.length': 3 }) : 'hello';
      if (n < 2000) appendFileSync(process.env.STEELYARD_NUMBERS, line + '\\n');
      setTimeout(() => response.end('Hello, World!'), 5);
    }).listen(process.argv[1], '127.0.0.1');`;
  const folder = t.testdir({ 'server.cjs': script.replace('argv[1]', 'argv[2]') });
  const target = commandOf(`${process.execPath} ${join(folder, 'server.cjs')} {port}`);
  const trial = await shortTrial({ target, load, outDir: folder });
  const [server] = trial.usage.target.servers;
  const told = server?.numbers?.['queue.length'];
  t.ok((told?.readings ?? 0) > 50);
  t.equal(told?.mean, 3);
  t.match(server?.numbersFault, /not an object of numbers: hello/);
});

t.test('a command on Node.js tells when it is started with our module', async (t) => {
  const file = pathToFileURL(join(import.meta.dirname, '../../harness/entries/numbers.js')).href;
  const folder = t.testdir({
    'server.cjs': `
      const { createServer } = require('node:http');
      createServer((_, response) => response.end('Hello, World!')).listen(process.argv[2]);`,
  });
  const words = [process.execPath, '--import', file, join(folder, 'server.cjs'), '{port}'];
  const longer = { ...load, durationNs: 2.5e9 };
  const target = commandOf(words.join(' '));
  const trial = await shortTrial({ target, load: longer, outDir: folder });
  t.ok((trial.usage.target.servers[0]?.numbers?.['heapBytes']?.readings ?? 0) >= 1);
});
