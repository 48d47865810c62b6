import fc from 'fast-check';
import t from 'tap';
import { OutputTail } from '../../harness/host/output-tail.ts';

t.test('keeps the last lines, joined over chunks, and drops empty ones', async (t) => {
  const tail = new OutputTail();
  for (const chunk of ['one\ntw', 'o\r\n', '\n  \nthree']) tail.add(Buffer.from(chunk));
  t.same(tail.lines(20), ['one', 'two', 'three']);
  t.same(tail.lines(2), ['two', 'three']);
  t.same(new OutputTail().lines(20), []);
});

t.test('holds the same bytes as the end of everything written', async (t) => {
  const chunks = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 });
  fc.assert(
    fc.property(chunks, (sizes) => {
      const tail = new OutputTail(32);
      let all = '';
      for (const [index, size] of sizes.entries()) {
        const chunk = String.fromCharCode(97 + index).repeat(size);
        all += chunk;
        tail.add(Buffer.from(chunk));
      }
      t.same(tail.lines(1).join(''), all.slice(-32));
    }),
    { seed: 7 },
  );
});

t.test('a first line that is cut off is left out', async (t) => {
  const tail = new OutputTail(10);
  tail.add(Buffer.from('a long first line\nlast'));
  t.same(tail.lines(20), ['last']);
});

t.test('cannot play tricks on a terminal, nor flood it', async (t) => {
  const tail = new OutputTail();
  tail.add(Buffer.from(`\u001b[31mred\u001b[0m\u0007\u001b[2J\tx\n${'y'.repeat(5000)}\n`));
  const [first, second = ''] = tail.lines(20);
  t.equal(first, 'red  x');
  t.equal(second.length, 301);
});
