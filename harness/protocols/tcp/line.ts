import { HarnessError } from '../../model/harness-error.ts';
import { FRAME_BYTES_MAX, type Framing } from './framing.ts';

const LF = 10;
const CR = 13;

/** Text lines: a payload ends at a line feed; a carriage return before it is not part of it. */
export const line = {
  name: 'line',
  about: 'one line of text a frame',
  encode(payload) {
    if (payload.includes(LF)) {
      throw new HarnessError(
        'scenario',
        `The payload ${JSON.stringify(payload.toString())} has a line break.`,
        'A line cannot hold one; use the framing length-prefixed.',
      );
    }
    return Buffer.concat([payload, Buffer.from([LF])]);
  },
  find(bytes, from, to) {
    const at = bytes.indexOf(LF, from);
    if (at < 0 || at >= to) return to - from > FRAME_BYTES_MAX ? 'malformed' : undefined;
    const payloadTo = at > from && bytes[at - 1] === CR ? at - 1 : at;
    return { payloadFrom: from, payloadTo, end: at + 1 };
  },
} as const satisfies Framing;
