import type { AnswerFault } from '../../model/protocol.ts';
import type { BytePattern } from '../stream/byte-search.ts';
import type { HeadMemo } from './head-memo.ts';

/** A whole answer as it came. */
export interface RawAnswer {
  readonly status: number;
  /** The header's lines, each with its end. */
  readonly head: string;
  /** Only until the inspector returns: the memory is used again. */
  readonly body: Buffer;
}

/** Looks at a whole answer; `welcome` says whether its status is a right one. */
export type Inspector = (answer: RawAnswer, welcome: boolean) => AnswerFault | undefined;

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
  /** Needs the answer as a whole, which is kept for it; undefined where nothing does. */
  readonly inspect: Inspector | undefined;
  /** The header that answered it last, on any connection. */
  readonly memo: HeadMemo;
  /** Where the answer has led, which the inspector finds out. */
  next: EncodedRequest | undefined;
}
