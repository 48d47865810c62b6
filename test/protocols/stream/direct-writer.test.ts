/** Requests that go past the socket’s queue arrive, or fail, as they would through it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { DirectWriter } from '../../../harness/protocols/stream/direct-writer.ts';
import { countWrites } from '../../support/count-writes.ts';
import { playedSocket } from '../../support/played-socket.ts';
import { rawServer } from '../../support/raw-server.ts';

async function connected(t: Test, port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

t.test('what is written arrives in order; the queue is only used to learn from', async (t) => {
  let seen = '';
  const server = await rawServer(t, (socket) =>
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (seen.endsWith('.')) socket.write('done');
    }),
  );
  const first = await connected(t, server.port);
  new DirectWriter(first).write(Buffer.from('learnt'));
  const second = await connected(t, server.port);
  const queued = countWrites(second);
  const writer = new DirectWriter(second);
  const answered = once(second, 'data');
  for (const text of ['one ', 'two ', 'three.']) writer.write(Buffer.from(text));
  await answered;
  t.match(seen, /one two three\.$/);
  t.equal(queued(), 0);
  t.equal(second.bytesWritten, 14);
});

t.test('a server that does not read keeps the rest waiting, and gets it all', async (t) => {
  const parts = Array.from({ length: 64 }, (_, index) => Buffer.alloc(256 * 1024, index));
  const whole = Buffer.concat(parts);
  let length = 0;
  let inOrder = true;
  const server = await rawServer(t, (socket) => {
    socket.pause();
    socket.on('data', (chunk) => {
      inOrder &&= chunk.equals(whole.subarray(length, length + chunk.length));
      length += chunk.length;
      if (length === whole.length) socket.write('done');
    });
  });
  const socket = await connected(t, server.port);
  const writer = new DirectWriter(socket);
  const answered = once(socket, 'data');
  while (parts.length > 0) writer.write(parts.shift() as Buffer);
  const { _handle: handle } = socket as unknown as { _handle: { writeQueueSize: number } };
  t.ok(handle.writeQueueSize > 0, 'more than the kernel takes at once');
  server.sockets[0]?.resume();
  await answered;
  t.equal(length, whole.length);
  t.ok(inOrder);
  t.equal(handle.writeQueueSize, 0);
});

t.test('a connection that was reset fails the socket with a code', async (t) => {
  const server = await rawServer(t, (socket) => socket.on('data', () => socket.resetAndDestroy()));
  const socket = await connected(t, server.port);
  const failed = once(socket, 'error');
  const writer = new DirectWriter(socket);
  writer.write(Buffer.from('x'));
  await once(server.sockets[0] ?? socket, 'close');
  // Without a turn of the loop in between, the socket has not heard of the reset yet.
  writer.write(Buffer.from('y'));
  const [error] = await failed;
  t.match(error.code, /^(EPIPE|ECONNRESET)$/);
  t.ok(socket.destroyed);
  t.doesNotThrow(() => writer.write(Buffer.from('z')), 'what comes later goes the usual way');
});

t.test('a socket of a kind that is not known is written to as usual', async (t) => {
  const written: string[] = [];
  const strange = { destroyed: false, write: (bytes: Buffer) => written.push(bytes.toString()) };
  new DirectWriter(strange as unknown as Socket).write(Buffer.from('text'));
  t.strictSame(written, ['text']);
});

t.test('what the handle keeps and then fails at ends the socket', async (t) => {
  const { write, handle, asked, over, errors } = await playedSocket(t, DirectWriter);
  handle.holds = false;
  write('at once');
  handle.holds = true;
  write('kept');
  t.equal(asked[1], asked[0], 'used again after a write that is over');
  t.equal(asked[1]?.buffer?.toString(), 'kept');
  write('after it');
  t.not(asked[2], asked[1]);
  over(1);
  t.same(errors, []);
  over(2, -104);
  t.match(errors, [{ code: 'ECONNRESET' }]);
});
