import { type ResponseSample, withLineEnds } from './response-sample.ts';

const malformed = (about: string, response: string, fault: RegExp): ResponseSample => ({
  about,
  response,
  outcome: 'malformed',
  closing: fault,
});

const empty = 'Content-Length: 0\n\n';
const bad: readonly ResponseSample[] = [
  ...[
    'HTTP/2 200 OK',
    'http/1.1 200 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.x 200 OK',
    'HTTP/1.1 20',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 2x0 OK',
    'HTTP/1.1 099 OK',
    'SSH-2.0-OpenSSH_9.2',
    '',
  ].map((line) => malformed(`"${line}"`, `${line}\n${empty}`, /status/)),
  ...['x', '', '-1', '+1', '1 2', '5, 6', '0x5', '1e3', '9'.repeat(20)].map((length) =>
    malformed(
      `Content-Length "${length}"`,
      `HTTP/1.1 200 OK\nContent-Length: ${length}\n\n`,
      /Content-Length/,
    ),
  ),
  malformed(
    'two lengths',
    'HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\nhello!',
    /two different/,
  ),
  ...['nothing', ': x', 'a b: c', 'Content-Length : 5', 'caf\xe9: x', '(x): y'].map((line) =>
    malformed(`the header line "${line}"`, `HTTP/1.1 200 OK\n${line}\n\n`, /without a name/),
  ),
  malformed('a fold in the length', 'HTTP/1.1 200 OK\nContent-Length: 5\n 6\n\n', /folded/),
  malformed(
    'a fold in the connection, after a field that may be folded',
    'HTTP/1.1 200 OK\nX: y\nConnection: x,\n close\n\n',
    /folded/,
  ),
  malformed('a fold first of all', 'HTTP/1.1 200 OK\n X: 5\n\n', /folded/),
  malformed('a NUL in a header', 'HTTP/1.1 200 OK\nX: \0\n\n', /control/),
  malformed('a lone carriage return', 'HTTP/1.1 200 OK\nX: a\rb\n\n', /control/),
  malformed('an endless line', `HTTP/1.1 200 OK\nX: ${'a'.repeat(66_000)}`, /65536 bytes/),
  malformed('endless lines', `HTTP/1.1 200 OK\n${'X: abcdefg\n'.repeat(6_000)}`, /65536 bytes/),
  malformed(
    'a chunk that is longer than it says',
    'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nhello\n0\n\n',
    /chunk of another size/,
  ),
  ...['', 'x', '-1', '5x', '0x5', ' 5', ';a', 'fffffffffffffffff'].map((size) =>
    malformed(
      `a chunk of size "${size}"`,
      `HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n${size}\nhello\n0\n\n`,
      /chunk without a size/,
    ),
  ),
  malformed(
    'a trailer that is no field',
    'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n0\nnothing\n\n',
    /trailer/,
  ),
];

/** Responses that are none, as they are on the wire. */
export const badResponses: readonly ResponseSample[] = bad.map(withLineEnds);
