import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Test } from 'tap';
import type { WriteHandle, WriteRequest } from '../../harness/protocols/stream/write-handle.ts';
import { rawServer } from './raw-server.ts';

interface Writer {
  write(bytes: Buffer): void;
}

interface PlayedHandle {
  /** What it answers to a write. */
  failure: number;
  writeQueueSize: number;
  writeBuffer: WriteHandle['writeBuffer'];
}

/** A socket whose handle a test plays, after another one has shown how requests are made. */
export async function playedSocket(t: Test, Kind: new (socket: Socket) => Writer) {
  const server = await rawServer(t, (socket) => socket.resume());
  const real = connect({ host: '127.0.0.1', port: server.port });
  t.teardown(() => real.destroy());
  await once(real, 'connect');
  new Kind(real).write(Buffer.from('learnt'));
  const asked: WriteRequest[] = [];
  const errors: (Error | undefined)[] = [];
  const handle: PlayedHandle = {
    failure: 0,
    writeQueueSize: 0,
    writeBuffer(request) {
      asked.push(request);
      return handle.failure;
    },
  };
  const socket = {
    destroyed: false,
    _handle: handle,
    destroy: (error?: Error) => errors.push(error),
  };
  return { writer: new Kind(socket as unknown as Socket), handle, asked, errors };
}
