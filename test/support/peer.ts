import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Test } from 'tap';
import type { ServerModule, ServerOptions } from '../../harness/model/target.ts';

/** A server within this process, and the server's side of its connections. */
export interface Peer {
  readonly url: string;
  readonly port: number;
  /** The most connections that were open at once. */
  openMax(): number;
  requests(): number;
  /** Resolves when the other side has ended every connection; never, if one is left. */
  left(): Promise<void>;
}

/** Starts it until the end of the test. */
export async function peer(
  t: Test,
  module: ServerModule,
  path: string,
  options: ServerOptions = {},
): Promise<Peer> {
  const server = await module.start({ ...module.options, ...options });
  const sockets: Socket[] = [];
  let openMax = 0;
  const accepted = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort !== server.port) return;
    sockets.push(socket);
    openMax = Math.max(openMax, sockets.filter(({ closed }) => !closed).length);
  };
  subscribe('net.server.socket', accepted);
  t.teardown(async () => {
    unsubscribe('net.server.socket', accepted);
    await server.close();
  });
  const left = async (): Promise<void> => {
    const open = sockets.filter((socket) => !socket.closed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  };
  const url = `http://127.0.0.1:${server.port}${path}`;
  const counts = { openMax: () => openMax, requests: () => server.requests() };
  return { url, port: server.port, ...counts, left };
}
