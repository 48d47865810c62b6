/** All mistakes of a scenario file are told at once, with their lines, before anything starts. */
import { join } from 'node:path';
import t from 'tap';
import { readScenario } from '../../harness/cli/scenario-text.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';

const files = {
  'users.csv': 'name,password\nann,pw\n',
  'ragged.csv': 'a,b\n1,2\n3\n',
  'quoted.csv': 'name,password\nann,hush"hush\n',
  'bad.json': '[{"a": "hush" "b"}]',
  'broken.schema.json': '{"type":',
  'functions.js': 'export const sign = () => 1;\n',
};

const outside = `name: outside
functions: ./none.js
data:
  u: { file: nope.csv }
  v: { file: users.csv, secret: [passwort] }
  r: { file: ragged.csv }
  q: { file: quoted.csv, secret: [password] }
  j: { file: bad.json }
steps:
  - name: a
    request: { path: "/{{ v.nam }}", file: missing.bin }
  - name: b
    request: { path: "/{{ secret.NO_SUCH_SECRET }}", expect: { schema: missing.json } }
  - name: c
    request: { path: /, multipart: { f: { file: part.bin } } }
`;

const requests = `name: requests
functions: ./functions.js
headers: { X-All: "{{ call.sgin }}" }
steps:
  - { name: a, request: { path: items } }
  - { name: b, request: { path: /, json: 1, body: x } }
  - { name: c, request: { path: /, headers: { "no name": x } } }
  - { name: d, request: { path: /, expect: { schema: broken.schema.json } } }
  - { name: e, request: { path: /, expect: { status: 42 } } }
  - { name: f, request: { path: /, expect: { json: { "$.[": 1 } } } }
  - { name: g, request: { path: /, expect: { call: fair } } }
`;

async function faultOf(path: string): Promise<HarnessError | undefined> {
  try {
    await readScenario(path, []);
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  return undefined;
}

const told = (message = ''): string[] =>
  message
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}.*?([\w-]+\.\w+:\d+: )/, '$1'));

t.test('what it names outside itself', async (t) => {
  const dir = t.testdir({ ...files, 'outside.yaml': outside });
  const fault = await faultOf(join(dir, 'outside.yaml'));
  t.equal(fault?.exit, 'scenario');
  t.match(told(fault?.message), [
    /^outside.yaml:2: .* functions in .\/none.js, which is not there/,
    /^outside.yaml:4: .* cannot read the data nope.csv: it is not there/,
    /^outside.yaml:5: .* keeps "passwort" secret, and has no such column/,
    /^outside.yaml:6: ragged.csv is no CSV: not as many values as columns in line 3/,
    /^outside.yaml:7: quoted.csv is no CSV: a quote within a value .* in line 2/,
    /^outside.yaml:8: bad.json is no JSON in line 1/,
    /^outside.yaml:11: .*missing.bin: it is not there/,
    /^outside.yaml:13: \{\{ secret.NO_SUCH_SECRET \}\} has no value/,
    /^outside.yaml:13: .*missing.json: it is not there/,
    /^outside.yaml:15: .*part.bin: it is not there/,
  ]);
  t.notMatch(fault?.message, 'hush', 'rows may be secret, and nothing of them is told');
});

t.test('requests that cannot be sent, and checks that cannot be made', async (t) => {
  const dir = t.testdir({ ...files, 'requests.yaml': requests });
  const fault = await faultOf(join(dir, 'requests.yaml'));
  t.match(told(fault?.message), [
    /^requests.yaml:3: The scenario has no function "sgin". Did you mean "sign"/,
    /^requests.yaml:5: The path "items" does not start with/,
    /^requests.yaml:6: A request has body and json/,
    /^requests.yaml:7: The header name "no name" is not one/,
    /^requests.yaml:8: The schema broken.schema.json is no JSON/,
    /^requests.yaml:9: The expected status 42/,
    /^requests.yaml:10: "\$\.\[" is no JSON path/,
    /^requests.yaml:11: The scenario has no function "fair"/,
  ]);
});

t.test('one mistake alone is told as one', async (t) => {
  const text = outside.replace('./none.js', './functions.js').split('\n').slice(0, 2);
  const one = [...text, 'operations:', '  - { name: a, weight: 0, request: { path: / } }', ''];
  const dir = t.testdir({ ...files, 'one.yaml': one.join('\n') });
  const fault = await faultOf(join(dir, 'one.yaml'));
  t.match(fault?.message, /one.yaml:3: No operation of "outside" has a weight above 0\.$/);
  t.match(fault?.next, 'leave the weights out');
});

t.test('a column that no row has', async (t) => {
  const columns = `name: columns
data: { v: { file: users.csv } }
operations:
  - name: a
    request: { path: "/{{ v.nam }}" }
`;
  const dir = t.testdir({ ...files, 'columns.yaml': columns });
  const fault = await faultOf(join(dir, 'columns.yaml'));
  t.match(fault?.message, /columns.yaml:5: A row of the data "v" has no column "nam"/);
  t.match(fault?.next, /Did you mean "name"\?/);
});
