/** Names of methods and fields (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const isToken = (text: string): boolean => TOKEN.test(text);

/** The same by byte, 1 for those that may occur in a token. */
export const tokenBytes: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  isToken(String.fromCharCode(byte)) ? 1 : 0,
);
