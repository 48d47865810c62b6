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
  /** In turns: the handle lets go of one only some time after it has told of its end. */
  #request: ReturnType<typeof freshRequest>;
  #spare: ReturnType<typeof freshRequest>;
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
      const told = (error?: Error | null): void => {
        if (!error) this.#written();
      };
      learnFrom(() => this.#socket.write(bytes, told), handle);
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

  #written(): void {
    this.#writing = false;
    [this.#request, this.#spare] = [this.#spare, this.#request];
    if (this.#waiting.length === 0 || this.#socket.destroyed) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.write(bytes);
  }
}
