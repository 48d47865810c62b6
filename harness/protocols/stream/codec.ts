import type { Outcome } from '../../model/protocol.ts';

/** What a codec has found after it was given bytes. */
export type CodecState =
  /** The answer is not whole yet. */
  | 'more'
  /** The answer is whole; `outcome` and `closes` are of it. */
  | 'answer'
  /** These bytes are not the protocol's; nothing after them can be understood. */
  | 'malformed';

/**
 * The bytes of one connection's answers, read as they come: split at any byte, several in one piece.
 * One per connection, used for all its answers, so that an answer allocates nothing.
 */
export interface Codec<Prepared> {
  readonly state: CodecState;
  readonly outcome: Outcome;
  /** The server closes the connection after this answer. */
  readonly closes: boolean;
  /**
   * Reads bytes of the answer to `request` and returns the offset behind the last one it used: `to`,
   * or less when the answer ended before.
   */
  consume(bytes: Buffer, from: number, to: number, request: Prepared): number;
  /** The server has ended the stream; `state` is then `answer` if that ended the answer properly. */
  finish(request: Prepared): void;
  /** Forgets what was begun: a new connection starts. */
  restart(): void;
}

/** What every prepared request has, whatever its protocol. */
export interface PreparedBytes {
  /** Encoded before the run; written as they are. */
  readonly bytes: Buffer;
}
