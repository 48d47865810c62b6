/**
 * What all protocols over a byte stream share, over real sockets: who is told what, in which order,
 * exactly once, when connections break in the ways they do.
 */
import { once } from 'node:events';
import t, { type Test } from 'tap';
import type { ConnectionOptions, Endpoint } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { http1 } from '../../../harness/protocols/http1/http1.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { answering, rawServer, startRawServer } from '../../support/raw-server.ts';
import { SimClock } from '../../support/sim-clock.ts';

const root: HttpRequest = { path: '/' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const endpointAt = (port: number): Endpoint => ({
  host: '127.0.0.1',
  port,
  authority: `127.0.0.1:${port}`,
});

function clientOf(
  t: Test,
  port: number,
  connection: Partial<ConnectionOptions> = {},
): ProtocolClient<HttpRequest, EncodedRequest> {
  const client = new ProtocolClient({ protocol: http1, endpoint: endpointAt(port), connection });
  t.teardown(() => client.connection.close());
  return client;
}

/** After this, whatever was to be called by events that are here already was called. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

t.test('a refused connection is closed with its cause and never opened', async (t) => {
  const server = await startRawServer(() => undefined);
  await server.close();
  const client = clientOf(t, server.port);
  await client.open();
  await client.open();
  t.strictSame(client.events, ['closed: ECONNREFUSED', 'closed: ECONNREFUSED']);
});

t.test('an attempt that takes too long is given up', async (t) => {
  const server = await rawServer(t, () => undefined);
  const clock = new SimClock();
  const client = new ProtocolClient({
    protocol: http1,
    endpoint: endpointAt(server.port),
    clock,
    connection: { connectTimeoutNs: 500 },
  });
  client.connection.open();
  t.strictSame(client.events, []);
  clock.run();
  t.strictSame(client.events, ['closed: connect timeout']);
  t.equal(clock.nowNs(), 500, 'not before its time');
  await settled();
  t.strictSame(client.events, ['closed: connect timeout'], 'and that is all');
  await client.open();
  clock.run();
  t.strictSame(client.events.slice(1), ['opened'], 'the next is open, and not timed any more');
  client.connection.close();
});

t.test('a reset in the middle of an answer', async (t) => {
  const server = await rawServer(
    t,
    answering((socket, index) => {
      if (index < 2) return;
      socket.write(OK.slice(0, -1), () => setTimeout(() => socket.resetAndDestroy(), 2));
    }),
  );
  const client = clientOf(t, server.port, { depth: 3 });
  await client.open();
  for (const name of ['1', '2', '3']) client.ask(name, root);
  t.strictSame(await client.saw(5), [
    'opened',
    'closed: ECONNRESET',
    '1: reset',
    '2: reset',
    '3: reset',
  ]);
});

t.test('a server that never answers is given up on, and the next attempt is fresh', async (t) => {
  const server = await rawServer(t, (socket, index) => {
    if (index > 0) answering((to) => to.write(OK))(socket);
    else socket.write(OK.slice(0, 20));
  });
  const client = clientOf(t, server.port, { depth: 3 });
  await client.open();
  for (const name of ['1', '2', '3']) client.ask(name, root);
  client.expire('2');
  t.strictSame(client.events, [
    'opened',
    'closed: an answer did not come in time',
    '1: reset',
    '2: timeout',
    '3: reset',
  ]);
  await client.open();
  client.ask('4', root);
  t.equal((await client.saw(7)).at(-1), '4: ok', 'nothing is left of the half answer');
});

t.test('a server that closes an idle connection', async (t) => {
  const server = await rawServer(t, (socket) => socket.end());
  const client = clientOf(t, server.port);
  const opening = client.open();
  t.throws(() => client.ask('0', root), /open connection/, 'takes none before it is open');
  await opening;
  t.strictSame(await client.saw(2), ['opened', 'closed: the server closed the connection']);
  t.throws(() => client.ask('1', root), /open connection/, 'and takes no exchange any more');
});

t.test('bytes that nobody asked for', async (t) => {
  const server = await rawServer(t, (socket) => socket.write(OK));
  const client = clientOf(t, server.port);
  await client.open();
  t.strictSame(await client.saw(2), [
    'opened',
    'closed: the server sent bytes that answer no request',
  ]);
});

t.test('an answer too many is not taken for the next one', async (t) => {
  const server = await rawServer(
    t,
    answering((socket) => socket.write(`${OK}${OK}`)),
  );
  const client = clientOf(t, server.port);
  await client.open();
  client.reactions.settled = () => {
    if (client.events.length < 10) t.throws(() => client.ask('stale', root), /open connection/);
  };
  client.ask('1', root);
  t.strictSame(await client.saw(3), [
    'opened',
    'closed: the server sent bytes that answer no request',
    '1: ok',
  ]);
});

t.test('slow bytes, one at a time', async (t) => {
  const server = await rawServer(
    t,
    answering((socket) => {
      const bytes = [...OK];
      const next = (): void => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(byte, () => setImmediate(next));
      };
      next();
    }),
  );
  const client = clientOf(t, server.port);
  await client.open();
  for (const name of ['1', '2', '3']) {
    client.ask(name, { path: '/', expect: { body: 'ok' } });
    await client.saw(client.events.length + 1);
  }
  t.strictSame(client.events, ['opened', '1: ok', '2: ok', '3: ok']);
});

t.test('the next exchange may start while the last is settled', async (t) => {
  const server = await rawServer(
    t,
    answering((socket) => socket.write(OK)),
  );
  const client = clientOf(t, server.port, { depth: 4 });
  await client.open();
  let asked = 4;
  client.reactions.settled = () => {
    if (asked < 1_000) client.ask(`${++asked}`, root);
  };
  for (const name of ['1', '2', '3', '4']) client.ask(name, root);
  const events = await client.saw(1_001);
  const inOrder = Array.from({ length: 1_000 }, (_, index) => `${index + 1}: ok`);
  t.strictSame(events, ['opened', ...inOrder]);
});

t.test('nobody is told anything after close', async (t) => {
  const server = await rawServer(
    t,
    answering((socket, index) => {
      if (index === 2) socket.write(`${OK}${OK}${OK}`);
    }),
  );
  const opening = clientOf(t, server.port);
  opening.connection.open();
  opening.connection.close();
  const waiting = clientOf(t, server.port);
  await waiting.open();
  waiting.ask('1', root);
  waiting.connection.close();
  const within = clientOf(t, server.port, { depth: 3 });
  await within.open();
  within.reactions.settled = () => within.connection.close();
  for (const name of ['1', '2', '3']) within.ask(name, root);
  await within.saw(2);
  const broken = clientOf(t, server.port, { depth: 2 });
  await broken.open();
  broken.reactions.closed = () => broken.connection.close();
  for (const name of ['1', '2']) broken.ask(name, root);
  broken.expire('1');
  for (const socket of server.sockets) socket.end('x');
  await settled();
  t.strictSame(opening.events, []);
  t.strictSame(waiting.events, ['opened']);
  t.strictSame(within.events, ['opened', '1: ok']);
  t.strictSame(broken.events, ['opened', 'closed: an answer did not come in time']);
});

t.test('another exchange may be given up on while one is settled', async (t) => {
  const server = await rawServer(
    t,
    answering((socket, index) => {
      if (index === 2) socket.write(`${OK}${OK}${OK}`);
    }),
  );
  const client = clientOf(t, server.port, { depth: 3 });
  await client.open();
  client.reactions.settled = (name) => {
    if (name === '1') client.expire('3');
  };
  for (const name of ['1', '2', '3']) client.ask(name, root);
  t.strictSame(await client.saw(5), [
    'opened',
    '1: ok',
    'closed: an answer did not come in time',
    '2: reset',
    '3: timeout',
  ]);
});

t.test('a connection may be opened again while its end is told', async (t) => {
  const server = await rawServer(t, (socket, index) => {
    if (index === 0) socket.once('data', () => socket.end());
    else answering((to) => to.write(OK))(socket);
  });
  const client = clientOf(t, server.port, { depth: 2 });
  await client.open();
  client.reactions.closed = () => client.connection.open();
  client.ask('1', root);
  client.ask('2', root);
  await client.saw(5);
  client.ask('3', root);
  t.strictSame(await client.saw(6), [
    'opened',
    'closed: the server closed the connection',
    '1: reset',
    '2: reset',
    'opened',
    '3: ok',
  ]);
});

t.test('the server ends while an exchange is under way', async (t) => {
  const server = await rawServer(t, (socket) => {
    socket.once('data', () => socket.end());
  });
  const client = clientOf(t, server.port);
  await client.open();
  client.ask('1', root);
  t.strictSame(await client.saw(3), [
    'opened',
    'closed: the server closed the connection',
    '1: reset',
  ]);
  const [socket] = server.sockets;
  if (socket && !socket.destroyed) await once(socket, 'close');
  t.pass('and the client’s side is closed, too');
});
