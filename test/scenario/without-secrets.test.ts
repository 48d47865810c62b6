/** Secrets are taken out of whatever people see, however they are written there. */
import fc from 'fast-check';
import t from 'tap';
import { withoutSecrets } from '../../harness/scenario/without-secrets.ts';

const SECRET = 'p&w "1';

t.test('as it is, percent-encoded, in JSON, and in base64 with others', async (t) => {
  const inJson = JSON.stringify({ a: SECRET });
  const shapes = [
    SECRET,
    encodeURIComponent(SECRET),
    inJson,
    JSON.stringify({ body: inJson }),
    JSON.stringify([JSON.stringify({ body: inJson })]),
    encodeURIComponent(encodeURIComponent(SECRET)),
    encodeURIComponent(inJson),
    new URLSearchParams({ a: SECRET }).toString(),
    '"p\\u0026w \\"1"',
    'p&amp;w &quot;1',
    'p&#38;w &#x22;1',
    Buffer.from(SECRET).toString('base64'),
    Buffer.from(`ann:${SECRET}`).toString('base64'),
    Buffer.from(`a:${SECRET}`).toString('base64url'),
  ];
  for (const shape of shapes) {
    const shown = withoutSecrets(`before ${shape} after`, [SECRET]);
    t.match(shown, /^before .*\(secret\).* after$/, shape);
    t.notMatch(shown, shape);
    t.notMatch(shown, /w.{1,20}1/, shown);
  }
});

t.test('a secret that is cut off where an excerpt ends', async (t) => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
  const cut = token.slice(0, 30);
  t.equal(withoutSecrets(`body "{\\"t\\":\\"${cut}" …`, [token]), 'body "{\\"t\\":\\"(secret)" …');
  t.equal(
    withoutSecrets(`a ${cut} … in body "${cut}"`, [token]),
    'a (secret) … in body "(secret)"',
  );
  t.equal(withoutSecrets(`no cut: ${cut} here`, [token]), `no cut: ${cut} here`);
  const basic = Buffer.from(`ann:${SECRET}${'x'.repeat(20)}`)
    .toString('base64')
    .slice(0, 16);
  t.equal(withoutSecrets(`Basic ${basic} …`, [`${SECRET}${'x'.repeat(20)}`]), 'Basic (secret) …');
});

t.test('several, one within another, and one that is there twice', async (t) => {
  t.equal(withoutSecrets('abcd abcdef xbcdef', ['abcd', 'abcdef']), '(secret) (secret) xbcdef');
  t.equal(withoutSecrets('aaaa', ['aaa']), '(secret)');
});

t.test('whatever the secret is and wherever it stands, it goes', async () => {
  const secrets = fc.string({ minLength: 4, maxLength: 20, unit: 'grapheme-ascii' });
  const ways: readonly ((text: string) => string)[] = [
    (text) => text,
    encodeURIComponent,
    JSON.stringify,
    (text) => JSON.stringify(JSON.stringify({ a: text })),
    (text) => Buffer.from(`u:${text}`).toString('base64'),
  ];
  const property = fc.property(secrets, fc.constantFrom(...ways), (secret, way) => {
    const plain = /[^\\\s+]{4}/.test(secret);
    const shown = withoutSecrets(`[${way(secret)}]`, [secret]);
    return !plain || (shown.includes('(secret)') && !shown.includes(secret));
  });
  fc.assert(property, { seed: 3, numRuns: 2000 });
});

t.test('everything else stays', async (t) => {
  const text = 'a body "ok": aGVsbG8gd29ybGQ=, /path/of/something/long, 018f3a7b77aa7cc0 …';
  t.equal(withoutSecrets(text, [SECRET]), text);
  t.equal(withoutSecrets(text, []), text);
});
