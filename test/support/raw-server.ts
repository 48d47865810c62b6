import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Test } from 'tap';
import { localhostCertificate } from './tls/localhost-certificate.ts';

/** A server that does with each connection what a test says, byte for byte. */
export interface RawServer {
  readonly port: number;
  /** Every connection so far, the oldest first. */
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

export interface RawServerOptions {
  readonly tls?: boolean;
}

/** Listens on loopback until it is closed. */
export async function startRawServer(
  serve: (socket: Socket, index: number) => void,
  options: RawServerOptions = {},
): Promise<RawServer> {
  const sockets: Socket[] = [];
  const accept = (socket: Socket): void => {
    socket.setNoDelay(true);
    // A client that resets the connection is what some tests are about.
    socket.on('error', () => undefined);
    serve(socket, sockets.push(socket) - 1);
  };
  const server: Server = options.tls
    ? createTlsServer(localhostCertificate, accept)
    : createServer(accept);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, sockets, close };
}

/** Listens on loopback until the end of the test. */
export async function rawServer(
  t: Test,
  serve: (socket: Socket, index: number) => void,
  options: RawServerOptions = {},
): Promise<RawServer> {
  const server = await startRawServer(serve, options);
  t.teardown(() => server.close());
  return server;
}

/** Answers every request, which is whatever ends in an empty line, as it is told. */
export function answering(answer: (socket: Socket, index: number) => void) {
  return (socket: Socket): void => {
    let seen = '';
    let index = 0;
    socket.on('data', (chunk) => {
      const parts = (seen + chunk.toString('latin1')).split('\r\n\r\n');
      seen = parts.pop() ?? '';
      for (const _ of parts) answer(socket, index++);
    });
  };
}
