/**
 * The same over TLS, where a handle takes one write at a time and tells later, in a turn of the
 * event loop, that it may have the next: what comes before that waits here.
 */
import type { Socket } from 'node:net';
import { failWrite, freshRequest, handleOf, learnFrom, type WriteHandle } from './write-handle.ts';

/** Writes whole requests to one TLS socket after its handshake. Nobody else may write to it. */
export class TlsWriter {
  readonly #socket: Socket;
  readonly #handle: WriteHandle | undefined;
  #request: ReturnType<typeof freshRequest>;
  #writing = false;
  #waiting: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#handle = handleOf(socket);
  }

  /** The bytes must stay as they are until the server has them. */
  write(bytes: Buffer): void {
    if (this.#handle === undefined || this.#socket.destroyed) this.#socket.write(bytes);
    else if (this.#writing) this.#waiting.push(bytes);
    else this.#begin(this.#handle, bytes);
  }

  #begin(handle: WriteHandle, bytes: Buffer): void {
    this.#writing = true;
    this.#request ??= freshRequest(this.#done);
    if (this.#request === undefined) {
      learnFrom(() => this.#socket.write(bytes, this.#written), handle);
      return;
    }
    this.#request.buffer = bytes;
    const failure = handle.writeBuffer(this.#request, bytes);
    if (failure !== 0) failWrite(this.#socket, failure);
  }

  readonly #done = (status: number): void => {
    if (status < 0) failWrite(this.#socket, status);
    else this.#written();
  };

  readonly #written = (): void => {
    this.#writing = false;
    if (this.#waiting.length === 0 || this.#socket.destroyed) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    // The handle lets go of a request only after it has told of its end.
    this.#request = undefined;
    this.write(bytes);
  };
}
