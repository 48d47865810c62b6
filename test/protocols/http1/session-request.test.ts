/** Requests of sessions: what is sent, what is seen in the answers, what later requests know. */
import t from 'tap';
import type { SessionTools, SessionView } from '../../../harness/model/protocol.ts';
import type { Capture, HttpExpectation, HttpRequest } from '../../../harness/model/scenario.ts';
import { httpSessions } from '../../../harness/protocols/http1/session-request.ts';

const endpoint = { host: '127.0.0.1', port: 8080, authority: 'h.test:8080' };

const tools = (more: Partial<SessionTools> = {}): SessionTools => ({
  files: { 'logo.png': Buffer.from([0xff, 0x00, 0x41]) },
  cookies: false,
  redirects: false,
  call: () => undefined,
  unable: (error) => {
    throw error;
  },
  hide: () => undefined,
  ...more,
});

function sessionWith(values: Record<string, unknown> = {}): SessionView {
  const lookup = (name: string): unknown => values[name];
  return {
    ...{ session: 0, client: 0, random: () => 0.5, jar: undefined, lookup, get: lookup },
    set: (name, value) => {
      values[name] = value;
    },
  };
}

const values = { id: 'a b/ü?', n: 7, word: 'x&y', line: 'a\r\nEvil: 1' };

const sent = (request: HttpRequest, more?: Partial<SessionTools>): string =>
  httpSessions
    .prepare({ request, captures: [] }, endpoint, tools(more))
    .fill(sessionWith({ ...values }), true)
    .bytes.toString('latin1');

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;

t.test('what is sent', async (t) => {
  const host = 'Host: h.test:8080';
  t.equal(sent({ path: '/i/{{ id }}' }), head('GET /i/a%20b/%C3%BC? HTTP/1.1', host));
  t.equal(
    sent({ path: '/i', query: { q: '{{ id }}', fixed: 'a b' } }),
    head('GET /i?q=a%20b%2F%C3%BC%3F&fixed=a%20b HTTP/1.1', host),
  );
  t.equal(
    sent({ method: 'POST', path: '/', json: { n: '{{ n }}', s: '{{ n }}!' } }),
    [
      head('POST / HTTP/1.1', host, 'Content-Type: application/json', 'Content-Length: 16'),
      '{"n":7,"s":"7!"}',
    ].join(''),
  );
  t.equal(
    sent({ method: 'POST', path: '/', form: { w: '{{ word }}', '&': 1 } }).split('\r\n\r\n')[1],
    'w=x%26y&%26=1',
  );
  t.equal(
    sent({ path: '/i?a=1', query: { tag: ['x', '{{ word }}', 3], none: [] } }),
    head('GET /i?a=1&tag=x&tag=x%26y&tag=3 HTTP/1.1', host),
  );
  t.match(sent({ method: 'POST', path: '/', form: { id: [1, 2] } }), /\r\n\r\nid=1&id=2$/);
  t.match(
    sent({ path: '/', auth: { basic: { user: 'u', password: '{{ n }}' } } }),
    `Authorization: Basic ${Buffer.from('u:7').toString('base64')}\r\n`,
  );
  t.match(sent({ method: 'PUT', path: '/', file: 'logo.png' }), 'Content-Length: 3\r\n\r\nÿ\0A');
  t.throws(
    () => sent({ path: '/', headers: { X: '{{ line }}' } }),
    /of the header X cannot be sent/,
  );
  t.throws(
    () => sent({ path: '/', json: 1, body: 'x' }),
    /has body and json, which are bodies both/,
  );
});

t.test('a request that a function signs', async (t) => {
  const given: unknown[] = [];
  const hidden: unknown[] = [];
  const signing = (returned: unknown) => ({
    call: (...all: unknown[]) => {
      given.push(all[0], all[2]);
      return returned;
    },
    hide: (_: unknown, ...all: unknown[]) => {
      hidden.push(all);
    },
  });
  const request: HttpRequest = {
    ...{ method: 'POST', path: '/p', query: { n: '{{ n }}' }, json: { n: '{{ n }}' } },
    ...{ auth: { call: 'sign' }, headers: { 'X-Date': 'old' } },
  };
  t.match(sent(request, signing('HMAC abc')), /^Authorization: HMAC abc\r$/m);
  t.strictSame(given, [
    'sign',
    {
      ...{ method: 'POST', path: '/p?n=7', body: '{"n":7}' },
      headers: { host: 'h.test:8080', 'content-type': 'application/json', 'x-date': 'old' },
    },
  ]);
  t.strictSame(hidden, [['HMAC abc', 'auth Authorization']]);
  const several = sent(request, signing({ 'x-date': 'new', 'X-Sig': 'abc' }));
  t.match(several, /^x-date: new\r\nX-Sig: abc\r$/m);
  t.notMatch(several, 'old');
  t.match(several, /Content-Length: 7\r\n\r\n\{"n":7\}$/);
  const own = { ...request, headers: { authorization: 'mine' } };
  t.notMatch(sent(own, signing('HMAC abc')), 'HMAC');
  for (const wrong of [7, null, ['a'], { 'a b': 'x' }, { a: 1 }, 'a\r\nEvil: 1']) {
    const fault = { exit: 'scenario', message: /"sign" (?:signs|returns)|cannot be sent/ };
    t.throws(() => sent(request, signing(wrong)), fault, JSON.stringify(wrong));
  }
});

t.test('a form with files is read by a parser that is not ours', async (t) => {
  const text = Buffer.from(
    sent({
      method: 'POST',
      path: '/',
      multipart: {
        'a"b': 'é {{ n }}',
        pic: { file: 'logo.png', type: 'image/png', name: 'p.png' },
      },
    }),
    'latin1',
  );
  const end = text.indexOf('\r\n\r\n');
  const type = /Content-Type: (.*)/.exec(text.subarray(0, end).toString())?.[1] ?? '';
  const body = text.subarray(end + 4);
  t.match(text.toString('latin1'), `Content-Length: ${body.length}\r\n`);
  const form = await new Response(body, { headers: { 'Content-Type': type.trim() } }).formData();
  t.equal(form.get('a"b'), 'é 7');
  const file = form.get('pic') as File;
  t.match([file.name, file.type], ['p.png', 'image/png']);
  t.strictSame([...new Uint8Array(await file.arrayBuffer())], [0xff, 0x00, 0x41]);
});

const answer = (body: string, headers = '', status = 200) => ({
  status,
  head: `Content-Type: application/json\n${headers}`,
  body: Buffer.from(body),
});

/** What is wrong with an answer, as text. */
function faultOf(expect: HttpExpectation, body: string, more?: Partial<SessionTools>): string {
  const { inspect } = httpSessions
    .prepare({ request: { path: '/', expect }, captures: [] }, endpoint, tools(more))
    .fill(sessionWith({ ...values }), true);
  const fault = inspect?.(answer(body, 'X-A: 1\nX-A: 2\n'), true);
  return fault === undefined ? 'right' : `${fault.expected} | ${fault.got}`;
}

t.test('checks: right, and what is wrong in words', async (t) => {
  const body = '{"id":7,"items":[{"name":"a"}],"word":"x&y"}';
  const schema = { type: 'object', required: ['id'], properties: { id: { type: 'number' } } };
  const right: readonly HttpExpectation[] = [
    { body },
    { contains: '{{ word }}' },
    { matches: '"id":\\d+' },
    { json: { '$.id': '{{ n }}', '$.items[0]': { name: 'a' } } },
    { headers: { 'x-a': '1, 2', 'Content-Type': { contains: 'json' } } },
    { headers: { 'X-A': { matches: '^1' } } },
    { schema },
    { size: body.length },
    { size: { min: 1, max: 100 } },
    { call: 'anything' },
  ];
  for (const expect of right) t.equal(faultOf(expect, body), 'right', JSON.stringify(expect));
  const wrong: readonly (readonly [HttpExpectation, RegExp])[] = [
    [{ body: 'x' }, /^body "x" \| body "\{/],
    [{ contains: 'zzz' }, /contains "zzz" \| body/],
    [{ matches: '^id' }, /matches \/\^id\/ \| body/],
    [{ json: { '$.id': 8 } }, /^\$\.id 8 \| 7 in body/],
    [{ json: { '$.none': 8 } }, /^\$\.none 8 \| nothing there/],
    [{ headers: { 'x-b': '1' } }, /header x-b "1" \| no such header/],
    [{ headers: { 'x-a': '1' } }, /header x-a "1" \| "1, 2"/],
    [{ schema: { type: 'array' } }, /by the schema \| the body must be array/],
    [{ size: 3 }, /a body of 3 bytes \| \d+ bytes/],
  ];
  for (const [expect, says] of wrong) t.match(faultOf(expect, body), says);
  t.match(faultOf({ json: { '$.id': 1 } }, 'no'), /a body of JSON \| body "no"/);
  t.match(faultOf({ call: 'f' }, body, { call: () => false }), /that f takes \| body/);
  t.match(faultOf({ call: 'f' }, body, { call: () => 'too old' }), /\| too old/);
  t.match(
    faultOf({ schema: 's.json' }, body, { files: { 's.json': Buffer.from('{"type":"array"}') } }),
    /s.json/,
  );
  t.throws(() => faultOf({ schema: { type: 'nonsense' } }, body), /is none/);
  t.throws(() => faultOf({ stauts: 200 } as never, body), /unknown key "stauts"/);
});

t.test('captures, from everywhere', async (t) => {
  const capture = (how: Capture, body = '{"a":[{"b":5}]} id=42') => {
    const session = sessionWith();
    const hidden: string[] = [];
    const { inspect } = httpSessions
      .prepare({ request: { path: '/' }, captures: [{ name: 'v', ...how }] }, endpoint, {
        ...tools(),
        hide: (_, value) => hidden.push(value),
      })
      .fill(session, false);
    const fault = inspect?.(answer(body, 'Location: /x/9\nSet-Cookie: sid=abc; Path=/\n'), true);
    return [session.get('v'), fault?.expected, ...hidden];
  };
  t.strictSame(capture({ json: '$.a[0].b' }, '{"a":[{"b":5}]}'), [5, undefined]);
  t.strictSame(capture({ regex: 'id=(\\d+)' }), ['42', undefined]);
  t.strictSame(capture({ regex: 'id=\\d+' }), ['id=42', undefined]);
  t.strictSame(capture({ header: 'location' }), ['/x/9', undefined]);
  t.strictSame(capture({ cookie: 'sid', secret: true }), ['abc', undefined, 'abc']);
  t.strictSame(capture({ json: '$.none' }), [undefined, 'a value at $.none for "v"']);
  t.strictSame(capture({ header: 'none', optional: true }), ['', undefined]);
});

t.test('cookies: kept as a browser keeps them', async (t) => {
  const session = sessionWith();
  const ask = (path: string, setCookie = ''): string => {
    const request = httpSessions
      .prepare({ request: { path }, captures: [] }, endpoint, tools({ cookies: true }))
      .fill(session, false);
    request.inspect?.(answer('', setCookie), true);
    return /Cookie: (.*)\r\n/.exec(request.bytes.toString())?.[1] ?? '';
  };
  t.equal(ask('/', 'Set-Cookie: a=1; Path=/\nSet-Cookie: b=2; Path=/deep\n'), '');
  t.equal(ask('/x'), 'a=1');
  t.equal(ask('/deep/er'), 'b=2; a=1', 'the longer path first');
  ask('/', 'Set-Cookie: a=; Max-Age=0; Path=/\nSet-Cookie: c=3; Domain=elsewhere.test\n');
  t.equal(ask('/deep'), 'b=2');
  ask('/', 'Set-Cookie: s=1; Secure\n');
  t.equal(ask('/deep'), 'b=2', 'not over a plain connection');
  const whole = httpSessions
    .prepare(
      { request: { method: 'OPTIONS', path: '*' }, captures: [] },
      endpoint,
      tools({ cookies: true }),
    )
    .fill(session, false);
  t.match(whole.bytes.toString(), /^OPTIONS \* HTTP/, 'a target that is no path');
});
