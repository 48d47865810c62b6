import type { AnswerFault, Outcome } from '../../model/protocol.ts';

/**
 * Takes one answer after the other out of a stream of bytes that may be cut anywhere. It keeps no
 * reference to the bytes: their buffer is used again for the next read.
 */
export interface AnswerReader<Prepared> {
  /**
   * Reads on from `at`, to the end of the answer to `request` or to `end`; returns where it
   * stopped. Never throws: what is not of the protocol ends as `malformed`.
   */
  read(bytes: Buffer, at: number, end: number, request: Prepared): number;
  /** The server sends no more: the outcome of an answer that ends so, undefined if it was cut. */
  finish(request: Prepared): Outcome | undefined;
  /** Makes ready for the next answer; whatever was read of this one is forgotten. */
  restart(): void;
  /** What was wrong with the last whole answer; until the next one begins. */
  fault?(): AnswerFault | undefined;
  /** Of the last whole answer: how long the server says that it took; -1 when it does not. */
  readonly serverNs?: number;
  /** Of the answer that was read; undefined while it is not whole. */
  readonly outcome: Outcome | undefined;
  /** Why the connection takes no exchange after this answer, in words; empty when it does. */
  readonly closing: string;
}
