import { createServer, type Socket } from 'node:net';
import type { RunningServer } from '../../harness/model/target.ts';
import { TEXT, TEXT_TYPE } from './item-api.ts';
import { serveTcp } from './loopback-server.ts';
import { type PlainRequest, RequestReader, UnreadableRequest } from './request-reader.ts';

/** Requests of one connection that may wait for their answers; more are left in its socket. */
const WAITING_MAX = 1000;

const HEADERS = `Content-Type: ${TEXT_TYPE}\r\nContent-Length: ${Buffer.byteLength(TEXT)}\r\n`;

function answerTo({ head, keepAlive }: PlainRequest): string {
  const close = keepAlive ? '' : 'Connection: close\r\n';
  return `HTTP/1.1 200 OK\r\n${HEADERS}${close}\r\n${head ? '' : TEXT}`;
}

/** Answers one connection's requests in their order, each when `take` says so. */
function converse(socket: Socket, take: (answer: () => void) => void): void {
  const reader = new RequestReader();
  let waiting = 0;
  const answer = (request: PlainRequest): void => {
    waiting -= 1;
    if (waiting === WAITING_MAX - 1) socket.resume();
    if (socket.destroyed) return;
    socket.write(answerTo(request), 'latin1');
    if (!request.keepAlive) socket.end();
  };
  socket.setNoDelay(true);
  // A client that goes away is no matter of the server's.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const request of reader.push(chunk)) {
        waiting += 1;
        if (waiting === WAITING_MAX) socket.pause();
        take(() => answer(request));
      }
    } catch (error) {
      if (!(error instanceof UnreadableRequest)) throw error;
      socket.end(`HTTP/1.1 ${error.status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      socket.removeAllListeners('data').resume();
    }
  });
}

/**
 * An HTTP server that answers whatever it is asked with the same text, when it is told to. It costs
 * half of what one on `node:http` does, and so adds less of its own to what it is a measure of.
 * Requests must be answered in the order in which they are taken.
 */
export function servePlain(take: (answer: () => void) => void): Promise<RunningServer> {
  let requests = 0;
  const server = createServer((socket) => {
    converse(socket, (answer) => {
      requests += 1;
      take(answer);
    });
  });
  return serveTcp(server, () => requests);
}
