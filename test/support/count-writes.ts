import type { Socket } from 'node:net';

/** Counts what goes through the socket's own queue. */
export function countWrites(socket: Socket): () => number {
  let writes = 0;
  const own = socket.write.bind(socket);
  Object.assign(socket, {
    write(bytes: Buffer): boolean {
      writes++;
      return own(bytes);
    },
  });
  return () => writes;
}
