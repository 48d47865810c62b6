/**
 * Writing to a socket past the queue of `node:stream`. A request that is written at once needs none
 * of what a stream does for a write: its state, its callback, the tick in which it is told. That is
 * a sixth of what a request costs a client (`npm run bench:client`).
 *
 * Node.js has no public way to it, so this takes only what it has seen: the handle of a connected
 * socket and the kind of request object that the socket itself hands it. Where either looks
 * different, the socket's own `write` is used; so it is over TLS, where a handle takes one write at
 * a time and tells when it may have the next.
 */
import type { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';

/** One write that the handle may keep until the kernel has taken all of it. */
interface WriteRequest {
  oncomplete?: (status: number) => void;
  /** Keeps the bytes from being collected meanwhile; the handle only knows where they are. */
  buffer?: Buffer;
}

/** What `net.Socket` writes to. */
interface WriteHandle {
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
  /** Bytes that wait for the kernel. */
  readonly writeQueueSize: number;
}

type WriteRequestClass = new () => WriteRequest;

/** Undefined until a socket has shown it. */
let WriteRequest: WriteRequestClass | undefined;

function handleOf(socket: Socket): WriteHandle | undefined {
  const { _handle: handle } = socket as { _handle?: Partial<WriteHandle> | null };
  const known =
    typeof handle?.writeBuffer === 'function' && typeof handle.writeQueueSize === 'number';
  return known ? (handle as WriteHandle) : undefined;
}

/** Lets a socket write once, and looks at what it hands its handle. */
function learnFrom(socket: Socket, handle: WriteHandle, bytes: Buffer): void {
  const own = handle.writeBuffer;
  handle.writeBuffer = (request, written) => {
    WriteRequest = request.constructor as WriteRequestClass;
    return own.call(handle, request, written);
  };
  socket.write(bytes);
  // What was put on the object itself hid the one of its class.
  Reflect.deleteProperty(handle, 'writeBuffer');
}

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
    } else if (WriteRequest === undefined) {
      learnFrom(this.#socket, handle, bytes);
    } else {
      // One that the handle keeps until the rest has left cannot be used for the next write.
      const request = this.#request ?? this.#fresh(WriteRequest);
      const failure = handle.writeBuffer(request, bytes);
      if (failure !== 0) this.#fail(failure);
      const kept = handle.writeQueueSize > 0;
      if (kept) request.buffer = bytes;
      this.#request = kept ? undefined : request;
    }
  }

  #fresh(Request: WriteRequestClass): WriteRequest {
    const request = new Request();
    request.oncomplete = (status) => {
      if (status < 0) this.#fail(status);
    };
    return request;
  }

  #fail(failure: number): void {
    const code = getSystemErrorName(failure);
    this.#socket.destroy(Object.assign(new Error(`write ${code}`), { code }));
  }
}
