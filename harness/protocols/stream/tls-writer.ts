/**
 * The same over TLS, where a handle takes one write at a time and tells later, in a turn of the
 * event loop, that it may have the next: what comes before that waits here. To be told takes a
 * call for each request, so only who waits asks for it. A write that fails later, with nothing
 * behind it, ends the stream: whoever reads from it is told.
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

/** Writes whole requests to one TLS socket after its handshake. Nobody else may write to it. */
export class TlsWriter {
  readonly #socket: Socket;
  readonly #handle: WriteHandle | undefined;
  /** Of the last write, and for the next one; not if the handle is to tell of its end. */
  #request: WriteRequest | undefined;
  /** The handle is to tell of the end of the last write. */
  #asked = false;
  #waiting: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#handle = handleOf(socket);
  }

  /** The bytes must stay as they are until the server has them. */
  write(bytes: Buffer): void {
    const handle = this.#handle;
    if (handle === undefined || this.#socket.destroyed) this.#socket.write(bytes);
    else if (this.#stillWrites()) this.#waiting.push(bytes);
    else this.#begin(handle, bytes);
  }

  #stillWrites(): boolean {
    const request = this.#request;
    if (request === undefined || !isHeld(request)) return this.#asked;
    request.oncomplete = this.#done;
    this.#asked = true;
    // It cannot be used again: the handle lets go of it only some time after it has told.
    this.#request = undefined;
    return true;
  }

  #begin(handle: WriteHandle, bytes: Buffer): void {
    const request = this.#request ?? freshRequest(this.#failed);
    if (request === undefined) {
      this.#asked = true;
      const told = (error?: Error | null): void => {
        if (!error) this.#written();
      };
      learnFrom(() => this.#socket.write(bytes, told), handle);
      return;
    }
    this.#request = request;
    request.buffer = bytes;
    request.oncomplete = this.#failed;
    const failure = handle.writeBuffer(request, bytes);
    request.oncomplete = undefined;
    if (failure !== 0) failWrite(this.#socket, failure);
  }

  /** At once, so the handle has let go of the request. */
  readonly #failed = (status: number): void => {
    if (status < 0) failWrite(this.#socket, status);
  };

  readonly #done = (status: number): void => {
    if (status < 0) failWrite(this.#socket, status);
    else this.#written();
  };

  #written(): void {
    this.#asked = false;
    if (this.#waiting.length === 0 || this.#socket.destroyed) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.write(bytes);
  }
}
