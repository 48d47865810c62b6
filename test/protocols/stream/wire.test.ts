/** TLS as a client must do it: certificates are checked unless the user says otherwise. */

import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import t, { type Test } from 'tap';
import { epochNow, realClock } from '../../../harness/generator/clock.ts';
import type { Endpoint } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';
import { endpointOf } from '../../../harness/protocols/endpoint.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { http1 } from '../../../harness/protocols/http1/http1.ts';
import { Wire } from '../../../harness/protocols/stream/wire.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { answering, rawServer } from '../../support/raw-server.ts';
import { localhostCertificate } from '../../support/tls/localhost-certificate.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const root: HttpRequest = { path: '/', expect: { body: 'ok' } };
const ca = localhostCertificate.cert;

function clientOf(
  t: Test,
  endpoint: Endpoint,
  connectTimeoutNs = 10_000 * NS_PER_MS,
): ProtocolClient<HttpRequest, EncodedRequest> {
  const connection = { depth: 2, connectTimeoutNs };
  const client = new ProtocolClient({ protocol: http1, endpoint, connection });
  t.teardown(() => client.connection.close());
  return client;
}

const secureServer = (t: Test): ReturnType<typeof rawServer> =>
  rawServer(
    t,
    answering((socket) => socket.write(OK)),
    { tls: true },
  );

t.test('whom it trusts', async (t) => {
  const { port } = await secureServer(t);
  const at = (host: string, trust: Parameters<typeof endpointOf>[1]): Endpoint =>
    endpointOf(`https://${host}:${port}/`, trust).endpoint;
  const verified = at('127.0.0.1', { insecure: false, ca });
  const cases: readonly (readonly [about: string, endpoint: Endpoint, event: string])[] = [
    ['an authority that is given', verified, 'opened'],
    ['by name as well as by address', at('localhost', { insecure: false, ca }), 'opened'],
    [
      'not just anybody',
      at('127.0.0.1', { insecure: false }),
      'closed: DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    ['anybody when the user says so', at('127.0.0.1', { insecure: true }), 'opened'],
    [
      'not another name than the certificate’s',
      { ...verified, tls: { servername: 'other.test', ca, verify: true } },
      'closed: ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'another name when the user says so',
      { ...verified, tls: { servername: 'other.test', ca, verify: false } },
      'opened',
    ],
  ];
  for (const [about, endpoint, event] of cases) {
    const client = clientOf(t, endpoint);
    await client.open();
    t.strictSame(client.events, [event], about);
    if (event !== 'opened') continue;
    client.ask('1', root);
    t.strictSame(await client.saw(2), [event, '1: ok']);
    const [timing] = client.timings;
    t.ok(timing && timing.connectNs > 0 && timing.handshakeNs > 0, 'both are timed');
  }
});

t.test('servers that cannot shake hands', async (t) => {
  const plain = await rawServer(t, (socket) => socket.on('data', () => socket.write('hello')));
  const closing = await rawServer(t, (socket) => socket.on('data', () => socket.end()));
  const mute = await rawServer(t, () => undefined);
  const at = (port: number): Endpoint =>
    endpointOf(`https://127.0.0.1:${port}`, { insecure: true }).endpoint;
  const [first, second, third] = [
    clientOf(t, at(plain.port)),
    clientOf(t, at(closing.port)),
    clientOf(t, at(mute.port), 20 * NS_PER_MS),
  ];
  await Promise.all([first.open(), second.open(), third.open()]);
  t.match(first.events, [/^closed: (ERR_SSL|EPROTO)/]);
  t.strictSame(second.events, ['closed: ECONNRESET']);
  t.strictSame(third.events, ['closed: TLS handshake timeout']);
});

t.test('answers larger than any buffer, and the close of the connection', async (t) => {
  const body = 'x'.repeat(300_000);
  const server = createServer(localhostCertificate, (request, response) => {
    if (request.url === '/last') response.setHeader('Connection', 'close');
    request.resume().on('end', () => response.end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { endpoint } = endpointOf(`https://127.0.0.1:${port}/`, { insecure: false, ca });
  const client = clientOf(t, endpoint);
  await client.open();
  client.ask('1', { path: '/', expect: { body } });
  client.ask('2', { path: '/last', expect: { body } });
  await client.saw(4);
  await client.open();
  client.ask('3', { method: 'POST', path: '/last', body, expect: { body } });
  t.strictSame(await client.saw(7), [
    'opened',
    '1: ok',
    'closed: the server announced the close',
    '2: ok',
    'opened',
    'closed: the server announced the close',
    '3: ok',
  ]);
});

for (const secure of [false, true]) {
  const about = `what is written while a batch waits comes after it, ${secure ? 'TLS' : 'TCP'}`;
  t.test(about, async (t) => {
    const accepted = new EventEmitter();
    let seen = '';
    const serve = (socket: Socket): void => {
      socket.pause();
      accepted.emit('socket', socket);
      socket.on('data', (chunk) => {
        seen += chunk.toString('latin1').replaceAll('.', '');
        if (seen.endsWith('8')) accepted.emit('all');
      });
    };
    const { port } = await rawServer(t, serve, { tls: secure });
    const url = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`;
    const { endpoint } = endpointOf(url, { insecure: true });
    const up = new EventEmitter();
    const ignore = (): void => undefined;
    const owner = { up: () => up.emit('up'), received: ignore, ended: ignore, broken: ignore };
    const options = {
      endpoint,
      connectTimeoutNs: 5 * NS_PER_S,
      depth: 8,
      clock: realClock(epochNow()),
    };
    const wire = new Wire(options, owner);
    t.teardown(() => wire.destroy());
    const [[socket]] = await Promise.all([once(accepted, 'socket'), once(up, 'up')]);
    // Far more than the kernel takes while nobody reads.
    const part = (digit: number): Buffer => Buffer.from(`${digit}${'.'.repeat(4_000_000)}`);
    wire.write(part(1));
    wire.hold();
    for (const digit of [2, 3]) wire.write(part(digit));
    wire.release();
    for (const digit of [4, 5]) wire.write(part(digit));
    // Once more in a later turn, when the stream has its first write under way.
    await new Promise((resolve) => setImmediate(resolve));
    wire.write(part(6));
    wire.hold();
    wire.write(part(7));
    wire.release();
    wire.write(part(8));
    const all = once(accepted, 'all');
    socket.resume();
    await all;
    t.equal(seen, '12345678');
  });
}
