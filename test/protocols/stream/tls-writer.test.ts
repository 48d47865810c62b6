/** Requests that go past the socket’s queue arrive, or fail, as they would through it: over TLS. */
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import t, { type Test } from 'tap';
import { TlsWriter } from '../../../harness/protocols/stream/tls-writer.ts';
import type { WriteHandle } from '../../../harness/protocols/stream/write-handle.ts';
import { countWrites } from '../../support/count-writes.ts';
import { playedSocket } from '../../support/played-socket.ts';
import { type RawServer, rawServer } from '../../support/raw-server.ts';
import { localhostCertificate } from '../../support/tls/localhost-certificate.ts';

async function connected(t: Test, { port }: RawServer): Promise<Socket> {
  const socket = connect({ host: 'localhost', port, ca: localhostCertificate.cert });
  t.teardown(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** Counts what the handle is asked to write; the socket's own queue goes through it as well. */
function countHandled(socket: Socket): () => number {
  const { _handle: handle } = socket as unknown as {
    _handle: { writeBuffer: WriteHandle['writeBuffer'] };
  };
  const own = handle.writeBuffer;
  let writes = 0;
  handle.writeBuffer = (...args) => {
    writes++;
    return own.apply(handle, args);
  };
  return () => writes;
}

t.test('what is written arrives in order; the queue is only used to learn from', async (t) => {
  let seen = '';
  const serve = (socket: Socket) =>
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (seen.endsWith('.')) socket.write('done');
    });
  const server = await rawServer(t, serve, { tls: true });
  const first = await connected(t, server);
  const learner = new TlsWriter(first);
  const learnt = once(first, 'data');
  for (const text of ['learnt ', 'and more.']) learner.write(Buffer.from(text));
  await learnt;
  t.equal(seen, 'learnt and more.', 'what comes before the first write is done waits, too');

  seen = '';
  const second = await connected(t, server);
  const queued = countWrites(second);
  const handled = countHandled(second);
  const writer = new TlsWriter(second);
  for (const round of ['first', 'second']) {
    const answered = once(second, 'data');
    for (const text of [`${round}: one `, 'two ', 'three.']) writer.write(Buffer.from(text));
    await answered;
  }
  t.equal(seen, 'first: one two three.second: one two three.');
  t.equal(queued(), 0);
  t.equal(handled(), 4, 'one at once, the rest together when it is done');
});

t.test('a server that does not read keeps the rest waiting, and gets it all', async (t) => {
  const parts = Array.from({ length: 64 }, (_, index) => Buffer.alloc(256 * 1024, index));
  const whole = Buffer.concat(parts);
  let length = 0;
  let inOrder = true;
  const accepted = new EventEmitter();
  const serve = (socket: Socket) => {
    socket.pause();
    accepted.emit('socket');
    socket.on('data', (chunk) => {
      inOrder &&= chunk.equals(whole.subarray(length, length + chunk.length));
      length += chunk.length;
      if (length === whole.length) socket.write('done');
    });
  };
  const server = await rawServer(t, serve, { tls: true });
  // With TLS 1.3 a server has its connection later than its client.
  const [socket] = await Promise.all([connected(t, server), once(accepted, 'socket')]);
  const writer = new TlsWriter(socket);
  const answered = once(socket, 'data');
  while (parts.length > 0) writer.write(parts.shift() as Buffer);
  server.sockets[0]?.resume();
  await answered;
  t.equal(length, whole.length);
  t.ok(inOrder);
});

t.test('a connection that was reset fails the socket with a code', async (t) => {
  const server = await rawServer(t, (raw) => {
    const secure = new TLSSocket(raw, { isServer: true, ...localhostCertificate });
    secure.on('data', () => raw.resetAndDestroy());
    secure.on('error', () => undefined);
  });
  const socket = await connected(t, server);
  const failed = once(socket, 'error');
  const writer = new TlsWriter(socket);
  for (const text of ['x', 'y']) writer.write(Buffer.from(text));
  const [error] = await failed;
  t.match(error.code, /^(EPIPE|ECONNRESET|EPROTO)$/);
  t.ok(socket.destroyed);
  t.doesNotThrow(() => writer.write(Buffer.from('z')), 'what comes later goes the usual way');
});

t.test('a socket of a kind that is not known is written to as usual', async (t) => {
  const written: string[] = [];
  const strange = { destroyed: false, write: (bytes: Buffer) => written.push(bytes.toString()) };
  new TlsWriter(strange as unknown as Socket).write(Buffer.from('text'));
  t.strictSame(written, ['text']);
});

t.test('what the handle refuses, and what it fails at, ends the socket', async (t) => {
  const refused = await playedSocket(t, TlsWriter);
  refused.handle.failure = -32;
  refused.write('x');
  t.match(refused.errors, [{ code: 'EPIPE', message: 'write EPIPE' }]);

  const atOnce = await playedSocket(t, TlsWriter);
  const { writeBuffer } = atOnce.handle;
  atOnce.handle.writeBuffer = (request, bytes) => {
    writeBuffer(request, bytes);
    request.oncomplete?.(-32);
    return 0;
  };
  atOnce.write('x');
  t.match(atOnce.errors, [{ code: 'EPIPE' }]);

  const later = await playedSocket(t, TlsWriter);
  for (const text of ['x', 'y']) later.write(text);
  t.same(later.errors, []);
  later.over(0, -104);
  t.match(later.errors, [{ code: 'ECONNRESET' }]);
});

t.test('a handle is asked to tell of the end of a write only when something waits', async (t) => {
  const { write, asked, texts, over } = await playedSocket(t, TlsWriter);
  write('first');
  t.equal(asked[0]?.oncomplete, undefined);
  over(0);
  write('second');
  t.equal(asked[1], asked[0], 'used again, for the one before was over');
  for (const text of ['third', ' and fourth']) write(text);
  t.strictSame(texts, ['first', 'second'], 'it is not over yet');
  over(1);
  t.strictSame(texts, ['first', 'second', 'third and fourth']);
  t.not(asked[2], asked[1], 'it was still held when it was told');
  t.equal(asked[2]?.oncomplete, undefined);
  write('fifth');
  over(2);
  t.equal(texts.at(-1), 'fifth');
});
