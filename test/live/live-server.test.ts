/** The server of the live page: who is answered, what streams, and how it ends. */
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { LiveServer } from '../../harness/live/live-server.ts';
import { EventReader } from '../support/event-reader.ts';

/** A server that shows what the test says, and how often it was asked for it. */
async function serverOf(t: Test) {
  const shown = { regions: { a: 'first', b: 'same' } as Record<string, string>, drawn: 0 };
  const server = await LiveServer.listen(0, {
    page: () => '<p>the page</p>',
    regions: () => {
      shown.drawn++;
      return shown.regions;
    },
  });
  t.teardown(() => server.fail('over'));
  return { server, shown };
}

async function answerOf(url: string, headers: OutgoingHttpHeaders = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject);
  });
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

/** Resolves once so many streams are open. */
async function readersOf(server: LiveServer, count: number): Promise<void> {
  while (server.readers !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

t.test('the page comes with a strict policy, on loopback', async (t) => {
  const { server } = await serverOf(t);
  t.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const { status, headers, text } = await answerOf(server.url);
  t.equal(status, 200);
  t.equal(text, '<p>the page</p>');
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /^default-src 'none'; .*frame-ancestors 'none'/,
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  t.equal((await answerOf(`${server.url}elsewhere`)).status, 404);
  const early = await answerOf(`${server.url}report`);
  t.match(early, { status: 302, headers: { location: '/' } }, 'there is none yet');
});

t.test('who comes by another name is refused, whatever is asked for', async (t) => {
  const { server, shown } = await serverOf(t);
  const { port } = new URL(server.url);
  const hosts = ['evil.example', `evil.example:${port}`, '127.0.0.1', 'localhost:1'];
  for (const host of hosts) {
    for (const path of ['', 'events', 'report']) {
      const { status, text } = await answerOf(`${server.url}${path}`, { host });
      t.equal(status, 403, `${host} /${path}`);
      t.notMatch(text, '<p>');
    }
  }
  t.equal((await answerOf(server.url, { host: `localhost:${port}` })).status, 200);
  const nameless = connect(Number(port), '127.0.0.1').setEncoding('latin1');
  nameless.write('GET / HTTP/1.0\r\n\r\n');
  let said = '';
  for await (const text of nameless) said += text;
  t.match(said, /^HTTP\/1\.1 403 /, 'or by no name');
  t.equal(shown.drawn, 0);
});

t.test('other pages may link here, and no more', async (t) => {
  const { server } = await serverOf(t);
  const from = (site: string, mode: string) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode });
  const refused = await answerOf(`${server.url}events`, from('cross-site', 'cors'));
  t.match(refused, { status: 403, text: 'not for other pages' });
  t.equal((await answerOf(server.url, from('same-site', 'no-cors'))).status, 403);
  t.equal((await answerOf(server.url, from('cross-site', 'navigate'))).status, 200);
  t.equal((await answerOf(server.url, from('same-origin', 'cors'))).status, 200);
});

t.test(
  'a stream has everything first and then what is new; unseen, nothing is drawn',
  async (t) => {
    const { server, shown } = await serverOf(t);
    server.changed();
    t.equal(shown.drawn, 0, 'nobody looks');
    const reader = new EventReader(`${server.url}events`);
    t.strictSame(await reader.next(), { name: 'show', data: { a: 'first', b: 'same' } });
    shown.regions = { a: 'line\nbreak', b: 'same' };
    server.changed();
    t.strictSame(await reader.next(), { name: 'show', data: { a: 'line\nbreak' } });
    reader.close();
    await readersOf(server, 0);
    const before = shown.drawn;
    server.changed();
    t.equal(shown.drawn, before, 'nobody looks any more');
  },
);

t.test('for who does not read nothing piles up; then there is all of it', async (t) => {
  const { server, shown } = await serverOf(t);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  const { host } = new URL(server.url);
  socket.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await readersOf(server, 1);
  const rounds = 60;
  for (let round = 0; round < rounds; round++) {
    // Written to the socket before the next one is looked at.
    await new Promise((resolve) => setImmediate(resolve));
    shown.regions = { a: `${round} `.padEnd(1e6, 'x'), b: 'same' };
    server.changed();
  }
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    server.changed();
  });
  const whole = `"a":"${rounds - 1} `;
  while (!text.slice(text.indexOf(whole)).includes('"b":"same"') || !text.includes(whole)) {
    await new Promise((resolve) => socket.once('data', resolve));
  }
  const events = text.match(/^event: show$/gm)?.length ?? 0;
  t.ok(events < rounds / 2, `${events} of ${rounds} were kept for it`);
});

t.test('there is an end to how many may look', async (t) => {
  const { server } = await serverOf(t);
  const readers = Array.from({ length: 20 }, () => new EventReader(`${server.url}events`));
  await readersOf(server, 20);
  t.equal((await answerOf(`${server.url}events`)).status, 503);
  for (const reader of readers) reader.close();
});

t.test('turning into the report: whoever looks gets it before the server ends', async (t) => {
  const { server } = await serverOf(t);
  const reader = new EventReader(`${server.url}events`);
  await reader.next();
  const ended = server.turnInto('<p>the report</p>');
  t.strictSame(await reader.next(), { name: 'over', data: null });
  t.equal(await reader.next(), undefined, 'the stream ends');
  const late = new EventReader(`${server.url}events`);
  t.match(await late.next(), { name: 'over' }, 'who comes late is told at once');
  t.match(await answerOf(server.url), { status: 302, headers: { location: '/report' } });
  const { text, headers } = await answerOf(`${server.url}report`);
  t.equal(text, '<p>the report</p>');
  t.match(headers['content-security-policy'], "script-src 'none'");
  await ended;
  await t.rejects(answerOf(server.url), { code: 'ECONNREFUSED' });
});

t.test('when nobody looks, or nobody fetches, the server ends all the same', async (t) => {
  const { server } = await serverOf(t);
  await server.turnInto('the report');
  await t.rejects(answerOf(server.url), { code: 'ECONNREFUSED' });
  const { server: other } = await serverOf(t);
  const reader = new EventReader(`${other.url}events`);
  await reader.next();
  await other.turnInto('the report');
  t.match(await reader.next(), { name: 'over' });
  await t.rejects(answerOf(other.url), { code: 'ECONNREFUSED' });
});

t.test('a run that failed says why', async (t) => {
  const { server } = await serverOf(t);
  const reader = new EventReader(`${server.url}events`);
  await reader.next();
  await server.fail('The target died:\n  | <b>out of memory</b>');
  const data = 'The target died:\n  | <b>out of memory</b>';
  t.strictSame(await reader.next(), { name: 'failed', data });
  t.equal(await reader.next(), undefined);
});
