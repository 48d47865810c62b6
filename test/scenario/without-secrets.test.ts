/** Secrets are taken out of whatever people see, however they are written there. */
import t from 'tap';
import { withoutSecrets } from '../../harness/scenario/without-secrets.ts';

const SECRET = 'p&w "1';

t.test('as it is, percent-encoded, in JSON, and in base64 with others', async (t) => {
  const shapes = [
    SECRET,
    encodeURIComponent(SECRET),
    JSON.stringify({ a: SECRET }),
    Buffer.from(SECRET).toString('base64'),
    Buffer.from(`ann:${SECRET}`).toString('base64'),
    Buffer.from(`a:${SECRET}`).toString('base64url'),
  ];
  for (const shape of shapes) {
    const shown = withoutSecrets(`before ${shape} after`, [SECRET]);
    t.match(shown, /^before .*\(secret\).* after$/, shape);
    t.notMatch(shown, shape);
  }
});

t.test('everything else stays', async (t) => {
  const text = 'a body "ok": aGVsbG8gd29ybGQ=, /path/of/something/long, 018f3a7b77aa7cc0';
  t.equal(withoutSecrets(text, [SECRET]), text);
  t.equal(withoutSecrets(text, []), text);
});
