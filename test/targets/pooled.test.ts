import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { pooled } from '../../targets/pooled.ts';
import { call } from './http-call.ts';

const quick = { slots: 1, serviceMs: 1 };

function fetchOnce(port: number, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = get({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject);
  });
}

t.test('gives no more than its slots allow, and answers everybody', async (t) => {
  const server = await pooled.start({ slots: 2, serviceMs: 5 });
  const agent = new Agent({ keepAlive: true });
  const clients = 8;
  const rounds = 10;
  const startNs = process.hrtime.bigint();
  const client = async (): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      t.equal(await fetchOnce(server.port, agent), 200);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const tookMs = Number(process.hrtime.bigint() - startNs) / 1e6;
  // Each slot serves half of the requests, one after the other.
  t.ok(tookMs >= (clients * rounds * 5) / 2, `${tookMs} ms`);
  t.equal(server.requests(), clients * rounds);
  agent.destroy();
  await server.close();
});

t.test('a shared lock makes it slower, the more the more servers there are', async (t) => {
  const options = { slots: 2, serviceMs: 5, lockShare: 0.5 };
  const took = async (servers: number): Promise<number> => {
    const server = await pooled.start(options, { servers });
    const agent = new Agent();
    const startNs = process.hrtime.bigint();
    await fetchOnce(server.port, agent);
    agent.destroy();
    await server.close();
    return Number(process.hrtime.bigint() - startNs) / 1e6;
  };
  t.ok((await took(1)) >= 5 * 1.5, 'two slots');
  t.ok((await took(4)) >= 5 * 4.5, 'eight slots');
  await t.rejects(pooled.start({ ...options, lockShare: 1.5 }), { message: /share of 1.5/ });
});

t.test('refuses settings that make no pool', async (t) => {
  const bad = [{ slots: 0 }, { slots: 1.5 }, { serviceMs: 0 }, { serviceMs: -1 }, { slots: 1e6 }];
  for (const one of bad) {
    await t.rejects(pooled.start({ ...pooled.options, ...one }), {
      exit: 'usage',
      message: /slots=.* serviceMs=/,
    });
  }
});

t.test('gives the same answer to everything, as HTTP has it', async (t) => {
  const server = await pooled.start(quick);
  t.teardown(() => server.close());
  const right = { status: 200, type: 'text/plain; charset=utf-8', body: 'Hello, World!' };
  const { port } = server;
  t.match(await call(port, { path: '/' }), right);
  t.match(await call(port, { method: 'POST', path: '/items?a', body: 'x'.repeat(1e6) }), right);
  const head = await call(port, { method: 'HEAD', path: '/' });
  t.strictSame([head.status, head.body], [200, '']);
  const chunked = await call(port, { method: 'POST', path: '/', body: 'x', chunked: true });
  t.equal(chunked.status, 411);
  t.equal(server.requests(), 3, 'what was refused has not been taken in');
});

/** All that comes until the server closes the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'end');
  return text;
}

t.test('takes requests that do not wait for answers, however many', async (t) => {
  const server = await pooled.start({ slots: 1000, serviceMs: 1 });
  t.teardown(() => server.close());
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(2500));
  socket.write('GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
  const text = await untilClosed(socket);
  t.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 2501);
  t.equal(text.match(/Connection: close/g)?.length, 1);
  t.equal(server.requests(), 2501);
});

t.test('a client that goes away or talks nonsense harms nobody', async (t) => {
  const server = await pooled.start(quick);
  t.teardown(() => server.close());
  const nonsense = connect(server.port, '127.0.0.1');
  nonsense.write('nonsense\r\n\r\n');
  t.match(await untilClosed(nonsense), /^HTTP\/1\.1 400 Bad Request\r\n/);
  const gone = connect(server.port, '127.0.0.1');
  gone.write('GET / HTTP/1.1\r\n\r\n');
  while (server.requests() === 0) await new Promise(setImmediate);
  gone.resetAndDestroy();
  t.equal((await call(server.port, { path: '/' })).status, 200);
  t.equal(server.requests(), 2);
});

t.test('a client that never waits cannot fill the memory', async (t) => {
  const server = await pooled.start({ slots: 1, serviceMs: 60_000 });
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const requests = 1_000_000;
  socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(requests));
  let taken = -1;
  for (let quiet = 0; quiet < 200; quiet += 1) {
    if (server.requests() !== taken || taken === 0) quiet = 0;
    taken = server.requests();
    await new Promise(setImmediate);
  }
  t.ok(taken > 0 && taken < requests / 10, `${taken} taken`);
  await server.close();
});
