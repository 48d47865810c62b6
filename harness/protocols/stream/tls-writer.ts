/**
 * The same over TLS, where a handle takes one write at a time and tells later, in a turn of the
 * event loop, that it may have the next: what comes before that waits here. To be told costs a
 * twentieth of a request over TLS (`npm run bench:client`), so only who waits asks for it: until
 * then a write is over when the handle keeps no bytes of it any more.
 */
import type { Socket } from 'node:net';
import {
  failWrite,
  freshRequest,
  handleOf,
  learnFrom,
  type WriteHandle,
  type WriteRequest,
} from './write-handle.ts';

/** Writes whole requests to one TLS socket after its handshake. Nobody else may write to it. */
export class TlsWriter {
  readonly #socket: Socket;
  readonly #handle: WriteHandle | undefined;
  /** Of the last write, and for the next one; not if the handle is to tell of its end. */
  #request: WriteRequest | undefined;
  /** Whether the handle keeps the bytes of a write until it is over. */
  #keeps: boolean | undefined;
  #writing = false;
  #waiting: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#handle = handleOf(socket);
  }

  /** The bytes must stay as they are until the server has them. */
  write(bytes: Buffer): void {
    const handle = this.#handle;
    if (handle === undefined || this.#socket.destroyed) this.#socket.write(bytes);
    else if (this.#writing && this.#stillWrites(handle)) this.#waiting.push(bytes);
    else this.#begin(handle, bytes);
  }

  #stillWrites(handle: WriteHandle): boolean {
    if (this.#keeps && handle.writeQueueSize === 0) return false;
    this.#askToBeTold();
    return true;
  }

  /** One that is told of cannot be used again: the handle lets go of it only some time later. */
  #askToBeTold(): void {
    if (this.#request) this.#request.oncomplete = this.#done;
    this.#request = undefined;
  }

  #begin(handle: WriteHandle, bytes: Buffer): void {
    this.#writing = true;
    const request = this.#request ?? freshRequest();
    if (request === undefined) {
      const told = (error?: Error | null): void => {
        if (!error) this.#written();
      };
      learnFrom(() => this.#socket.write(bytes, told), handle);
      return;
    }
    this.#request = request;
    request.buffer = bytes;
    const failure = handle.writeBuffer(request, bytes);
    if (failure !== 0) failWrite(this.#socket, failure);
    this.#keeps ??= handle.writeQueueSize > 0;
    if (!this.#keeps) this.#askToBeTold();
  }

  readonly #done = (status: number): void => {
    if (status < 0) failWrite(this.#socket, status);
    else this.#written();
  };

  #written(): void {
    this.#writing = false;
    if (this.#waiting.length === 0 || this.#socket.destroyed) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.write(bytes);
  }
}
