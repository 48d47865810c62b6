/** Several answers in one read, as they come with pipelining. */
import t, { type Test } from 'tap';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { http1 } from '../../../harness/protocols/http1/http1.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { answering, rawServer } from '../../support/raw-server.ts';

const root: HttpRequest = { path: '/' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A client with two requests in flight. */
function pairOf(t: Test, port: number): ProtocolClient<HttpRequest, EncodedRequest> {
  const endpoint = { host: '127.0.0.1', port, authority: 'test' };
  const client = new ProtocolClient<HttpRequest, EncodedRequest>({
    protocol: http1,
    endpoint,
    connection: { depth: 2 },
  });
  t.teardown(() => client.connection.close());
  return client;
}

t.test('answers of one read are done when it was read, not when each was parsed', async (t) => {
  const server = await rawServer(
    t,
    answering((socket, index) => {
      if (index === 1) socket.write(`${OK}${OK}`);
    }),
  );
  const client = pairOf(t, server.port);
  await client.open();
  client.ask('first', root);
  client.ask('second', root);
  t.strictSame(await client.saw(3), ['opened', 'first: ok', 'second: ok']);
  const [firstNs, secondNs] = client.settledNs;
  t.type(firstNs, 'number');
  t.equal(firstNs, secondNs);
});

t.test('what a batch of answers makes room for is sent', async (t) => {
  const server = await rawServer(
    t,
    answering((socket, index) => {
      if (index % 2 === 1) socket.write(`${OK}${OK}`);
    }),
  );
  const client = pairOf(t, server.port);
  client.reactions.settled = (name) => {
    if (name.length < 3) client.ask(`${name}+`, root);
  };
  await client.open();
  client.ask('a', root);
  client.ask('b', root);
  const oks = ['a', 'b', 'a+', 'b+', 'a++', 'b++'].map((name) => `${name}: ok`);
  t.strictSame(await client.saw(7), ['opened', ...oks]);
});
