/** One table of requests and answers, played in order against every server of the item API. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { express } from '../../targets/express.ts';
import { fastify } from '../../targets/fastify.ts';
import { hono } from '../../targets/hono.ts';
import { koa } from '../../targets/koa.ts';
import { nodeHttp } from '../../targets/node-http.ts';
import { type Call, call, type Reply } from './http-call.ts';

const TEXT = 'text/plain; charset=utf-8';
const JSON_UTF8 = 'application/json; charset=utf-8';
const LIMIT = 100 * 1024;

interface Row {
  readonly what: string;
  readonly call: Call;
  readonly reply: Partial<Reply>;
}

const post = (path: string, body: unknown): Call => ({
  method: 'POST',
  path,
  headers: { 'Content-Type': 'application/json' },
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
});
const put = (path: string, body: unknown): Call => ({ ...post(path, body), method: 'PUT' });
const json = (status: number, value: unknown): Partial<Reply> => ({
  status,
  type: JSON_UTF8,
  body: JSON.stringify(value),
});
const error = (status: number, message: string, allow?: string): Partial<Reply> => ({
  ...json(status, { error: message }),
  allow,
});

const item = (id: number) => ({ id, name: `Item ${id}`, priceCents: 100 * id });
const nothing = error(404, 'there is nothing here');
const notJson = error(400, 'the body is not JSON');
const noDocument = error(400, 'the body must be a JSON object or array');
const badName = error(400, 'name must be a text of 1 to 100 characters');
const badPrice = error(400, 'priceCents must be a whole number from 0 to 100000000');
const badLimit = error(400, 'limit must be a whole number from 1 to 100');
const badOffset = error(400, 'offset must be a whole number from 0');
const badType = error(415, 'the body must be application/json');
const tooLarge = error(413, `the body is larger than ${LIMIT} bytes`);
const notAllowed = (allow: string) => error(405, 'the method is not allowed here', allow);
const onItems = 'GET, HEAD, POST';
const onItem = 'GET, HEAD, PUT, DELETE';

const page = (first: number, count: number) =>
  json(200, {
    total: 100,
    items: Array.from({ length: count }, (_, index) => item(first + index)),
  });
const sized = (bytes: number): string => JSON.stringify({ a: 'x'.repeat(bytes - 8) });

const reading: readonly Row[] = [
  { what: 'text', call: { path: '/' }, reply: { status: 200, type: TEXT, body: 'Hello, World!' } },
  { what: 'text and a query', call: { path: '/?a=1' }, reply: { status: 200, type: TEXT } },
  {
    what: 'head',
    call: { method: 'HEAD', path: '/' },
    reply: { status: 200, type: TEXT, body: '' },
  },
  { what: 'json', call: { path: '/json' }, reply: json(200, { message: 'Hello, World!' }) },
  { what: 'an item', call: { path: '/items/1' }, reply: json(200, item(1)) },
  { what: 'the last item', call: { path: '/items/100' }, reply: json(200, item(100)) },
  { what: 'an escaped number', call: { path: '/items/%31' }, reply: json(200, item(1)) },
  { what: 'item 0', call: { path: '/items/0' }, reply: nothing },
  { what: 'item 101', call: { path: '/items/101' }, reply: nothing },
  { what: 'no number', call: { path: '/items/first' }, reply: nothing },
  { what: 'a signed number', call: { path: '/items/+1' }, reply: nothing },
  {
    what: 'a bad escape',
    call: { path: '/items/%zz' },
    reply: error(400, 'the path is not valid'),
  },
  {
    what: 'a bad escape elsewhere',
    call: { path: '/%' },
    reply: error(400, 'the path is not valid'),
  },
  {
    what: 'head of an item',
    call: { method: 'HEAD', path: '/items/1' },
    reply: { status: 200, body: '' },
  },
  { what: 'the default page', call: { path: '/items' }, reply: page(1, 20) },
  { what: 'a page', call: { path: '/items?limit=2&offset=3' }, reply: page(4, 2) },
  { what: 'the last page', call: { path: '/items?limit=100&offset=99' }, reply: page(100, 1) },
  { what: 'past the end', call: { path: '/items?offset=100' }, reply: page(0, 0) },
  { what: 'limit 0', call: { path: '/items?limit=0' }, reply: badLimit },
  { what: 'limit 101', call: { path: '/items?limit=101' }, reply: badLimit },
  { what: 'limit in words', call: { path: '/items?limit=ten' }, reply: badLimit },
  { what: 'no limit', call: { path: '/items?limit=' }, reply: badLimit },
  { what: 'two limits', call: { path: '/items?limit=1&limit=2' }, reply: badLimit },
  { what: 'an offset below 0', call: { path: '/items?offset=-1' }, reply: badOffset },
];

const failing: readonly Row[] = [
  { what: 'nowhere', call: { path: '/nowhere' }, reply: nothing },
  { what: 'no item number', call: { path: '/items/' }, reply: nothing },
  { what: 'a slash too many', call: { path: '/json/' }, reply: nothing },
  { what: 'capitals', call: { path: '/JSON' }, reply: nothing },
  { what: 'below an item', call: { path: '/items/1/name' }, reply: nothing },
  { what: 'post nowhere', call: post('/nowhere', '{'), reply: nothing },
  { what: 'post text', call: { method: 'POST', path: '/' }, reply: notAllowed('GET, HEAD') },
  { what: 'post json', call: post('/json', '{'), reply: notAllowed('GET, HEAD') },
  { what: 'get echo', call: { path: '/echo' }, reply: notAllowed('POST') },
  { what: 'put items', call: put('/items', {}), reply: notAllowed(onItems) },
  { what: 'delete items', call: { method: 'DELETE', path: '/items' }, reply: notAllowed(onItems) },
  { what: 'patch', call: { method: 'PATCH', path: '/items/1' }, reply: notAllowed(onItem) },
  { what: 'options', call: { method: 'OPTIONS', path: '/items/1' }, reply: notAllowed(onItem) },
  { what: 'propfind', call: { method: 'PROPFIND', path: '/items/1' }, reply: notAllowed(onItem) },
  { what: 'cut json', call: post('/echo', '{"a":'), reply: notJson },
  { what: 'no bytes', call: post('/echo', ''), reply: notJson },
  { what: 'no bytes in chunks', call: { ...post('/echo', ''), chunked: true }, reply: notJson },
  { what: 'a number', call: post('/echo', '5'), reply: noDocument },
  { what: 'a text', call: post('/echo', '"a"'), reply: noDocument },
  { what: 'null', call: post('/items', 'null'), reply: noDocument },
  { what: 'no type', call: { method: 'POST', path: '/echo', body: '{}' }, reply: badType },
  {
    what: 'another type',
    call: { ...post('/items', '{}'), headers: { 'Content-Type': 'text/plain' } },
    reply: badType,
  },
  { what: 'no name', call: post('/items', { priceCents: 1 }), reply: badName },
  { what: 'an empty name', call: post('/items', { name: '', priceCents: 1 }), reply: badName },
  {
    what: 'a long name',
    call: post('/items', { name: 'x'.repeat(101), priceCents: 1 }),
    reply: badName,
  },
  { what: 'a list', call: post('/items', []), reply: badName },
  { what: 'no price', call: post('/items', { name: 'a' }), reply: badPrice },
  { what: 'half a cent', call: post('/items', { name: 'a', priceCents: 0.5 }), reply: badPrice },
  { what: 'below 0', call: put('/items/1', { name: 'a', priceCents: -1 }), reply: badPrice },
  { what: 'put nothing', call: put('/items/900', { name: 'a', priceCents: 1 }), reply: nothing },
  { what: 'too large', call: post('/echo', sized(LIMIT + 1)), reply: tooLarge },
  {
    what: 'too large in chunks',
    call: { ...post('/items', sized(LIMIT + 1)), chunked: true },
    reply: tooLarge,
  },
];

const small = { a: [1, null, true], ü: '€ "quoted" \u2028' };
const writing: readonly Row[] = [
  { what: 'echo', call: post('/echo', small), reply: json(200, small) },
  {
    what: 'echo in chunks',
    call: { ...post('/echo', small), chunked: true },
    reply: json(200, small),
  },
  { what: 'echo a list', call: post('/echo', [1]), reply: json(200, [1]) },
  { what: 'spaces go', call: post('/echo', ' { "a" : 1.0 } '), reply: json(200, { a: 1 }) },
  { what: 'a byte order mark', call: post('/echo', '\uFEFF{}'), reply: json(200, {}) },
  { what: 'odd keys', call: post('/echo', '{"__proto__":1}'), reply: { body: '{"__proto__":1}' } },
  {
    what: 'type with charset',
    call: {
      ...post('/echo', '{}'),
      headers: { 'Content-Type': 'Application/JSON; charset=utf-8' },
    },
    reply: json(200, {}),
  },
  { what: 'as large as can be', call: post('/echo', sized(LIMIT)), reply: { body: sized(LIMIT) } },
  {
    what: 'create',
    call: post('/items', { id: 7, extra: 1, priceCents: 0, name: 'Scale' }),
    reply: { ...json(201, { id: 101, name: 'Scale', priceCents: 0 }), location: '/items/101' },
  },
  {
    what: 'read it',
    call: { path: '/items/101' },
    reply: json(200, { id: 101, name: 'Scale', priceCents: 0 }),
  },
  {
    what: 'update it',
    call: put('/items/101', { name: 'Balance', priceCents: 1 }),
    reply: json(200, { id: 101, name: 'Balance', priceCents: 1 }),
  },
  {
    what: 'find it in the list',
    call: { path: '/items?offset=100' },
    reply: json(200, { total: 101, items: [{ id: 101, name: 'Balance', priceCents: 1 }] }),
  },
  {
    what: 'delete it',
    call: { method: 'DELETE', path: '/items/101' },
    reply: { status: 204, body: '', type: undefined },
  },
  { what: 'delete it again', call: { method: 'DELETE', path: '/items/101' }, reply: nothing },
  { what: 'read it no more', call: { path: '/items/101' }, reply: nothing },
  {
    what: 'a number is not given again',
    call: post('/items', { name: 'Next', priceCents: 1 }),
    reply: { ...json(201, { id: 102, name: 'Next', priceCents: 1 }), location: '/items/102' },
  },
];

const rows = [...reading, ...failing, ...writing];

for (const target of [nodeHttp, fastify, express, koa, hono]) {
  t.test(`${target.name} answers as the table says, and counts`, async (t) => {
    const server = await target.start();
    t.teardown(() => server.close());
    for (const { what, call: sent, reply } of rows) {
      const full = await call(server.port, sent);
      const asked = Object.fromEntries(
        Object.entries(full).filter(([field]) => Object.hasOwn(reply, field)),
      );
      t.strictSame(asked, reply, `${what}: ${sent.method ?? 'GET'} ${sent.path}`);
    }
    t.equal(server.requests(), rows.length, 'every request is counted, refused ones too');
  });

  t.test(`${target.name} closes at once, with connections idle and busy`, async (t) => {
    const server = await target.start();
    const idle = await opened(server.port);
    const busy = await opened(server.port);
    busy.write('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n');
    busy.write('Content-Length: 99\r\n\r\n{');
    while (server.requests() === 0) await setImmediate();
    const ends = [idle, busy].map((socket) => once(socket, 'close'));
    await Promise.all([server.close(), ...ends]);
    await t.rejects(call(server.port, { path: '/' }), { code: 'ECONNREFUSED' });
  });
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  return socket;
}
