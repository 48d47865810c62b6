import type { Named } from '../../../model/registry.ts';
import type { ByteMatch } from '../../stream/byte-match.ts';

/** A frame with a longer payload than this is taken for a mistake. */
export const PAYLOAD_BYTES_MAX = 16 * 1024 * 1024;

/** How the messages on a stream are told apart. */
export interface Framing extends Named {
  /** The payload as a frame. Throws a scenario error if it cannot be one. */
  encode(payload: Buffer): Buffer;
  reader(): FrameReader;
}

/** Takes one frame after the other out of bytes that may be cut anywhere. Keeps none of them. */
export interface FrameReader {
  /** Reads on from `at`, to the end of the frame or to `end`; returns where it stopped. */
  read(bytes: Buffer, at: number, end: number, payload: ByteMatch): number;
  /** The frame is whole. */
  readonly whole: boolean;
  /** What is wrong with the frame; empty while nothing is. */
  readonly fault: string;
  /** Makes ready for the next frame, whatever was read of this one. */
  restart(): void;
}
