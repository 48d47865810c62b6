/** The protocol over real sockets, against servers that answer as they should and as they do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { ConnectionOptions } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import { endpointOf } from '../../../harness/protocols/endpoint.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { http1 } from '../../../harness/protocols/http1/http1.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { answering, rawServer } from '../../support/raw-server.ts';

type HttpClient = ProtocolClient<HttpRequest, EncodedRequest>;

function clientOf(t: Test, port: number, connection: Partial<ConnectionOptions> = {}): HttpClient {
  const { endpoint } = endpointOf(`http://127.0.0.1:${port}/`, { insecure: false });
  const client = new ProtocolClient({ protocol: http1, endpoint, connection });
  t.teardown(() => client.connection.close());
  return client;
}

async function httpServer(
  t: Test,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server: Server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const root: HttpRequest = { path: '/' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

t.test('every method, with and without a body, as node:http understands it', async (t) => {
  const port = await httpServer(t, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.end(`${request.method} ${request.url} ${request.headers['x-name']} ${body}`);
    });
  });
  const client = clientOf(t, port);
  await client.open();
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE'];
  const bodies = [undefined, '', 'two\r\n\r\nparts', 'é'.repeat(50_000)];
  let events = 1;
  for (const method of methods) {
    for (const body of bodies) {
      if (method === 'TRACE' && body) continue;
      const path = '/a/b?c=%20&d';
      const answer = method === 'HEAD' ? '' : `${method} ${path} value ${body ?? ''}`;
      client.ask(`${method} ${body?.length}`, {
        method,
        path,
        headers: { 'X-Name': 'value' },
        ...(body === undefined ? {} : { body }),
        expect: { status: 200, body: answer },
      });
      events++;
      const seen = await client.saw(events);
      t.equal(seen.at(-1), `${method} ${body?.length}: ok`);
    }
  }
});

t.test('what node:http sends: chunks, nothing, hints, 100-continue', async (t) => {
  const port = await httpServer(t, (request, response) => {
    if (request.url === '/chunks') {
      response.write('one ');
      setTimeout(() => response.end('two'), 2);
    } else if (request.url === '/hints') {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.end('late'));
    } else if (request.url === '/none') {
      response.writeHead(204).end();
    } else {
      response.writeHead(304, { 'Content-Length': 5 }).end();
    }
  });
  const client = clientOf(t, port, { depth: 5 });
  await client.open();
  client.ask('chunks', { path: '/chunks', expect: { body: 'one two' } });
  client.ask('hints', { path: '/hints', expect: { body: 'late' } });
  client.ask('none', { path: '/none', expect: { status: 204, body: '' } });
  client.ask('same', { path: '/same', expect: { status: 304, body: '' } });
  const headers = { expect: '100-continue' };
  client.ask('continue', { method: 'POST', path: '/chunks', headers, body: 'x'.repeat(9) });
  t.strictSame(await client.saw(6), [
    'opened',
    'chunks: ok',
    'hints: ok',
    'none: ok',
    'same: ok',
    'continue: ok',
  ]);
});

t.test('counts bytes both ways, and times the connection', async (t) => {
  const server = await rawServer(
    t,
    answering((socket) => socket.write(OK)),
  );
  const client = clientOf(t, server.port);
  await client.open();
  client.ask('1', root);
  await client.saw(2);
  client.ask('2', root);
  await client.saw(3);
  const sent = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
  t.match(client.traffic, { bytesIn: 2 * OK.length, bytesOut: 2 * sent.length });
  const [timing] = client.timings;
  t.ok(Number.isInteger(timing?.connectNs) && (timing?.connectNs ?? 0) > 0, 'nanoseconds');
  t.equal(timing?.handshakeNs, 0);
  t.equal(server.sockets.length, 1, 'one connection for both');
});

t.test('a connection that closes with each answer is opened for each', async (t) => {
  const closing = OK.replace('OK', 'OK\r\nConnection: close');
  const server = await rawServer(
    t,
    answering((socket) => socket.end(closing)),
  );
  const client = clientOf(t, server.port);
  for (let round = 0; round < 5; round++) {
    await client.open();
    client.ask(`${round}`, root);
    await client.saw(3 * (round + 1));
  }
  const rounds = [0, 1, 2, 3, 4].flatMap((round) => [
    'opened',
    'closed: the server announced the close',
    `${round}: ok`,
  ]);
  t.strictSame(client.events, rounds, 'closed before the answer is settled');
  t.equal(server.sockets.length, 5);
});

t.test('leaves the close to the server that announced it', async (t) => {
  // Whoever closes first keeps the port in TIME_WAIT.
  const closing = OK.replace('OK', 'OK\r\nConnection: close');
  const server = await rawServer(
    t,
    answering((socket) => socket.write(closing)),
  );
  const client = clientOf(t, server.port);
  const ask = async (name: string): Promise<void> => {
    const before = client.events.length;
    await client.open();
    client.ask(name, root);
    await client.saw(before + 3);
  };
  await ask('1');
  const [first] = server.sockets;
  await new Promise((resolve) => setTimeout(resolve, 5));
  t.equal(first?.readableEnded, false, 'still open');
  await ask('2');
  if (first && !first.readableEnded) await once(first, 'end');
  t.equal(server.sockets.length, 2, 'one waits for its server at a time');
  await ask('3');
  client.connection.close();
  const last = server.sockets[2] as Socket;
  if (!last.destroyed) await once(last, 'close');
  t.pass('closing for good does not wait');
});

t.test('pipelined answers are of the requests in their order', async (t) => {
  const server = await rawServer(t, (socket) => {
    let seen = '';
    socket.on('data', (chunk) => {
      seen += String(chunk);
      const paths = [...seen.matchAll(/GET \/(\d) /g)].map((match) => match[1]);
      if (paths.length < 8) return;
      socket.write(paths.map((path) => OK.replace('ok', `:${path}`)).join(''));
    });
  });
  const client = clientOf(t, server.port, { depth: 8 });
  await client.open();
  for (let path = 0; path < 8; path++) {
    client.ask(`${path}`, { path: `/${path}`, expect: { body: `:${path}` } });
  }
  t.throws(() => client.ask('9', root), /depth/, 'no more than the depth');
  t.strictSame(await client.saw(9), ['opened', ...[...'01234567'].map((path) => `${path}: ok`)]);
});

t.test('one wrong answer in a thousand is found, each time and no other', async (t) => {
  let count = 0;
  const port = await httpServer(t, (_, response) => {
    count++;
    response.end(JSON.stringify({ id: count, state: count % 1_000 === 500 ? 'los' : 'sold' }));
  });
  const client = clientOf(t, port);
  await client.open();
  for (let asked = 1; asked <= 3_000; asked++) {
    client.ask(`${asked}`, { path: '/', expect: { contains: '"state":"sold"' } });
    await client.saw(asked + 1);
  }
  const wrong = client.events.filter((event) => event.endsWith(': mismatch'));
  t.strictSame(wrong, ['500: mismatch', '1500: mismatch', '2500: mismatch']);
  t.equal(client.events.filter((event) => event.endsWith(': ok')).length, 2_997);
});

t.test('a body that ends with the connection, and one that is cut by it', async (t) => {
  const server = await rawServer(
    t,
    answering((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello')),
  );
  const client = clientOf(t, server.port, { depth: 2 });
  await client.open();
  client.ask('whole', { path: '/', expect: { body: 'hello' } });
  client.ask('behind', root);
  t.strictSame(await client.saw(4), [
    'opened',
    'closed: the server closed the connection',
    'whole: ok',
    'behind: reset',
  ]);
  const cut = await rawServer(
    t,
    answering((socket) => socket.end(OK.slice(0, -1))),
  );
  const other = clientOf(t, cut.port);
  await other.open();
  other.ask('cut', root);
  t.strictSame(await other.saw(3), [
    'opened',
    'closed: the server closed the connection',
    'cut: reset',
  ]);
});

t.test('a malformed answer ends the connection and says what is wrong', async (t) => {
  const server = await rawServer(
    t,
    answering((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n')),
  );
  const client = clientOf(t, server.port, { depth: 2 });
  await client.open();
  client.ask('1', root);
  client.ask('2', root);
  t.strictSame(await client.saw(4), [
    'opened',
    'closed: malformed answer: a Content-Length that is no number',
    '1: malformed',
    '2: reset',
  ]);
  const socket = server.sockets[0] as Socket;
  if (!socket.destroyed) await once(socket, 'close');
  t.pass('and does not wait for the server to close');
});
