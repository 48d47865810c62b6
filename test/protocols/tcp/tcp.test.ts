import t, { type Test } from 'tap';
import type { ConnectionOptions } from '../../../harness/model/protocol.ts';
import type { TcpRequest } from '../../../harness/model/scenario.ts';
import { endpointOf } from '../../../harness/protocols/endpoint.ts';
import type { EncodedFrame } from '../../../harness/protocols/tcp/encoded-frame.ts';
import { tcp } from '../../../harness/protocols/tcp/tcp.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { rawServer } from '../../support/raw-server.ts';
import { localhostCertificate } from '../../support/tls/localhost-certificate.ts';

function clientOf(
  t: Test,
  url: string,
  connection: Partial<ConnectionOptions> = {},
): ProtocolClient<TcpRequest, EncodedFrame> {
  const { endpoint } = endpointOf(url, { insecure: false, ca: localhostCertificate.cert });
  const client = new ProtocolClient({ protocol: tcp, endpoint, connection });
  t.teardown(() => client.connection.close());
  return client;
}

const echo = (payload: string, framing?: string): TcpRequest => ({
  payload,
  ...(framing === undefined ? {} : { framing }),
  expect: { payload },
});

for (const [scheme, isTls] of [
  ['tcp', false],
  ['tls', true],
] as const) {
  t.test(`frames go out and come back over ${scheme}`, async (t) => {
    const server = await rawServer(t, (socket) => socket.pipe(socket), { tls: isTls });
    const client = clientOf(t, `${scheme}://127.0.0.1:${server.port}`, { depth: 4 });
    await client.open();
    client.ask('default', echo('weigh this'));
    client.ask('prefixed', echo('é'.repeat(100_000), 'length-prefixed'));
    client.ask('line', echo('one line', 'line'));
    client.ask('any', { payload: '' });
    t.strictSame(await client.saw(5), [
      'opened',
      'default: ok',
      'prefixed: ok',
      'line: ok',
      'any: ok',
    ]);
    client.ask('other', { payload: 'this', expect: { payload: 'that' } });
    t.equal((await client.saw(6)).at(-1), 'other: mismatch');
    t.equal(client.traffic.bytesIn, client.traffic.bytesOut);
    t.equal((client.timings[0]?.handshakeNs ?? 0) > 0, isTls);
  });
}

t.test('a frame that is too long is malformed, one that is cut is a reset', async (t) => {
  const server = await rawServer(t, (socket, index) => {
    socket.once('data', () => {
      if (index === 0) socket.write(Buffer.from('7fffffff', 'hex'));
      else socket.end(Buffer.from('0000000261', 'hex'));
    });
  });
  const client = clientOf(t, `tcp://127.0.0.1:${server.port}`, { depth: 2 });
  await client.open();
  client.ask('1', echo('a'));
  client.ask('2', echo('b'));
  await client.saw(4);
  await client.open();
  client.ask('3', echo('c'));
  t.strictSame(await client.saw(7), [
    'opened',
    'closed: malformed answer: a frame of 2147483647 bytes',
    '1: malformed',
    '2: reset',
    'opened',
    'closed: the server closed the connection',
    '3: reset',
  ]);
});

t.test('refuses requests that are none', async (t) => {
  const cases: readonly (readonly [request: unknown, says: RegExp])[] = [
    [{}, /no payload/],
    [{ payload: 5 }, /payload 5 of the request is not text/],
    [{ payload: '', framing: 'lines' }, /framing called "lines"/],
    [{ payload: 'a\nb', framing: 'line' }, /line feed/],
    [{ payload: '', expect: 'a' }, /expectation "a" is not an object/],
    [{ payload: '', expect: { body: 'a' } }, /unknown key "body"/],
    [{ payload: '', path: '/' }, /unknown key "path"/],
  ];
  for (const [request, message] of cases) {
    const prepare = (): unknown => tcp.prepare(request as TcpRequest);
    t.throws(prepare, { name: 'HarnessError', exit: 'scenario', message });
  }
});
