/**
 * What a socket writes to. Node.js has no public way past the queue of `node:stream`, so this takes
 * only what it has seen: the handle of a connected socket, and the kind of request object that a
 * socket itself hands its handle. Where either looks different, the socket's own `write` is used.
 */
import type { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';

/** One write that the handle may keep until the kernel has taken all of it. */
export interface WriteRequest {
  /** Called when the write is over, if it is there by then: the handle looks for it only then. */
  oncomplete: ((status: number) => void) | undefined;
  /** A number while the handle has the request, and -1 else. */
  getAsyncId(): number;
  /** Keeps the bytes from being collected meanwhile; the handle only knows where they are. */
  buffer?: Buffer;
}

export interface WriteHandle {
  /** 0, or the negative number of a system error. */
  writeBuffer(request: WriteRequest, bytes: Buffer): number;
}

/** Undefined until a socket has shown it. */
let Request: (new () => WriteRequest) | undefined;

export function handleOf(socket: Socket): WriteHandle | undefined {
  const { _handle: handle } = socket as { _handle?: Partial<WriteHandle> | null };
  return typeof handle?.writeBuffer === 'function' ? (handle as WriteHandle) : undefined;
}

/** For one write after another; undefined as long as no socket has shown how it is made. */
export function freshRequest(oncomplete: (status: number) => void): WriteRequest | undefined {
  if (Request === undefined) return undefined;
  return Object.assign(new Request(), { oncomplete });
}

/** Whether the handle has a write of it that is not over: it cannot be used for another then. */
export const isHeld = (request: WriteRequest): boolean => request.getAsyncId() !== -1;

/** Lets a socket write once, and looks at what it hands its handle. */
export function learnFrom(write: () => void, handle: WriteHandle): void {
  const own = handle.writeBuffer;
  handle.writeBuffer = (request, written) => {
    // One that does not say whether it is held is not known well enough.
    if (typeof request.getAsyncId === 'function') {
      Request = request.constructor as new () => WriteRequest;
    }
    return own.call(handle, request, written);
  };
  write();
  // What was put on the object itself hid the one of its class.
  Reflect.deleteProperty(handle, 'writeBuffer');
}

/** Ends a socket as its own `write` would have. */
export function failWrite(socket: Socket, failure: number): void {
  const code = getSystemErrorName(failure);
  socket.destroy(Object.assign(new Error(`write ${code}`), { code }));
}
