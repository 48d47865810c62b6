/** Each way to misbehave, as the bytes on one connection show it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { faulty } from '../../targets/faulty.ts';

/** What one request on a connection of its own has brought: bytes, and how it ended. */
interface Seen {
  readonly text: string;
  readonly end: 'kept' | 'closed' | 'reset';
  readonly tookMs: number;
}

const BODY = 'Hello, World!';
const right = /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nHello, World!$/;

const isWhole = (text: string): boolean => {
  const length = /^content-length: (\d+)/im.exec(text)?.[1];
  const from = text.indexOf('\r\n\r\n') + 4;
  return from >= 4 && length !== undefined && text.length - from >= Number(length);
};

async function ask(port: number, path: string): Promise<Seen> {
  const fromNs = process.hrtime.bigint();
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    // Whoever does not say that it closes has been seen to keep the connection.
    if (isWhole(text) && !/connection: close/i.test(text)) socket.destroy();
  });
  let ended = false;
  let reset = false;
  socket.on('end', () => {
    ended = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    reset = error.code === 'ECONNRESET';
  });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  const tookMs = Number(process.hrtime.bigint() - fromNs) / 1e6;
  return { text, end: reset ? 'reset' : ended ? 'closed' : 'kept', tookMs };
}

interface Row {
  readonly path: string;
  /** One for each request, one after the other. */
  readonly answers: readonly { readonly text: RegExp; readonly end: Seen['end']; msMin?: number }[];
}

const good = { text: right, end: 'kept' } as const;
const half = /\r\n\r\nHello,$/;

const rows: readonly Row[] = [
  { path: '/', answers: [good] },
  { path: '/nothing', answers: [{ text: /^HTTP\/1\.1 404 /, end: 'kept' }] },
  { path: '/delay', answers: [{ text: /^HTTP\/1\.1 404 /, end: 'kept' }] },
  { path: '/delay/-5', answers: [{ text: /^HTTP\/1\.1 404 /, end: 'kept' }] },
  { path: '/wrong-body/0', answers: [{ text: /^HTTP\/1\.1 404 /, end: 'kept' }] },
  { path: '/delay/30', answers: [{ ...good, msMin: 30 }] },
  { path: '/stall/1/60', answers: [good, { ...good, msMin: 60 }, good] },
  { path: '/stalls/1000/40', answers: [{ ...good, msMin: 40 }] },
  {
    path: '/close/5',
    answers: [{ text: /connection: close[\s\S]*World!$/i, end: 'closed', msMin: 5 }],
  },
  { path: '/reset/1/0', answers: [good, { text: half, end: 'reset' }, good] },
  { path: '/slow-body', answers: [good] },
  { path: '/truncated/2', answers: [good, { text: half, end: 'closed' }, good] },
  { path: '/wrong-status/2', answers: [good, { text: /^HTTP\/1\.1 500 /, end: 'kept' }, good] },
  { path: '/wrong-body/2', answers: [good, { text: half, end: 'kept' }, good] },
  { path: '/malformed/2', answers: [good, { text: /^This is not HTTP/, end: 'closed' }, good] },
];

for (const { path, answers } of rows) {
  t.test(path, async (t) => {
    const server = await faulty.start();
    for (const { text, end, msMin = 0 } of answers) {
      const seen = await ask(server.port, path);
      t.match(seen.text, text);
      t.equal(seen.end, end);
      t.ok(seen.tookMs >= msMin, `${seen.tookMs} ms`);
    }
    t.equal(server.requests(), answers.length);
    await server.close();
  });
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

t.test('/stall: all that arrives within it is answered at its end', async (t) => {
  const server = await faulty.start();
  const seen = await Promise.all(Array.from({ length: 5 }, () => ask(server.port, '/stall/0/300')));
  const late = seen.filter(({ tookMs }) => tookMs >= 300);
  t.ok(late.length >= 1, 'the first for certain');
  for (const { text } of seen) t.match(text, right);
  t.ok((await ask(server.port, '/stall/0/300')).tookMs < 300, 'once only');
  await server.close();
});

t.test('/black-hole: takes requests and is silent', async (t) => {
  const server = await faulty.start();
  const socket = await open(server.port);
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  socket.write('GET /black-hole HTTP/1.1\r\nHost: a\r\n\r\n');
  // Others are answered meanwhile.
  for (let round = 0; round < 5; round += 1) t.match((await ask(server.port, '/')).text, right);
  t.equal(server.requests(), 6);
  t.equal(bytes, 0);
  await Promise.all([once(socket, 'close'), server.close()]);
});

t.test('/refuse: the last request is answered, and nobody connects after it', async (t) => {
  const server = await faulty.start();
  const idle = await open(server.port);
  t.match((await ask(server.port, '/refuse/2')).text, right);
  const last = await ask(server.port, '/refuse/2');
  t.match(last.text, /connection: close[\s\S]*World!$/i);
  t.equal(last.end, 'closed');
  await t.rejects(open(server.port), { code: 'ECONNREFUSED' });
  idle.destroy();
  t.equal(server.requests(), 2);
  await server.close();
});

t.test('/slow-body comes in several pieces, whole', async (t) => {
  const server = await faulty.start();
  const socket = await open(server.port);
  socket.write('GET /slow-body HTTP/1.1\r\nHost: a\r\n\r\n');
  let pieces = 0;
  let text = '';
  while (!isWhole(text)) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    pieces += 1;
    text += chunk?.toString('latin1') ?? '';
  }
  t.ok(text.endsWith(BODY));
  t.ok(pieces > 1, `${pieces} pieces`);
  socket.destroy();
  await server.close();
});
