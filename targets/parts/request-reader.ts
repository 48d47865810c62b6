/** What a server that answers everything alike must know of a request. */
export interface PlainRequest {
  /** A `HEAD` request is answered without the body. */
  readonly head: boolean;
  /** Whether the connection stays open behind the answer. */
  readonly keepAlive: boolean;
}

/** The stream is not, or not any more, what the reader can read; the status says why. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest';
  readonly status: string;

  constructor(status: string) {
    super(status);
    this.status = status;
  }
}

const HEAD_BYTES_MAX = 16 * 1024;
const END_OF_HEAD = '\r\n\r\n';
const REQUEST_LINE = /^([!-~]+) [!-~]+ HTTP\/1\.([01])\r\n/;
const TRANSFER_ENCODING = /^transfer-encoding:/im;
const CONTENT_LENGTH = /^content-length:[ \t]*(.*?)[ \t]*$/im;
const CONNECTION_CLOSE = /^connection:.*\bclose\b/im;

/**
 * Finds requests in a stream of HTTP/1.1 that is split anywhere, and skips their bodies. A tenth of
 * what `node:http` does, in a fraction of its time: no header is kept, and a body in chunks, which
 * no answer here would depend on, is refused as RFC 9112 §6.3 allows.
 */
export class RequestReader {
  /** The start of a head, one character a byte. */
  #held = '';
  #bodyBytesLeft = 0;
  #pending: PlainRequest | undefined;

  /** Takes in bytes and returns what they complete. Throws an `UnreadableRequest`. */
  push(chunk: Buffer): PlainRequest[] {
    const whole: PlainRequest[] = [];
    const text = this.#held + chunk.toString('latin1');
    let at = 0;
    for (;;) {
      if (this.#pending) {
        const skipped = Math.min(this.#bodyBytesLeft, text.length - at);
        at += skipped;
        this.#bodyBytesLeft -= skipped;
        if (this.#bodyBytesLeft > 0) break;
        whole.push(this.#pending);
        this.#pending = undefined;
      }
      const end = text.indexOf(END_OF_HEAD, at);
      const size = (end < 0 ? text.length : end) - at;
      if (size > HEAD_BYTES_MAX) {
        throw new UnreadableRequest('431 Request Header Fields Too Large');
      }
      if (end < 0) break;
      this.#readHead(text.slice(at, end + 2));
      at = end + END_OF_HEAD.length;
    }
    this.#held = text.slice(at);
    return whole;
  }

  #readHead(head: string): void {
    const [, method, minor] = REQUEST_LINE.exec(head) ?? [];
    if (method === undefined) throw new UnreadableRequest('400 Bad Request');
    if (TRANSFER_ENCODING.test(head)) throw new UnreadableRequest('411 Length Required');
    const length = CONTENT_LENGTH.exec(head)?.[1] ?? '0';
    if (!/^\d{1,12}$/.test(length)) throw new UnreadableRequest('400 Bad Request');
    this.#bodyBytesLeft = Number(length);
    const keepAlive = minor === '1' && !CONNECTION_CLOSE.test(head);
    this.#pending = { head: method === 'HEAD', keepAlive };
  }
}
