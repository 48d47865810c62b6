import type { Protocol } from '../../model/protocol.ts';
import type { HttpRequest } from '../../model/scenario.ts';
import { StreamConnection } from '../stream/stream-connection.ts';
import type { EncodedRequest } from './encoded-request.ts';
import { encodeRequest } from './request-encoder.ts';
import { ResponseReader } from './response-reader.ts';

/** As most servers answer. */
const ANSWER = [
  'HTTP/1.1 200 OK',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Length: 12',
  'Date: Thu, 01 Jan 1970 00:00:00 GMT',
  'Connection: keep-alive',
  '',
  'hello world\n',
].join('\r\n');

const PLAIN_CHECKS = ['status', 'body', 'contains'];

/** Files, signatures and checks of the answer as a whole are only dealt with for sessions. */
function isPlain(request: HttpRequest): boolean {
  const { multipart, file, auth, expect = {} } = request;
  const plain = Object.keys(expect).every((key) => PLAIN_CHECKS.includes(key));
  const signed = auth !== undefined && 'call' in auth;
  return multipart === undefined && file === undefined && !signed && plain;
}

export const http1 = {
  name: 'http1',
  about: 'HTTP/1.1, plain or over TLS, with keep-alive and pipelining',
  schemes: ['http', 'https'],
  tlsSchemes: ['https'],
  defaultPorts: { http: 80, https: 443 },
  rehearsal: { request: { path: '/' }, answer: Buffer.from(ANSWER) },
  prepare: encodeRequest,
  isPlain,
  forSessions: async () => (await import('./session-request.ts')).httpSessions,
  next: (request) => request.next,
  unchecked: (request) =>
    request.body === undefined && request.contains === undefined
      ? request
      : { ...request, body: undefined, contains: undefined },
  connect(endpoint, options, owner, clock, traffic) {
    const reader = new ResponseReader(clock, traffic);
    return new StreamConnection({ ...options, endpoint, owner, clock, traffic, reader });
  },
} as const satisfies Protocol<HttpRequest, EncodedRequest>;
