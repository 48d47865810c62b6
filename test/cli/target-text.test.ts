import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { readTarget } from '../../harness/cli/target-text.ts';

const server = `export default {
  name: 'mine', about: 'a server', protocol: 'http1', options: { size: 3 },
  start: async () => ({ port: 1, requests: () => 0, close: async () => undefined }),
};`;

t.test('a known server, with settings', async (t) => {
  t.match(await readTarget('fastify'), { kind: 'module', name: 'fastify', protocol: 'http1' });
  t.match(await readTarget('pooled:slots=8,serviceMs=2'), {
    kind: 'module',
    name: 'pooled:slots=8,serviceMs=2',
    server: 'pooled',
    options: { slots: 8, serviceMs: 2 },
  });
  await t.rejects(readTarget('fastfy'), { message: '"fastfy"', next: /"fastify"/ });
});

t.test('a URL says its protocol by its scheme', async (t) => {
  t.match(await readTarget('http://127.0.0.1:3000/x'), { kind: 'url', protocol: 'http1' });
  t.match(await readTarget('https://127.0.0.1'), { kind: 'url', protocol: 'http1' });
  t.match(await readTarget('tcp://127.0.0.1:7'), { kind: 'url', protocol: 'tcp' });
  await t.rejects(readTarget('htp://127.0.0.1'), { message: '"htp"', next: /"http"/ });
});

t.test('a URL that a command serves', async (t) => {
  const url = 'http://127.0.0.1:{port}/';
  const command = await readTarget(url, { start: 'serve {port}', health: '/ready' });
  t.strictSame(command, {
    kind: 'command',
    name: url,
    protocol: 'http1',
    url,
    command: 'serve {port}',
    healthPath: '/ready',
  });
  t.notHas(await readTarget(url, { start: 'serve {port}' }), { healthPath: '/ready' });
});

t.test('--start and --health where they mean nothing', async (t) => {
  await t.rejects(readTarget('fastify', { start: 'x' }), { message: /--start needs a URL/ });
  await t.rejects(readTarget('fastify', { health: '/' }), { message: /--health needs a URL/ });
  await t.rejects(readTarget('http://127.0.0.1:1', { health: '/' }), { message: /--health/ });
});

t.test('a server module of the user’s own', async (t) => {
  const dir = t.testdir({
    'mine.mjs': server,
    'half.mjs': "export default { name: 'half' };",
    'throws.mjs': 'throw new Error("broken inside");',
  });
  t.match(await readTarget(join(dir, 'mine.mjs')), {
    kind: 'module',
    name: 'mine',
    protocol: 'http1',
    module: pathToFileURL(join(dir, 'mine.mjs')).href,
    options: { size: 3 },
  });
  const cases = [
    ['half.mjs', /half\.mjs is no server module.*start/],
    ['throws.mjs', /throws\.mjs.*broken inside/],
    ['none.mjs', /There is no file/],
  ] as const;
  for (const [name, message] of cases) {
    await t.rejects(readTarget(join(dir, name)), { exit: 'usage', message }, name);
  }
});
