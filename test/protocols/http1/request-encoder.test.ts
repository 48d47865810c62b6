import t from 'tap';
import { HarnessError } from '../../../harness/model/harness-error.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import { encodeRequest } from '../../../harness/protocols/http1/request-encoder.ts';

const endpoint = { host: '127.0.0.1', port: 8080, authority: '127.0.0.1:8080' };
const HOST = 'Host: 127.0.0.1:8080';

/** A request and its lines up to the body, and what is known of its answer. */
interface Case {
  readonly about: string;
  readonly request: HttpRequest;
  readonly lines: readonly string[];
  readonly body?: string;
  readonly known?: Readonly<Record<string, unknown>>;
}

const plain = {
  bodiless: false,
  closes: false,
  statuses: undefined,
  body: undefined,
  contains: undefined,
  inspect: undefined,
  next: undefined,
};

const cases: readonly Case[] = [
  { about: 'a path', request: { path: '/' }, lines: ['GET / HTTP/1.1', HOST] },
  {
    about: 'a query, percent-encoded',
    request: { path: '/caf%C3%A9?a=%20&b=[1]' },
    lines: ['GET /caf%C3%A9?a=%20&b=[1] HTTP/1.1', HOST],
  },
  {
    about: 'a method of one’s own',
    request: { method: 'PURGE', path: '/x' },
    lines: ['PURGE /x HTTP/1.1', HOST],
  },
  {
    about: 'HEAD',
    request: { method: 'HEAD', path: '/' },
    lines: ['HEAD / HTTP/1.1', HOST],
    known: { bodiless: true },
  },
  {
    about: 'OPTIONS of the whole server',
    request: { method: 'OPTIONS', path: '*' },
    lines: ['OPTIONS * HTTP/1.1', HOST],
  },
  {
    about: 'a body, counted in bytes',
    request: { method: 'DELETE', path: '/', body: 'é\r\n' },
    lines: ['DELETE / HTTP/1.1', HOST, 'Content-Length: 4'],
    body: 'é\r\n',
  },
  ...['POST', 'PUT', 'PATCH'].map((method) => ({
    about: `${method} without a body says so`,
    request: { method, path: '/' },
    lines: [`${method} / HTTP/1.1`, HOST, 'Content-Length: 0'],
  })),
  {
    about: 'headers in their order, as they are written',
    request: { path: '/', headers: { 'X-b': ' 1\t2 ', accept: '' } },
    lines: ['GET / HTTP/1.1', HOST, 'X-b:  1\t2 ', 'accept: '],
  },
  {
    about: 'a host and a length that are given are not added',
    request: { path: '/', headers: { HOST: 'a.test', 'content-length': '2' }, body: 'ok' },
    lines: ['GET / HTTP/1.1', 'HOST: a.test', 'content-length: 2'],
    body: 'ok',
  },
  {
    about: 'a request that closes',
    request: { path: '/', headers: { Connection: 'x , Close' } },
    lines: ['GET / HTTP/1.1', HOST, 'Connection: x , Close'],
    known: { closes: true },
  },
  {
    about: 'one expected status',
    request: { path: '/', expect: { status: 201 } },
    lines: ['GET / HTTP/1.1', HOST],
    known: { statuses: [201] },
  },
  {
    about: 'several expected statuses and a body',
    request: { path: '/', expect: { status: [101, 599], body: 'é' } },
    lines: ['GET / HTTP/1.1', HOST],
    known: { statuses: [101, 599], body: Buffer.from('é') },
  },
  {
    about: 'a text in the body',
    request: { path: '/', expect: { contains: 'é' } },
    lines: ['GET / HTTP/1.1', HOST],
    known: { contains: { bytes: Buffer.from('é'), fallback: [0, 0, 0] } },
  },
];

const more: readonly Case[] = [
  {
    about: 'a query, percent-encoded, after one that is in the path',
    request: { path: '/a?x=1', query: { q: 'ä b', n: 2, yes: true } },
    lines: ['GET /a?x=1&q=%C3%A4%20b&n=2&yes=true HTTP/1.1', HOST],
  },
  {
    about: 'a value as JSON',
    request: { method: 'POST', path: '/', json: { a: [1, 'é', null] } },
    lines: ['POST / HTTP/1.1', HOST, 'Content-Length: 19', 'Content-Type: application/json'],
    body: '{"a":[1,"é",null]}',
  },
  {
    about: 'a form, and a media type of the user’s own',
    request: {
      method: 'PUT',
      path: '/',
      headers: { 'content-type': 'x/y' },
      form: { a: 'b&c', d: 1 },
    },
    lines: ['PUT / HTTP/1.1', HOST, 'Content-Length: 11', 'content-type: x/y'],
    body: 'a=b%26c&d=1',
  },
  {
    about: 'who asks: RFC 7617’s own example',
    request: { path: '/', auth: { basic: { user: 'Aladdin', password: 'open sesame' } } },
    lines: ['GET / HTTP/1.1', HOST, 'Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
  },
  {
    about: 'a token',
    request: { path: '/', auth: { bearer: 'abc' } },
    lines: ['GET / HTTP/1.1', HOST, 'Authorization: Bearer abc'],
  },
];

for (const { about, request, lines, body = '', known = {} } of [...cases, ...more]) {
  t.test(about, async (t) => {
    const { bytes, memo: _, ...rest } = encodeRequest(request, endpoint);
    t.equal(bytes.toString(), `${lines.join('\r\n')}\r\n\r\n${body}`);
    t.strictSame(rest, { ...plain, ...known });
  });
}

/** Requests as a file may have them, whatever their type says, and words of the error. */
const refused: readonly (readonly [request: unknown, says: RegExp])[] = [
  ['GET /', /request "GET \/" is not an object/],
  [[], /is not an object/],
  [{}, /has no path/],
  [{ path: 1 }, /path 1 of the request is not text/],
  [{ path: '' }, /path "" does not start/],
  [{ path: 'a' }, /path "a" does not start/],
  [{ path: '*' }, /path "\*" does not start/],
  [{ path: 'http://a.test/' }, /does not start with "\/"/],
  [{ path: '/a b' }, /" " in it/],
  [{ path: '/é' }, /"é" in it/],
  [{ path: '/a\r\nX: y' }, /"\\r" in it/],
  [{ path: '/a#b' }, /"#" in it/],
  [{ path: '/', method: '' }, /method "" is not/],
  [{ path: '/', method: 'GET /x HTTP/1.1\r\n' }, /is not a method/],
  [{ path: '/', method: 'get' }, /"get" is in small letters/],
  [{ path: '/', method: 'CONNECT' }, /CONNECT opens a tunnel/],
  [{ path: '/', method: 'TRACE', body: 'x' }, /TRACE request has a body/],
  [{ path: '/', body: { a: 1 } }, /body \{"a":1\} of the request is not text/],
  [{ path: '/', headers: ['X'] }, /headers \["X"\] is not an object/],
  [{ path: '/', headers: { 'X Y': '1' } }, /header name "X Y"/],
  [{ path: '/', headers: { '': '1' } }, /header name ""/],
  [{ path: '/', headers: { X: 'a\r\nY: b' } }, /"a\\r\\nY: b" of the header X/],
  [{ path: '/', headers: { X: 'a\0' } }, /of the header X/],
  [{ path: '/', headers: { X: 'é' } }, /"é" of the header X/],
  [{ path: '/', headers: { X: 1 } }, /X 1 of the headers is not text/],
  [{ path: '/', headers: { Host: 'a', host: 'b' } }, /Host and host/],
  [{ path: '/', headers: { 'Content-Length': '3' }, body: 'é' }, /length: 3, but .* 2 bytes/i],
  [{ path: '/', headers: { 'transfer-encoding': 'chunked' } }, /Transfer-Encoding/],
  [{ path: '/', expects: {} }, /unknown key "expects"/],
  [{ path: '/', expect: { statuses: 200 } }, /unknown key "statuses"/],
  [{ path: '/', expect: { body: 1 } }, /body 1 of the expectation/],
  [{ path: '/', expect: { contains: 1 } }, /contains 1 of the expectation/],
  [{ path: '/', expect: { contains: '' } }, /contains "" of the expectation/],
  [{ path: '/', expect: { status: '200' } }, /status "200"/],
  [{ path: '/', expect: { status: 100 } }, /status 100/],
  [{ path: '/', expect: { status: 600 } }, /status 600/],
  [{ path: '/', expect: { status: [200, 20.5] } }, /status 20.5/],
  [{ path: '/', expect: { status: [] } }, /status \[\]/],
];

for (const [request, says] of refused) {
  t.test(`refuses ${JSON.stringify(request)}`, async (t) => {
    const encode = (): unknown => encodeRequest(request as HttpRequest, endpoint);
    const error = t.throws(encode, HarnessError) as HarnessError;
    t.equal(error.exit, 'scenario');
    t.match(error.message, says);
    t.not(error.next, '', 'says what to do');
  });
}

t.test('a misspelt key is met with the right one', async (t) => {
  const encode = (): unknown => encodeRequest({ path: '/', expects: {} } as HttpRequest, endpoint);
  const error = t.throws(encode) as HarnessError;
  t.match(error.next, /Did you mean "expect"\?/);
});
