const TAB = 0x09;
const SPACE = 0x20;
const SEMICOLON = 0x3b;

/** Sixteen times this is still exact. */
const SIZE_MAX = 2 ** 48;

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x61 + 10 : -1;
}

/** Reads `1F4` or `1F4;name=value` (RFC 9112, section 7.1). Returns bytes, -1 if it is no size. */
export function parseChunkSize(bytes: Buffer, start: number, end: number): number {
  let size = 0;
  let position = start;
  while (position < end) {
    const digit = hexDigit(bytes[position]);
    if (digit < 0) break;
    size = 16 * size + digit;
    if (size > SIZE_MAX) return -1;
    position++;
  }
  if (position === start) return -1;
  while (position < end && (bytes[position] === SPACE || bytes[position] === TAB)) position++;
  return position === end || bytes[position] === SEMICOLON ? size : -1;
}
