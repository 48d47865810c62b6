/** The search is held against `Buffer.includes`, whatever the pieces. */
import fc from 'fast-check';
import t from 'tap';
import { ByteSearch, bytePattern } from '../../../harness/protocols/stream/byte-search.ts';

/** Two letters only, so that beginnings repeat and the search must fall back. */
const text = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength });

function foundIn(search: ByteSearch, wanted: string, pieces: readonly string[]): boolean {
  const pattern = bytePattern(Buffer.from(wanted));
  search.begin();
  for (const piece of pieces) {
    // Not at the start of the buffer, and with what is wanted around the piece.
    const bytes = Buffer.from(`${wanted}${piece}${wanted}`);
    const from = Buffer.byteLength(wanted);
    search.see(pattern, bytes, from, from + Buffer.byteLength(piece));
  }
  return search.found(pattern);
}

const property = fc.property(
  text(1, 6),
  fc.array(text(0, 8), { maxLength: 6 }),
  (wanted, pieces) => {
    return foundIn(new ByteSearch(), wanted, pieces) === pieces.join('').includes(wanted);
  },
);

t.test('finds what Buffer.includes finds, in whatever pieces', (t) => {
  fc.assert(property, { seed: 5, numRuns: 5000 });
  t.end();
});

t.test('begins anew: half of one body and half of the next are nothing', (t) => {
  const search = new ByteSearch();
  t.notOk(foundIn(search, 'abab', ['xab']));
  t.notOk(foundIn(search, 'abab', ['abx']));
  t.ok(foundIn(search, 'abab', ['xab', 'a', 'bx']));
  t.end();
});
