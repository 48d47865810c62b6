import type { Outcome } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';

/** A response, good or bad, and what a client must make of it. */
export interface ResponseSample {
  readonly about: string;
  readonly request?: HttpRequest;
  /** As text, one character a byte; `\n` stands for CR LF. */
  readonly response: string;
  /** Undefined if the answer is still not whole after all bytes. */
  readonly outcome: Outcome | undefined;
  /** Why the connection takes no more; kept open when absent. */
  readonly closing?: RegExp;
  /** The outcome when the server closes after these bytes, where that ends the answer. */
  readonly atEnd?: Outcome;
}

/** Line ends as HTTP has them. A sample with a bare CR in it keeps it. */
export const withLineEnds = (sample: ResponseSample): ResponseSample => ({
  ...sample,
  response: sample.response.replaceAll('\n', '\r\n'),
});
