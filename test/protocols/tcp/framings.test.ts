/** Frames cut anywhere, with the same expectations for every framing. */
import fc from 'fast-check';
import t from 'tap';
import { ByteMatch } from '../../../harness/protocols/stream/byte-match.ts';
import type { FrameReader } from '../../../harness/protocols/tcp/framings/framing.ts';
import { framings } from '../../../harness/protocols/tcp/framings/index.ts';
import { lengthPrefixed } from '../../../harness/protocols/tcp/framings/length-prefixed.ts';
import { line } from '../../../harness/protocols/tcp/framings/line.ts';

const seed = 20_260_103;
const MAX = 16 * 1024 * 1024;

/** Which of the payloads come out right, read in pieces that end at `cuts`. */
function matches(
  reader: FrameReader,
  bytes: Buffer,
  payloads: readonly Buffer[],
  cuts: readonly number[],
): readonly boolean[] {
  const found: boolean[] = [];
  const match = new ByteMatch();
  reader.restart();
  match.begin(payloads[0]);
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    const piece = Buffer.from(bytes.subarray(from, to));
    let at = 0;
    while (at < piece.length && reader.fault === '') {
      at = reader.read(piece, at, piece.length, match);
      if (!reader.whole) continue;
      found.push(match.whole);
      reader.restart();
      match.begin(payloads[found.length]);
    }
    piece.fill('#');
    from = to;
  }
  return found;
}

const payload = fc
  .uint8Array({ maxLength: 40 })
  // A line cannot hold a line feed, nor end in a carriage return.
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 10 || byte === 13 ? 32 : byte))));

for (const framing of framings) {
  t.test(`${framing.name}: frames in a row, cut anywhere`, async (t) => {
    const cut = fc.tuple(
      fc.array(payload, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(300), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(cut, ([payloads, places]) => {
        const bytes = Buffer.concat(payloads.map((one) => framing.encode(one)));
        const cuts = [...new Set(places)]
          .filter((place) => place > 0 && place < bytes.length)
          .sort((a, b) => a - b);
        const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
        return [cuts, everywhere].every((places) => {
          const found = matches(framing.reader(), bytes, payloads, places);
          return found.length === payloads.length && found.every((right) => right);
        });
      }),
      { seed, numRuns: 500 },
    );
    t.pass();
  });

  t.test(`${framing.name}: another payload does not match`, async (t) => {
    const bytes = Buffer.concat(['weigh', 'this'].map((text) => framing.encode(Buffer.from(text))));
    const others = ['weigh!', 'that'].map((text) => Buffer.from(text));
    t.strictSame(matches(framing.reader(), bytes, others, [3]), [false, false]);
  });

  t.test(`${framing.name}: a payload over the limit is refused`, async (t) => {
    t.throws(() => framing.encode(Buffer.alloc(MAX + 1)), {
      exit: 'scenario',
      message: /16777217/,
    });
    t.equal(framing.encode(Buffer.alloc(MAX)).length > MAX, true);
  });
}

t.test('length-prefixed: four bytes, big-endian', async (t) => {
  t.equal(lengthPrefixed.encode(Buffer.from('abc')).toString('hex'), '00000003616263');
  t.equal(lengthPrefixed.encode(Buffer.alloc(0)).toString('hex'), '00000000');
  const reader = lengthPrefixed.reader();
  const match = new ByteMatch();
  match.begin(undefined);
  reader.restart();
  reader.read(Buffer.from('01000001', 'hex'), 0, 4, match);
  t.match(reader.fault, /frame of 16777217 bytes/);
  reader.restart();
  t.equal(reader.fault, '');
});

t.test('line: an answer may end in CR LF, and have a CR elsewhere', async (t) => {
  const payloads = ['PONG', 'a\rb', '\r', ''].map((text) => Buffer.from(text));
  const bytes = Buffer.from('PONG\r\na\rb\n\r\r\n\r\n');
  for (let cut = 1; cut < bytes.length; cut++) {
    t.strictSame(matches(line.reader(), bytes, payloads, [cut]), [true, true, true, true]);
  }
  const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
  t.strictSame(matches(line.reader(), bytes, payloads, everywhere), [true, true, true, true]);
});

t.test('line: without an end', async (t) => {
  const reader = line.reader();
  const match = new ByteMatch();
  match.begin(undefined);
  reader.restart();
  const piece = Buffer.alloc(1024 * 1024, 'x');
  for (let pieces = 0; pieces < 16; pieces++) reader.read(piece, 0, piece.length, match);
  t.equal(reader.fault, '');
  reader.read(piece, 0, 1, match);
  t.match(reader.fault, /more than 16777216 bytes/);
  t.throws(() => line.encode(Buffer.from('a\nb')), { exit: 'scenario', message: /a\\nb/ });
});
