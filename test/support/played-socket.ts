import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Test } from 'tap';
import type { WriteHandle, WriteRequest } from '../../harness/protocols/stream/write-handle.ts';
import { rawServer } from './raw-server.ts';

interface Writer {
  write(bytes: Buffer): void;
}

interface PlayedHandle {
  /** Whether a write is not over when it returns. */
  holds: boolean;
  /** What it answers to a write. */
  failure: number;
  writeBuffer: WriteHandle['writeBuffer'];
}

/** A socket whose handle a test plays, after another one has shown how requests are made. */
export async function playedSocket(t: Test, Kind: new (socket: Socket) => Writer) {
  const server = await rawServer(t, (socket) => socket.resume());
  const real = connect({ host: '127.0.0.1', port: server.port });
  t.teardown(() => real.destroy());
  await once(real, 'connect');
  new Kind(real).write(Buffer.from('learnt'));
  /** The requests of all writes, and what they wrote. */
  const asked: WriteRequest[] = [];
  const texts: string[] = [];
  const errors: (Error | undefined)[] = [];
  const held = new Set<WriteRequest>();
  const handle: PlayedHandle = {
    holds: true,
    failure: 0,
    writeBuffer(request, bytes) {
      if (held.has(request)) throw new Error('a request is used again while it is held');
      asked.push(request);
      texts.push(bytes.toString());
      request.getAsyncId = () => (held.has(request) ? 7 : -1);
      if (handle.holds) held.add(request);
      return handle.failure;
    },
  };
  /** The n-th write is over; who is told is told before the handle lets go of the request. */
  const over = (index: number, status = 0): void => {
    const request = asked[index];
    if (request === undefined) throw new RangeError(`no write ${index}`);
    request.oncomplete?.(status);
    held.delete(request);
  };
  const socket = {
    destroyed: false,
    _handle: handle,
    destroy: (error?: Error) => errors.push(error),
  };
  const writer = new Kind(socket as unknown as Socket);
  const write = (text: string): void => writer.write(Buffer.from(text));
  return { write, handle, asked, texts, errors, over };
}
