import { join } from 'node:path';
import t from 'tap';
import { readScenario } from '../../harness/cli/scenario-text.ts';
import type { Target } from '../../harness/model/target.ts';

const http: Target = {
  kind: 'module',
  name: 'fastify',
  protocol: 'http1',
  server: 'fastify',
  options: {},
};
const tcp: Target = { ...http, name: 'tcp-echo', protocol: 'tcp' };
const url = (address: string): Target => ({
  kind: 'url',
  name: address,
  protocol: 'http1',
  url: address,
});

const good = { name: 'own', operations: [{ name: 'a', request: { path: '/a' } }] };

t.test('the usual scenario is one of the target’s protocol', async (t) => {
  t.match(await readScenario(undefined, [http]), { name: 'text', protocol: 'http1' });
  t.match(await readScenario(undefined, [tcp]), { name: 'tcp-echo', protocol: 'tcp' });
});

t.test('a name of the configuration that is written wrongly', async (t) => {
  const fault = { message: /no scenario called "lst"/, next: /Did you mean "list"\? In the conf/ };
  await t.rejects(readScenario('lst', [http], ['list', 'other']), fault);
  const ours = { message: /no scenario called "jsn"/, next: /Did you mean "json"/ };
  await t.rejects(readScenario('jsn', [http], ['list']), ours);
});

t.test('the path of a URL is what is asked for', async (t) => {
  const scenario = await readScenario(undefined, [url('http://127.0.0.1:{port}/items?page=2#top')]);
  t.match(scenario, { protocol: 'http1', operations: [{ request: { path: '/items?page=2' } }] });
  t.match(await readScenario(undefined, [url('http://127.0.0.1')]), { name: 'text' });
});

t.test('a name, or a slip of one', async (t) => {
  t.match(await readScenario('json', [http]), { name: 'json' });
  await t.rejects(readScenario('jsn', [http]), { message: '"jsn"', next: /"json"/ });
});

t.test('a file of the user’s own', async (t) => {
  const dir = t.testdir({
    'own.json': JSON.stringify(good),
    'own.yaml': 'name: own\noperations:\n  - name: a\n    request: { path: /a }\n',
    'own.mjs': `export default ${JSON.stringify({ ...good, name: 'module' })};`,
  });
  t.match(await readScenario(join(dir, 'own.json'), [http]), {
    name: 'own',
    protocol: 'http1',
    operations: [{ name: 'a', request: { path: '/a' } }],
  });
  t.match(await readScenario(join(dir, 'own.mjs'), [http]), { name: 'module' });
  const json = await readScenario(join(dir, 'own.json'), [http]);
  t.strictSame(await readScenario(join(dir, 'own.yaml'), [http]), json, 'the same in YAML');
});

t.test('a file that cannot be used is named, with the place in it', async (t) => {
  const operation = good.operations[0];
  const dir = t.testdir({
    'half.json': '{ "name": ',
    'half.yaml': 'name: own\noperations: [\n',
    'empty.yml': '',
    'typo.yml': 'name: own\noperations:\n  - { name: a, weigth: 2, request: { path: / } }\n',
    'throws.mjs': 'throw new Error("broken inside");',
    'empty.json': JSON.stringify({ ...good, operations: [] }),
    'typo.json': JSON.stringify({ ...good, operations: [{ ...operation, weigth: 2 }] }),
    'weight.json': JSON.stringify({ ...good, operations: [{ ...operation, weight: -1 }] }),
    'request.json': JSON.stringify({ ...good, operations: [operation, { name: 'b' }] }),
    'twice.json': JSON.stringify({ ...good, operations: [operation, operation] }),
    'nothing.mjs': 'export const scenario = {};',
  });
  const cases = [
    ['half.json', /half\.json/],
    ['half.yaml', /half\.yaml.*line 3/s],
    ['empty.yml', /empty\.yml:1: .*name/],
    ['typo.yml', /typo\.yml:3: "operations\[0\]".*"weigth"/],
    ['throws.mjs', /throws\.mjs.*broken inside/],
    ['empty.json', /empty\.json.*operations/],
    ['typo.json', /typo\.json:1: "operations\[0\]".*"weigth"/],
    ['weight.json', /operations\[0\]\.weight/],
    ['request.json', /operations\[1\]\.request/],
    ['twice.json', /two requests called "a"/],
    ['nothing.mjs', /nothing\.mjs/],
    ['missing.mjs', /There is no scenario file/],
  ] as const;
  for (const [name, message] of cases) {
    await t.rejects(readScenario(join(dir, name), [http]), { exit: 'scenario', message }, name);
  }
});

t.test('a scenario and a target that do not speak the same protocol', async (t) => {
  const message = '"json" speaks http1, but "tcp-echo" tcp.';
  await t.rejects(readScenario('json', [tcp]), { exit: 'usage', message });
  await t.rejects(readScenario('json', [http, tcp]), { exit: 'usage', message });
});
