import type { Framing } from './framings/framing.ts';

/** A request as the hot path sends it, and what to expect for an answer. */
export interface EncodedFrame {
  readonly bytes: Buffer;
  readonly framing: Framing;
  /** The right answer; undefined for any. */
  readonly payload: Buffer | undefined;
}
