import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { RunningServer } from '../../harness/model/target.ts';

/** Listens on a port of loopback that the operating system chooses, and resolves with it. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}

/**
 * Counts every request whose head has been read, whatever becomes of it. To be called before the
 * server listens, or early requests are missed.
 */
export function countRequests(server: HttpServer): () => number {
  let requests = 0;
  server.on('request', () => {
    requests += 1;
  });
  return () => requests;
}

/**
 * Starts an HTTP server on loopback; closing it ends idle and busy connections alike, also when it
 * has stopped listening by itself.
 */
export async function serveHttp(server: HttpServer): Promise<RunningServer> {
  const requests = countRequests(server);
  const port = await listen(server);
  const closed = once(server, 'close');
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { port, requests, close };
}

/** The same for a bare TCP server, which counts its requests itself. */
export async function serveTcp(server: Server, requests: () => number): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  const closed = once(server, 'close');
  const close = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port, requests, close };
}
