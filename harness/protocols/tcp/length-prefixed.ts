import { FRAME_BYTES_MAX, type Framing } from './framing.ts';

const PREFIX_BYTES = 4;

/** Four bytes of length, big-endian, then as many bytes of payload. */
export const lengthPrefixed = {
  name: 'length-prefixed',
  about: 'four bytes of length, big-endian, before each payload',
  encode(payload) {
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(payload.length);
    return Buffer.concat([prefix, payload]);
  },
  find(bytes, from, to) {
    if (to - from < PREFIX_BYTES) return undefined;
    const length = bytes.readUInt32BE(from);
    if (length > FRAME_BYTES_MAX) return 'malformed';
    const payloadFrom = from + PREFIX_BYTES;
    const end = payloadFrom + length;
    return end <= to ? { payloadFrom, payloadTo: end, end } : undefined;
  },
} as const satisfies Framing;
