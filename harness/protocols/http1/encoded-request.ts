import type { BytePattern } from '../stream/byte-search.ts';

/** A request as the hot path sends it, and what to expect for an answer. */
export interface EncodedRequest {
  readonly bytes: Buffer;
  /** The answer has no body, whatever its header says: the method is HEAD. */
  readonly bodiless: boolean;
  /** The connection ends after the answer, because the request says so. */
  readonly closes: boolean;
  /** Right statuses; undefined for all from 200 to 399. */
  readonly statuses: readonly number[] | undefined;
  /** The right body; undefined for any. */
  readonly body: Buffer | undefined;
  /** What the right body has in it; undefined for anything. */
  readonly contains: BytePattern | undefined;
}
