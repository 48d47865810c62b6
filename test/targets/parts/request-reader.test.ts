import fc from 'fast-check';
import t from 'tap';
import { RequestReader } from '../../../targets/parts/request-reader.ts';

const open = { head: false, keepAlive: true };

/** Requests as clients write them, with what matters of each. */
const samples = [
  ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', open],
  ['HEAD /x?y HTTP/1.1\r\n\r\n', { head: true, keepAlive: true }],
  ['POST / HTTP/1.1\r\ncontent-LENGTH:5 \r\n\r\nab\r\n\r', open],
  ['PUT /a HTTP/1.1\r\nContent-Length: 0\r\nX: Connection: close\r\n\r\n', open],
  ['GET / HTTP/1.1\r\nConnection: keep-alive, Close\r\n\r\n', { head: false, keepAlive: false }],
  ['GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', { head: false, keepAlive: false }],
] as const;

t.test('finds the same requests wherever the stream is split', async (t) => {
  const picks = fc.array(fc.nat(samples.length - 1), { maxLength: 8 });
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  fc.assert(
    fc.property(picks, sizes, (picks, sizes) => {
      const picked = picks.flatMap((index) => (samples[index] ? [samples[index]] : []));
      const stream = Buffer.from(picked.map(([text]) => text).join(''), 'latin1');
      const reader = new RequestReader();
      const found = [];
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        found.push(...reader.push(stream.subarray(at, at + size)));
        at += size;
      }
      t.same(
        found,
        picked.map(([, request]) => request),
      );
    }),
    { seed: 9 },
  );
});

t.test('a request counts when its body is whole, however long', async (t) => {
  const reader = new RequestReader();
  t.same(reader.push(Buffer.from('POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n')), []);
  t.same(reader.push(Buffer.alloc(199_999)), []);
  t.same(reader.push(Buffer.alloc(1)), [open]);
});

t.test('what cannot be read is refused', async (t) => {
  const table = [
    ['\r\n\r\n', /^400/],
    ['GET /\r\n\r\n', /^400/],
    ['GET / HTTP/2.0\r\n\r\n', /^400/],
    ['POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', /^400/],
    ['POST / HTTP/1.1\r\nContent-Length: 1e3\r\n\r\n', /^400/],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', /^411/],
    [`GET / HTTP/1.1\r\nX: ${'x'.repeat(17_000)}`, /^431/],
  ] as const;
  for (const [text, message] of table) {
    const read = (): unknown => new RequestReader().push(Buffer.from(text));
    t.throws(read, { name: 'UnreadableRequest', message }, text.slice(0, 60));
  }
});
