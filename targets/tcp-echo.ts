import { createServer, type Socket } from 'node:net';
import type { RunningServer, ServerModule } from '../harness/model/target.ts';
import { FrameReader } from './parts/frame-reader.ts';
import { serveTcp } from './parts/loopback-server.ts';

function echo(socket: Socket, taken: (frames: number) => void): void {
  const reader = new FrameReader();
  socket.setNoDelay(true);
  // A client that goes away is no matter of the server's.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    try {
      const { count, bytes } = reader.push(chunk);
      if (count === 0) return;
      taken(count);
      if (socket.write(bytes)) return;
      // A client that does not read its answers gets to send no more.
      socket.pause();
      socket.once('drain', () => socket.resume());
    } catch {
      socket.destroy();
    }
  });
}

/** Sends each frame back as it came; a frame over one mebibyte ends its connection. */
export const tcpEcho = {
  name: 'tcp-echo',
  about: 'echoes length-prefixed frames over TCP (length: 4 bytes, big-endian)',
  protocol: 'tcp',
  options: {},
  async start(): Promise<RunningServer> {
    let requests = 0;
    const server = createServer((socket) => {
      echo(socket, (frames) => {
        requests += frames;
      });
    });
    return serveTcp(server, () => requests);
  },
} as const satisfies ServerModule;
