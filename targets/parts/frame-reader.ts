/** Each frame starts with its payload's length in bytes: four bytes, most significant first. */
const LENGTH_BYTES = 4;
const PAYLOAD_BYTES_MAX = 1024 * 1024;

/** Whole frames as they came over the wire, lengths included. */
export interface WholeFrames {
  readonly count: number;
  readonly bytes: Buffer;
}

/** Finds whole frames in a stream that is split anywhere. Copies each byte once at most. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #held = 0;
  /** Fewer bytes than this are certainly no whole frame. */
  #needed = LENGTH_BYTES;

  /** Takes in the next bytes of the stream. Throws a `RangeError` for a frame over one mebibyte. */
  push(chunk: Buffer): WholeFrames {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#needed) return { count: 0, bytes: Buffer.alloc(0) };
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    let count = 0;
    let end = 0;
    this.#needed = LENGTH_BYTES;
    while (bytes.length - end >= LENGTH_BYTES) {
      const payload = bytes.readUInt32BE(end);
      if (payload > PAYLOAD_BYTES_MAX) throw new RangeError(`a frame of ${payload} bytes`);
      if (bytes.length - end < LENGTH_BYTES + payload) {
        this.#needed = LENGTH_BYTES + payload;
        break;
      }
      end += LENGTH_BYTES + payload;
      count += 1;
    }
    const rest = bytes.subarray(end);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return { count, bytes: bytes.subarray(0, end) };
  }
}
