import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { tcpEcho } from '../../targets/tcp-echo.ts';

function frame(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

async function read(socket: Socket, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let size = 0; size < bytes; ) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    if (!chunk) throw new TypeError('no data');
    chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

t.test('echoes frames, alone and in a row, and counts them', async (t) => {
  const server = await tcpEcho.start();
  const socket = connect(server.port, '127.0.0.1');
  for (const payload of ['weigh this', '', 'ü'.repeat(300_000)]) {
    const bytes = frame(payload);
    socket.write(bytes);
    t.ok((await read(socket, bytes.length)).equals(bytes), `${bytes.length} bytes`);
  }
  const row = Buffer.concat([frame('a'), frame('b'), frame('c')]);
  socket.write(row);
  t.ok((await read(socket, row.length)).equals(row));
  t.equal(server.requests(), 6);
  await Promise.all([once(socket, 'close'), server.close()]);
});

t.test('a frame that is too long ends its connection and no other', async (t) => {
  const server = await tcpEcho.start();
  const [bad, good] = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
  bad.on('error', () => undefined);
  bad.resume();
  bad.write(Buffer.from([255, 255, 255, 255]));
  await once(bad, 'close');
  good.write(frame('still here'));
  t.ok((await read(good, 14)).equals(frame('still here')));
  good.destroy();
  await server.close();
});

t.test('a client that reads nothing does not fill the memory', async (t) => {
  const server = await tcpEcho.start();
  const deaf = connect(server.port, '127.0.0.1');
  deaf.pause();
  const bytes = frame('x'.repeat(1_000_000));
  // What the kernel buffers in both directions is some megabytes; this is more.
  const sent = Array.from({ length: 64 }, () => bytes);
  for (const one of sent) deaf.write(one);
  const other = connect(server.port, '127.0.0.1');
  // While others are served a hundred times over, nothing more is taken from this one.
  let taken = -1;
  for (let quiet = 0; quiet < 100 && deaf.writableLength > 0; quiet += 1) {
    if (server.requests() !== taken + 1) quiet = 0;
    taken = server.requests();
    other.write(frame('a'));
    await read(other, 5);
  }
  t.ok(deaf.writableLength > 0, 'the server has stopped reading');
  t.ok(server.requests() > 100);
  for (const socket of [deaf, other]) socket.destroy();
  await server.close();
});
