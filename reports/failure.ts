/** Ways in which a request gets no right answer, with a few words for each. */
import { failureKinds } from '../harness/model/protocol.ts';
import type { Counts } from '../harness/model/record.ts';

/** One way, and how to count it. */
export interface Failure {
  readonly name: string;
  readonly meaning: string;
  read(counts: Counts): number;
  /** Whether the request was sent and settled; the others were left when the trial ended. */
  readonly sent: boolean;
}

const meanings = {
  connect: 'no connection could be made',
  timeout: 'no whole answer in time',
  reset: 'the connection ended before the whole answer',
  malformed: 'the answer was not of the protocol',
  status: 'the server answered that it failed',
  mismatch: 'the answer was not the expected one',
} as const satisfies Record<(typeof failureKinds)[number], string>;

/** Every way, so that their counts sum to all requests that were due and not answered rightly. */
export const failures: readonly Failure[] = [
  ...failureKinds.map(
    (kind): Failure => ({
      name: kind,
      meaning: meanings[kind],
      sent: true,
      read: ({ failed }) => failed[kind],
    }),
  ),
  {
    name: 'unfinished',
    meaning: 'no answer when the drain ended',
    sent: false,
    read: ({ unfinished }) => unfinished,
  },
  {
    name: 'unsent',
    meaning: 'no connection became free in time',
    sent: false,
    read: ({ unsent }) => unsent,
  },
];
