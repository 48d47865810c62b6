/** Opens the byte stream under a connection: TCP, or TLS over TCP. */
import net from 'node:net';
import tls from 'node:tls';
import type { Endpoint } from '../../model/protocol.ts';

/** What becomes of a socket; each is called as often as it happens. */
export interface SocketEvents {
  /** TCP is up. */
  connected(): void;
  /** The stream is usable: TCP is up, and TLS too where there is TLS. */
  ready(): void;
  read(bytes: Buffer, length: number): void;
  /** The server has sent its last byte. */
  ended(): void;
  /** The stream is gone; `cause` is an error's code, or `closed`. */
  gone(cause: string): void;
}

/**
 * All plain connections of a thread read into one buffer: a read is handled to its end before the
 * next one starts, so nothing of it has to be kept.
 */
const READ_BYTES = 64 * 1024;
let readBuffer: Buffer | undefined;

const causeOf = (error: Error & { code?: string }): string => error.code ?? error.message;

export function openSocket(endpoint: Endpoint, events: SocketEvents): net.Socket {
  const socket = endpoint.tls ? openTls(endpoint, endpoint.tls, events) : openTcp(endpoint, events);
  socket.setNoDelay(true);
  let cause = 'closed';
  socket.on('error', (error) => {
    cause = causeOf(error);
  });
  socket.on('end', () => events.ended());
  socket.on('close', () => events.gone(cause));
  return socket;
}

function openTcp({ host, port }: Endpoint, events: SocketEvents): net.Socket {
  readBuffer ??= Buffer.allocUnsafeSlow(READ_BYTES);
  const callback = (length: number, bytes: Uint8Array): boolean => {
    events.read(bytes as Buffer, length);
    return true;
  };
  const socket = net.connect({ host, port, onread: { buffer: readBuffer, callback } });
  socket.on('connect', () => {
    events.connected();
    events.ready();
  });
  return socket;
}

function openTls(
  { host, port }: Endpoint,
  { servername, ca, verify }: NonNullable<Endpoint['tls']>,
  events: SocketEvents,
): net.Socket {
  const socket = tls.connect({
    host,
    port,
    // An IP address is no server name in TLS; certificates are checked against it all the same.
    ...(net.isIP(servername) ? {} : { servername }),
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: verify,
  });
  socket.on('connect', () => events.connected());
  socket.on('secureConnect', () => events.ready());
  socket.on('data', (bytes: Buffer) => events.read(bytes, bytes.length));
  return socket;
}
