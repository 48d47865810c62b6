import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import t from 'tap';
import { addressOf, tryConnect, tryHealth } from '../../harness/host/readiness.ts';

t.test('finds host and port in a URL', async (t) => {
  const table = [
    ['http://127.0.0.1:3000/path', { host: '127.0.0.1', port: 3000 }],
    ['http://example.test', { host: 'example.test', port: 80 }],
    ['https://example.test', { host: 'example.test', port: 443 }],
    ['http://[::1]:81', { host: '::1', port: 81 }],
    ['tcp://localhost:9000', { host: 'localhost', port: 9000 }],
  ] as const;
  for (const [url, address] of table) t.same(addressOf(url), address, url);
  for (const url of ['', 'localhost:3000', '/path', 'tcp://localhost', 'http://a:99999']) {
    t.throws(() => addressOf(url), { exit: 'usage', message: /does not say where/ }, url);
  }
});

t.test('tells what happened to a try', async (t) => {
  const statuses = [200, 204, 301, 404, 503];
  const server = createServer((request, response) => {
    response.statusCode = Number(request.url?.slice(1));
    response.end('x');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/base`;
  const found: (string | undefined)[] = [];
  for (const status of statuses) found.push(await tryHealth(url, `/${status}`));
  t.same(found, [
    undefined,
    undefined,
    'GET /301 answered 301',
    'GET /404 answered 404',
    'GET /503 answered 503',
  ]);
  t.equal(await tryConnect({ host: '127.0.0.1', port }), undefined);
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  t.equal(await tryConnect({ host: '127.0.0.1', port }), 'ECONNREFUSED');
  t.equal(await tryHealth(url, '/200'), 'ECONNREFUSED');
});

t.test('does not wait for ever', async (t) => {
  const mute = createTcpServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  t.match(await tryHealth(`http://127.0.0.1:${port}`, '/'), /did not answer in time/);
  mute.close();
});
