/** Redirections: what is asked next, and where following ends. */
import t from 'tap';
import type { SessionTools, SessionView } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { httpSessions } from '../../../harness/protocols/http1/session-request.ts';

const endpoint = { host: '127.0.0.1', port: 8080, authority: 'h.test:8080' };
const tools: SessionTools = {
  ...{ files: {}, cookies: true, redirects: true },
  call: () => undefined,
  unable: (error) => {
    throw error;
  },
  hide: () => undefined,
};

function session(): SessionView {
  const lookup = (): unknown => 'x';
  const values = { session: 0, client: 0, random: () => 0.5, jar: undefined };
  return { ...values, lookup, get: lookup, set: () => undefined };
}

/** The request as it is sent. */
const begun = (request: HttpRequest): EncodedRequest =>
  httpSessions.prepare({ request, captures: [] }, endpoint, tools).fill(session(), true);

/** Lets it be answered: what is asked next, and what is wrong. */
function answered(request: EncodedRequest, status: number, headers: string) {
  const { statuses } = request;
  const welcome = statuses?.includes(status) ?? true;
  const fault = request.inspect?.({ status, head: headers, body: Buffer.from('') }, welcome);
  return { fault, next: request.next };
}

const textOf = (request: EncodedRequest | undefined): string => request?.bytes.toString() ?? '';

t.test('the method and the body of what is asked next', async (t) => {
  const post: HttpRequest = {
    ...{ method: 'POST', path: '/a/b?q=1', form: { n: 'x' }, headers: { X: '1' } },
    auth: { bearer: 'key' },
  };
  const same = ['X: 1', 'Authorization: Bearer key'];
  const cases = [
    [post, 301, '/to', 'GET /to', false],
    [post, 302, 'c?d', 'GET /a/c?d', false],
    [post, 303, 'http://h.test:8080/to#part', 'GET /to', false],
    [post, 307, '/to', 'POST /to', true],
    [post, 308, '//h.test:8080/to', 'POST /to', true],
    [{ ...post, method: 'PUT' }, 302, '/to', 'PUT /to', true],
    [{ ...post, method: 'PUT' }, 303, '/to', 'GET /to', false],
    [{ method: 'HEAD', path: '/' }, 303, '/to', 'HEAD /to', false],
    [{ path: '/' }, 302, '', 'GET /', false],
  ] as const;
  for (const [request, status, location, line, keeps] of cases) {
    const { next, fault } = answered(begun(request), status, `Location: ${location}\n`);
    const [head = '', body] = textOf(next).split('\r\n\r\n');
    t.equal(fault, undefined);
    t.equal(head.split('\r\n')[0], `${line} HTTP/1.1`);
    t.equal(body, keeps ? 'n=x' : '', line);
    t.equal(/^Content-(?:Type|Length): /m.test(head), keeps, head);
    if (request === post) for (const field of same) t.match(head, field);
  }
});

t.test('cookies of an answer that leads on go along', async (t) => {
  const { next } = answered(begun({ path: '/' }), 302, 'Location: /to\nSet-Cookie: a=1\n');
  t.match(textOf(next), 'Cookie: a=1\r\n');
});

t.test('a status that is expected is an answer, and so is one that leads nowhere', async (t) => {
  const asked = begun({ path: '/', expect: { status: 302 } });
  t.match(answered(asked, 302, 'Location: /to\n'), { fault: undefined, next: undefined });
  t.equal(answered(begun({ path: '/' }), 302, '').next, undefined);
  t.equal(answered(begun({ path: '/' }), 304, 'Location: /to\n').next, undefined);
  const expecting = begun({ path: '/', expect: { status: 200 } });
  t.match(textOf(answered(expecting, 302, 'Location: /to\n').next), /^GET \/to /);
});

t.test('nothing is asked elsewhere, nor without an end', async (t) => {
  for (const location of ['http://other.test/', 'https://h.test:8080/', 'http://h.test:81/']) {
    t.match(answered(begun({ path: '/' }), 302, `Location: ${location}\n`), {
      fault: { expected: /within http:..h.test:8080/, got: `status 302 to ${location}` },
      next: undefined,
    });
  }
  t.match(answered(begun({ path: '/' }), 302, 'Location: http://[\n').fault, {
    expected: 'a redirection to a URL',
  });
  let request: EncodedRequest | undefined = begun({ path: '/0' });
  for (let count = 1; count <= 10; count++) {
    request = answered(request as EncodedRequest, 302, `Location: /${count}\n`).next;
  }
  t.match(textOf(request), /^GET \/10 /);
  t.match(answered(request as EncodedRequest, 302, 'Location: /11\n').fault, {
    expected: 'at most 10 redirections',
    got: 'status 302 to /11',
  });
});

t.test('a name of its own counts as the server that was asked', async (t) => {
  const asked = begun({ path: '/', headers: { Host: 'Shop.test' } });
  const { next } = answered(asked, 301, 'Location: http://shop.test/in\n');
  t.match(textOf(next), /^GET \/in HTTP.*\r\nHost: Shop.test\r\n/);
});
