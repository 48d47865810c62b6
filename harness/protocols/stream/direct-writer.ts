/**
 * Writing to a socket past the queue of `node:stream`. A request that is written at once needs none
 * of what a stream does for a write: its state, its callback, the tick in which it is told. That is
 * a sixth of what a request costs a client (`npm run bench:client`).
 */
import type { Socket } from 'node:net';
import {
  failWrite,
  freshRequest,
  handleOf,
  isHeld,
  learnFrom,
  type WriteHandle,
  type WriteRequest,
} from './write-handle.ts';

/** Writes whole requests to one TCP socket, which must be connected. */
export class DirectWriter {
  readonly #socket: Socket;
  readonly #handle: WriteHandle | undefined;
  #request: WriteRequest | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#handle = handleOf(socket);
  }

  /** The bytes must stay as they are until the server has them. */
  write(bytes: Buffer): void {
    const handle = this.#handle;
    if (handle === undefined || this.#socket.destroyed) {
      this.#socket.write(bytes);
      return;
    }
    const request = this.#request ?? freshRequest(this.#done);
    if (request === undefined) {
      learnFrom(() => this.#socket.write(bytes), handle);
      return;
    }
    const failure = handle.writeBuffer(request, bytes);
    if (failure !== 0) failWrite(this.#socket, failure);
    // Until the kernel has taken the rest.
    const held = isHeld(request);
    if (held) request.buffer = bytes;
    this.#request = held ? undefined : request;
  }

  readonly #done = (status: number): void => {
    if (status < 0) failWrite(this.#socket, status);
  };
}
