/** A mistake in a scenario is found before anything is sent, and said with file, line and a way. */
import fc from 'fast-check';
import t from 'tap';
import { HarnessError } from '../../harness/model/harness-error.ts';
import { checkScenario } from '../../harness/scenario/check-scenario.ts';
import { parseYamlText } from '../../harness/validation/yaml-text.ts';

const whole = `name: shop
variables: { kind: tools, query: "{{ kind }}-x" }
data:
  users: { rows: [{ name: ann, password: pw }], order: unique, secret: [password] }
headers: { X-Kind: "{{ kind }}" }
setup:
  - name: reset
    request: { method: POST, path: /reset }
    capture: { round: $.round }
steps:
  - name: login
    request:
      method: POST
      path: /login
      json: { user: "{{ users.name }}", password: "{{ users.password }}" }
      expect: { status: 200, headers: { content-type: { contains: json } }, json: { $.ok: true } }
    capture:
      token: $.token
      cart: { header: X-Cart, optional: true }
      page: { regex: 'page=(\\d+)' }
  - think: { uniform: [10ms, 20ms] }
  - group: browse
    steps:
      - repeat: 2
        steps:
          - name: list
            request: { path: "/items?q={{ query }}&r={{ round }}", auth: { bearer: "{{ token }}" } }
  - when: { value: "{{ cart }}", not: "" }
    steps:
      - { name: cart, request: { path: "/carts/{{ cart }}" }, onFailure: continue }
  - choose:
      - weight: 3
        steps: [{ name: pay, request: { path: /p, form: { n: "{{ random.int(1,6) }}" } } }]
      - steps: [{ set: { left: true } }]
teardown:
  - { name: clean, request: { method: DELETE, path: "/rounds/{{ round }}" } }
`;

function check(text: string): unknown {
  const { value, placeOf } = parseYamlText(text, 'shop.yaml', 'scenario');
  return checkScenario(value, { placeOf, folder: '/x', isModule: false });
}

function faultOf(text: string): HarnessError | undefined {
  try {
    check(text);
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
}

t.test('what is right is read', async (t) => {
  t.match(check(whole), { name: 'shop', protocol: 'http1', about: '', folder: '/x' });
});

const mistakes: readonly (readonly [string, string, RegExp, RegExp])[] = [
  [
    'capture:\n      token',
    'captur:\n      token',
    /^shop.yaml:17: "steps\[0\]" has an unknown key "captur"/,
    /"capture"\?/,
  ],
  [
    'headers: { X',
    'heders: { X',
    /^shop.yaml:5: The scenario has an unknown key "heders"/,
    /Did you mean "headers"/,
  ],
  ['weight: 3', 'weight: -3', /^shop.yaml:32: .*weight" is -3/, /Mend/],
  ['weight: 3', 'wait: 3', /^shop.yaml:32: .*unknown key "wait"/, /weight/],
  [
    '/carts/{{ cart }}',
    '/carts/{{ crat }}',
    /^shop.yaml:30: The request "cart" has \{\{ crat \}\}/,
    /Did you mean "cart"/,
  ],
  [
    '"/items?q={{ query }}',
    '"/items?q={{ left }}',
    /^shop.yaml:26: The request "list" has \{\{ left \}\}/,
    /Known here/,
  ],
  [
    'kind: tools,',
    'kind: "{{ query }}",',
    /^shop.yaml:2: The variables kind → query → kind/,
    /without an end|Give one/,
  ],
  ['token: $.token', 'token: $.[', /^shop.yaml:11: "\$\.\[" is no JSON path/, /RFC 9535/],
  [
    "regex: 'page=(\\d+)'",
    "regex: 'page=('",
    /^shop.yaml:11: The regular expression "page=\("/,
    /Mend/,
  ],
  [
    '{ uniform: [10ms, 20ms] }',
    '{ uniform: [30ms, 20ms] }',
    /^shop.yaml:21: The think time from 30ms/,
    /shorter/,
  ],
  ['{ uniform: [10ms, 20ms] }', 'soon', /^shop.yaml:21: The think time "soon"/, /10s, 500ms/],
  ['repeat: 2', 'repeat: many', /^shop.yaml:24: .*repeat/, /Mend/],
  ['/reset }', '5 }', /^shop.yaml:8: .*request.path" is 5. It is to be a text/, /Path and query/],
  ['"{{ kind }}" }\nsetup', '5 }\nsetup', /^shop.yaml:5: .*X-Kind" is 5. It is/, /quotes: "5"/],
  ['weight: 3', "weight: '3'", /^shop.yaml:32: .*is "3". It is to be a number/, /quotes out: 3/],
  [
    'method: POST, path: /reset }',
    'method: POST }',
    /^shop.yaml:8: .*request.path" is missing\.$/,
    /Add it: Path and query/,
  ],
  [
    '- { name: cart, request: {',
    '- { nam: cart, reqest: {',
    /shop.yaml:30: .*unknown key "nam". Did you mean "name"\?.*\n.*Did you mean "request"\?/,
    /Mend them/,
  ],
  [
    'auth: { bearer: "{{ token }}" }',
    'auth: { digest: x }',
    /shop.yaml:27: .*auth" has an unknown key "digest". Known: basic, bearer, call/,
    /Mend|Known/,
  ],
  ['status: 200,', 'size: { min: 3, max: 2 },', /^shop.yaml:16: .*The smaller number/, /Mend/],
  ['repeat: 2', "repeat: '{{{{ n }}'", /^shop.yaml:24: .*repeat/, /Mend/],
  [
    '/carts/{{ cart }}',
    '/carts/{{ cart[0] }}',
    /^shop.yaml:30: The request "cart" has \{\{ cart\[0\] \}\}, which is no name/,
    /compute in a function; \{\{\{\{ is two braces/,
  ],
  ['onFailure: cont', 'timeout: 0s, onFailure: cont', /^shop.yaml:30: The timeout 0s/, /longer/],
  ['onFailure: cont', 'timeout: soon, onFailure: cont', /^shop.yaml:30: .*"soon"/, /10s, 500ms/],
  ['name: pay', 'name: list', /two requests called "list"/, /name of its own/],
  [
    'not: ""',
    'not: "", above: 3',
    /^shop.yaml:28: The condition on .* has not and above/,
    /exactly one/,
  ],
  [
    'random.int(1,6)',
    'random.int(6)',
    /^shop.yaml:33: \{\{ random.int\(6\) \}\}/,
    /random.int\(1,6\)/,
  ],
  ['onFailure: continue', 'onFailure: retry', /^shop.yaml:30: .*onFailure" is "retry"/, /Mend/],
  ['order: unique', 'order: any', /^shop.yaml:4: .*order/, /Mend/],
  ['users: { rows', 'env: { rows', /^shop.yaml:4: .*data/, /none of env/],
  [
    'token: $.token',
    'token: { json: $.token, header: X }',
    /^shop.yaml:18: .*exactly one of json, header/,
    /Mend/,
  ],
  [
    '[{ set: { left: true } }]',
    '[{ call: sign }]',
    /calls the function "sign" and has none/,
    /functions: \.\/functions.js/,
  ],
  [
    'steps:\n  - name: login',
    'stages:\n  - name: login',
    /^There are 2 mistakes.\n.*\n {2}shop.yaml:10: The scenario has an unknown key "stages"/,
    /Mend them/,
  ],
];

for (const [right, wrong, says, next] of mistakes) {
  t.test(wrong.replaceAll('\n', ' '), async (t) => {
    t.ok(whole.includes(right), 'the mistake is made');
    const fault = faultOf(whole.replace(right, wrong));
    t.equal(fault?.exit, 'scenario');
    t.match(fault?.message, says);
    t.match(fault?.next, next);
  });
}

t.test('whatever is changed in it, it is read or refused', async () => {
  const lines = whole.split('\n');
  const junk = fc.constantFrom(
    '',
    '{',
    '- x',
    '{{ a }}',
    'null',
    '[]',
    '-1',
    'name: x',
    '"',
    '&a *a',
  );
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.nat(60), junk, (line, at, text) => {
      const changed = [...lines];
      const old = changed[line] ?? '';
      changed[line] = `${old.slice(0, at)}${text}${old.slice(at + 1)}`;
      const fault = faultOf(changed.join('\n'));
      return fault === undefined || (fault.message !== '' && fault.next !== '');
    }),
    { seed: 7, numRuns: 600 },
  );
});
