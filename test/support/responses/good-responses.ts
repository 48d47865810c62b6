import type { HttpRequest } from '../../../harness/model/scenario.ts';
import { type ResponseSample, withLineEnds } from './response-sample.ts';

const get = (expect: NonNullable<HttpRequest['expect']>): HttpRequest => ({ path: '/', expect });
const hello = get({ body: 'hello' });
const sized: readonly ResponseSample[] = [
  { about: 'a length', response: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', outcome: 'ok' },
  {
    about: 'the expected body',
    request: hello,
    response: 'HTTP/1.1 200 OK\ncontent-length:5 \t\n\nhello',
    outcome: 'ok',
  },
  {
    about: 'another body of the same length',
    request: hello,
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhallo',
    outcome: 'mismatch',
  },
  {
    about: 'a longer body than expected',
    request: hello,
    response: 'HTTP/1.1 200 OK\nContent-Length: 6\n\nhello!',
    outcome: 'mismatch',
  },
  {
    about: 'a shorter body than expected',
    request: hello,
    response: 'HTTP/1.1 200 OK\nContent-Length: 4\n\nhell',
    outcome: 'mismatch',
  },
  {
    about: 'an expected body beyond ASCII',
    request: get({ body: 'é€' }),
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\n\n\xc3\xa9\xe2\x82\xac',
    outcome: 'ok',
  },
  {
    about: 'no body where none is expected',
    request: get({ body: '' }),
    response: 'HTTP/1.1 200 OK\nContent-Length: 0\n\n',
    outcome: 'ok',
  },
  {
    about: 'the same length in two lines and in a list',
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\nCONTENT-LENGTH: 5 ,05\n\nhello',
    outcome: 'ok',
  },
  {
    about: 'no reason phrase, no space after the status',
    response: 'HTTP/1.1 200\nContent-Length: 0\n\n',
    outcome: 'ok',
  },
  {
    about: 'a later minor version, a reason beyond ASCII, an empty field, empty list elements',
    response: 'HTTP/1.9 203 \xe9t\xe9\nX:\nContent-Length: ,2,\nConnection: ,\n\nok',
    outcome: 'ok',
  },
  {
    about: 'a folded line in a field that does not matter here',
    response: 'HTTP/1.1 200 OK\nX-Long: a\n b\n\tc\nContent-Length: 2\n\nok',
    outcome: 'ok',
  },
  {
    about: 'fields whose names are as long as those that matter',
    response:
      'HTTP/1.1 200 OK\nX-ontent-Lengt: 9\nX-nnectio1: close\nTransfer-Encodinh: chunked\n' +
      'Content-Length: 2\n\nok',
    outcome: 'ok',
  },
];

const bodiless: readonly ResponseSample[] = [
  {
    about: 'HEAD has no body, whatever its length',
    request: { method: 'HEAD', path: '/' },
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\n\n',
    outcome: 'ok',
  },
  {
    about: 'HEAD has no chunks, either',
    request: { method: 'HEAD', path: '/' },
    response: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n',
    outcome: 'ok',
  },
  { about: '204', response: 'HTTP/1.1 204 No Content\n\n', outcome: 'ok' },
  { about: '304', response: 'HTTP/1.1 304 Not Modified\nContent-Length: 5\n\n', outcome: 'ok' },
  {
    about: 'interim responses before the real one',
    request: hello,
    response:
      'HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a.css>\nContent-Length: 3\n\n' +
      'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello',
    outcome: 'ok',
  },
];

const chunked: readonly ResponseSample[] = [
  {
    about: 'chunks',
    request: hello,
    response: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nhel\n2\nlo\n0\n\n',
    outcome: 'ok',
  },
  {
    about: 'chunks with extensions, capital digits, leading zeros and trailers',
    request: get({ body: 'hello, this is it' }),
    response:
      'HTTP/1.1 200 OK\ntransfer-encoding: gzip , CHUNKED\n\n' +
      '00A;a=b\nhello, thi\n7 ; q="x;y"\ns is it\n000\nContent-Length: 9\nX: y\n\n',
    outcome: 'ok',
  },
  {
    about: 'chunks win over a length',
    request: hello,
    response: 'HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n',
    outcome: 'ok',
  },
  {
    about: 'chunks that say something else',
    request: hello,
    response: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nhel\n2\np!\n0\n\n',
    outcome: 'mismatch',
  },
  {
    about: 'chunks that are not over',
    response: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nhel\n2\nlo\n0\nX: y\n',
    outcome: undefined,
  },
];

const closing: readonly ResponseSample[] = [
  {
    about: 'the server announces the close',
    response: 'HTTP/1.1 200 OK\nConnection: x, CLOSE ,y\nContent-Length: 5\n\nhello',
    outcome: 'ok',
    closing: /server announced/,
  },
  {
    about: 'the request asked for it',
    request: { path: '/', headers: { connection: 'close' } },
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello',
    outcome: 'ok',
    closing: /request asked/,
  },
  {
    about: 'HTTP/1.0 closes',
    response: 'HTTP/1.0 200 OK\nContent-Length: 5\n\nhello',
    outcome: 'ok',
    closing: /server announced/,
  },
  {
    about: 'HTTP/1.0 keeps alive',
    response: 'HTTP/1.0 200 OK\nConnection: Keep-Alive\nContent-Length: 5\n\nhello',
    outcome: 'ok',
  },
  {
    about: 'HTTP/1.0 with a coding it does not know closes in any case',
    response: 'HTTP/1.0 200 OK\nConnection: keep-alive\nTransfer-Encoding: chunked\n\n2\nok\n0\n\n',
    outcome: 'ok',
    closing: /server announced/,
  },
  {
    about: 'another protocol from here on',
    request: get({ status: 101 }),
    response: 'HTTP/1.1 101 Switching Protocols\nUpgrade: x\n\n',
    outcome: 'ok',
    closing: /switched/,
  },
  {
    about: 'a body until the end',
    request: hello,
    response: 'HTTP/1.1 200 OK\n\nhello',
    outcome: undefined,
    atEnd: 'ok',
  },
  {
    about: 'a wrong body until the end',
    request: hello,
    response: 'HTTP/1.1 200 OK\n\nhell',
    outcome: undefined,
    atEnd: 'mismatch',
  },
  {
    about: 'an empty body until the end',
    response: 'HTTP/1.0 200 OK\n\n',
    outcome: undefined,
    atEnd: 'ok',
  },
  {
    about: 'a coding that is not chunked: until the end, despite a length',
    request: hello,
    response: 'HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked, gzip\n\nhello',
    outcome: undefined,
    atEnd: 'ok',
  },
  { about: 'half a header', response: 'HTTP/1.1 200 OK\nContent-Le', outcome: undefined },
  {
    about: 'half a body',
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhell',
    outcome: undefined,
  },
  { about: 'an interim response only', response: 'HTTP/1.1 100 Go on\n\n', outcome: undefined },
];

const empty = 'Content-Length: 0\n\n';
const statuses: readonly ResponseSample[] = [
  { about: 'a redirect', response: `HTTP/1.1 399 x\n${empty}`, outcome: 'ok' },
  { about: 'a client error', response: `HTTP/1.1 400 x\n${empty}`, outcome: 'status' },
  { about: 'a server error', response: `HTTP/1.1 503 x\n${empty}`, outcome: 'status' },
  { about: 'a status of no class', response: `HTTP/1.1 999 x\n${empty}`, outcome: 'status' },
  {
    about: 'the expected error',
    request: get({ status: 404 }),
    response: `HTTP/1.1 404 x\n${empty}`,
    outcome: 'ok',
  },
  {
    about: 'a good status that is not the expected one',
    request: get({ status: [201, 202] }),
    response: `HTTP/1.1 200 x\n${empty}`,
    outcome: 'status',
  },
  {
    about: 'one of two expected',
    request: get({ status: [201, 202] }),
    response: `HTTP/1.1 202 x\n${empty}`,
    outcome: 'ok',
  },
  {
    about: 'a wrong status with a wrong body is a wrong status',
    request: get({ body: 'x' }),
    response: `HTTP/1.1 500 x\n${empty}`,
    outcome: 'status',
  },
];

const containing: readonly ResponseSample[] = [
  {
    about: 'a text across two chunks, after a false start',
    request: get({ contains: 'aab' }),
    response: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nxaa\n3\nabx\n0\n\n',
    outcome: 'ok',
  },
  {
    about: 'a text that is not there, but in a header and in part',
    request: get({ contains: 'aab' }),
    response: 'HTTP/1.1 200 OK\nX: aab\nContent-Length: 5\n\naaxab',
    outcome: 'mismatch',
  },
  {
    about: 'a text in a body that ends with the connection',
    request: get({ contains: 'ell' }),
    response: 'HTTP/1.1 200 OK\n\nhello',
    outcome: undefined,
    atEnd: 'ok',
  },
  {
    about: 'a text in a body that is not the whole one expected',
    request: get({ contains: 'ell', body: 'hello' }),
    response: 'HTTP/1.1 200 OK\nContent-Length: 6\n\nhello!',
    outcome: 'mismatch',
  },
];

/** Lines may end in LF alone, and be mixed (RFC 9112, section 2.2). */
const lineFeeds: readonly ResponseSample[] = [
  {
    about: 'bare line feeds',
    request: hello,
    response: 'HTTP/1.1 200 OK\nContent-Length: 5\r\n\nhello',
    outcome: 'ok',
  },
  {
    about: 'bare line feeds between chunks',
    request: hello,
    response: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\n\r\n5\nhello\n0\n\n',
    outcome: 'ok',
  },
];

/** Responses that HTTP/1 allows, whole or not, as they are on the wire. */
export const goodResponses: readonly ResponseSample[] = [
  ...lineFeeds,
  ...[sized, bodiless, chunked, closing, statuses, containing].flat().map(withLineEnds),
];
