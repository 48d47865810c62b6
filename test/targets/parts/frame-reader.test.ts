import fc from 'fast-check';
import t from 'tap';
import { FrameReader } from '../../../targets/parts/frame-reader.ts';

const SEED = 4;

function frame(payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

t.test('finds the same frames wherever the stream is split', async (t) => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
  fc.assert(
    fc.property(payloads, sizes, (payloads, sizes) => {
      const stream = Buffer.concat(payloads.map(frame));
      const reader = new FrameReader();
      const out: Buffer[] = [];
      let count = 0;
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        const whole = reader.push(stream.subarray(at, at + size));
        out.push(whole.bytes);
        count += whole.count;
        at += size;
      }
      t.equal(count, payloads.length);
      t.same(Buffer.concat(out), stream);
    }),
    { seed: SEED },
  );
});

t.test('holds a frame back until it is whole', async (t) => {
  const reader = new FrameReader();
  const bytes = frame('abc');
  t.equal(reader.push(bytes.subarray(0, 6)).count, 0);
  t.match(reader.push(bytes.subarray(6)), { count: 1, bytes });
});

t.test('refuses a frame that is too long as soon as its length is known', async (t) => {
  const reader = new FrameReader();
  t.throws(() => reader.push(Buffer.from([0, 16, 0, 1])), RangeError);
  t.equal(new FrameReader().push(Buffer.from([0, 16, 0, 0])).count, 0);
});
