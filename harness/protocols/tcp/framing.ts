import type { Named } from '../../model/registry.ts';

/** A frame that is longer is refused. */
export const FRAME_BYTES_MAX = 16 * 1024 * 1024;

/** How frames are told apart in a stream of bytes. One file in this folder is one of these. */
export interface Framing extends Named {
  /** A payload as it goes over the wire. Throws a `scenario` error if it cannot. */
  encode(payload: Buffer): Buffer;
  /**
   * Where the frame that begins at `from` ends, and its payload lies; undefined while it is not whole,
   * `malformed` if it never can be.
   */
  find(bytes: Buffer, from: number, to: number): FoundFrame | 'malformed' | undefined;
}

export interface FoundFrame {
  readonly payloadFrom: number;
  readonly payloadTo: number;
  readonly end: number;
}
