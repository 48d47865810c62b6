/** Scenarios out of real files: a browser's archive, nginx's log, fastify's document; and curl. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse as parseYaml } from 'yaml';
import { accessLog } from '../../harness/importers/access-log.ts';
import { har } from '../../harness/importers/har.ts';
import type { ImportOptions } from '../../harness/importers/imported.ts';
import { openapi } from '../../harness/importers/openapi.ts';
import { checked } from '../support/imported-scenario.ts';
import { steelyard } from '../support/steelyard.ts';
import { treeRoot } from '../support/tidy/source-file.ts';

const fixtures = join(treeRoot(), 'test', 'importers', 'fixtures');
const fixture = (name: string): string => readFileSync(join(fixtures, name), 'utf8');

const options: ImportOptions = { timing: 'none', factor: 1, rowsFile: 'rows.csv' };

t.test('what Chromium has exported of a page', async (t) => {
  const made = har.read(fixture('page.har'), options);
  checked(made);
  const requests = (made.scenario.steps ?? []).flatMap((step) =>
    'request' in step ? [[step.name, step.request]] : [],
  ) as [string, Record<string, unknown>][];
  t.strictSame(
    requests.map(([name]) => name),
    ['GET /', 'GET /style.css', 'GET /logo.svg', 'POST /login', 'GET /items', 'POST /order'],
  );
  const [, login] = requests[3] ?? [];
  t.match(login, { json: { user: 'ann', password: 'pw' }, expect: { status: 200 } });
  const [, items] = requests[4] ?? [];
  t.match(items, { path: '/items?limit=10&q=a%20b' });
  t.match(
    items?.['headers'],
    { Authorization: '{{ secret.AUTHORIZATION }}' },
    'no token in a file',
  );
  t.notMatch(JSON.stringify(made), 't0k3n');
  const [, order] = requests[5] ?? [];
  t.match(order, { body: 'item=7&note=a%26b', expect: { status: 201 } });
  t.match(made.notes.join(' '), 'Set AUTHORIZATION in the environment');
});

t.test('with its pauses, and twice as fast', async (t) => {
  const pauses = (factor: number): number[] => {
    const made = har.read(fixture('page.har'), { ...options, timing: 'think', factor });
    checked(made);
    return (made.scenario.steps ?? []).flatMap((step) =>
      'think' in step && typeof step.think === 'string' ? [Number.parseInt(step.think, 10)] : [],
    );
  };
  const [long = 0, short = 0] = pauses(1).slice(-2);
  t.ok(long >= 280 && long < 400, `300 ms between login and items: ${long}`);
  t.ok(short >= 140 && short < 250, `150 ms before the order: ${short}`);
  t.ok(Math.abs((pauses(2).at(-2) ?? 0) - long / 2) <= 1);
});

t.test('as a replay: the arrivals themselves', async (t) => {
  const made = har.read(fixture('page.har'), { ...options, timing: 'replay', factor: 2 });
  checked(made);
  t.equal(made.rows?.length, 6);
  t.match(made.rows?.[3], { request: 'POST /login' });
  const times = made.timesSeconds ?? [];
  t.equal(times[0], 0);
  t.ok((times[4] ?? 0) - (times[3] ?? 0) >= 0.14, 'half of what lay between them');
  t.strictSame(
    times,
    [...times].sort((a, b) => a - b),
  );
});

t.test('what nginx has written', async (t) => {
  const made = accessLog.read(fixture('access-log.txt'), { ...options, timing: 'replay' });
  checked(made);
  const rows = made.rows ?? [];
  t.strictSame(rows[0], { request: 'GET /items/:id', path: '/items/1?x=a%20b' });
  t.equal(rows.filter(({ request }) => request === 'GET /items/:id').length, 4);
  t.ok(rows.some(({ request }) => request === 'HEAD /items/:id'));
  t.equal(made.timesSeconds?.length, rows.length);
  t.match(made.notes.join(' '), /1 of \d+ lines could not be read/);
  t.match(made.notes.join(' '), '1 requests had bodies');
  t.throws(() => accessLog.read('nothing\nhere', options), /Not one of 2 lines/);
});

t.test('what fastify has written', async (t) => {
  const made = openapi.read(fixture('openapi.json'));
  checked(made);
  t.match(made.scenario.operations, [
    { name: 'listItems', request: { path: '/api/items', query: { limit: '10' } } },
    {
      name: 'createItem',
      request: { method: 'POST', json: { name: String, priceCents: 0 }, expect: { status: 201 } },
    },
    { name: 'readItem', request: { path: /^\/api\/items\/\d+$/, expect: { status: 200 } } },
    { name: /^DELETE/, request: { method: 'DELETE', expect: { status: 204 } } },
  ]);
  t.match(made.notes.join(' '), 'ask who is there');
  t.throws(() => openapi.read('{"a":1}'), /no OpenAPI document/);
});

const entryOf = (url: string, more: object = {}) => ({
  ...{ startedDateTime: '2026-01-01T00:00:00Z', time: -1, response: { status: 200 } },
  ...more,
  request: { method: 'GET', url, headers: [{ name: 'X-Auth-Token', value: 'hush' }] },
});

const archiveOf = (...entries: unknown[]): string => JSON.stringify({ log: { entries } });

t.test('archives that have more than requests over HTTP in them', async (t) => {
  const others = ['data:text/plain,hi', 'not a url', 'wss://a.test/', 'blob:http://a.test/1'];
  const made = har.read(
    archiveOf(...others.map((url) => entryOf(url)), entryOf('http://a.test/x')),
    {
      ...options,
      timing: 'replay',
    },
  );
  checked(made);
  t.strictSame(made.timesSeconds, [0]);
  t.match(made.notes.join(' '), '4 requests that are not HTTP');
  t.notMatch(JSON.stringify(made), 'hush');
  t.match(made.scenario.steps, [{ steps: [{ request: { path: '/x' } }] }]);
  const refused: readonly (readonly [string, RegExp])[] = [
    ['not JSON, hush', /^This is no HTTP archive, since it is no JSON\.$/],
    [archiveOf(entryOf('data:x')), /no request to any host/],
    [archiveOf(entryOf('http://a/', { startedDateTime: 'now' })), /log.entries.0.startedDateTime/],
    [archiveOf(entryOf('http://a/', { response: { status: 0 } })), /No request to a has an answer/],
    [archiveOf({}), /no HTTP archive: log.entries.0/],
  ];
  for (const [text, says] of refused) t.throws(() => har.read(text, options), { message: says });
});

t.test('what an archive has of bodies', async (t) => {
  const posted = (postData: object, headers: object[] = []) => {
    const one = entryOf('http://a.test/{{x}}?q={{y}}');
    const request = { ...one.request, method: 'POST', postData, headers };
    const made = har.read(archiveOf({ ...one, request }), options);
    checked(made);
    const [step] = made.scenario.steps ?? [];
    return [step && 'request' in step ? step.request : undefined, made.notes.join(' ')] as const;
  };
  const form = [
    { name: 'f', fileName: 'a.png', contentType: 'image/png' },
    { name: 't', value: 'v' },
  ];
  const type = { name: 'Content-Type', value: 'multipart/form-data; boundary=x' };
  const [upload, notes] = posted({ mimeType: type.value, params: form }, [type]);
  t.match(upload, { multipart: { f: { file: 'a.png', type: 'image/png' }, t: 'v' } });
  t.notMatch(JSON.stringify(upload), 'boundary', 'the boundary is ours');
  t.match(notes, 'Put the file a.png beside the scenario');
  const urlencoded = 'application/x-www-form-urlencoded';
  t.match(posted({ mimeType: urlencoded, params: [{ name: 'a', value: 'b c' }] })[0], {
    ...{ body: 'a=b+c', headers: { 'Content-Type': urlencoded } },
  });
  t.match(posted({ mimeType: 'application/json', text: '{"t":"{{user}}"}' })[0], {
    ...{ json: { t: '{{{{user}}' }, path: '/%7B%7Bx%7D%7D?q={{{{y}}' },
  });
});

t.test('documents of OpenAPI with references, in YAML, and all kinds of bodies', async (t) => {
  const made = openapi.read(`openapi: 3.1.0
servers:
  - url: "https://{host}/{v}"
    variables: { host: { default: a.test }, v: { default: v2 } }
paths:
  /a/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    get:
      parameters:
        - name: tags
          in: query
          required: true
          schema: { type: array, items: { example: red } }
        - { name: sid, in: cookie, required: true, schema: { type: string, example: s1 } }
      responses: { 2XX: {} }
    post:
      requestBody: { $ref: "#/components/requestBodies/Node" }
      responses: { "201": {} }
  /upload:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object, properties: { n: { type: integer, example: 3 } } }
      responses: { "200": {}, "204": {} }
  /text: { post: { requestBody: { content: { text/plain: { example: 'hello {{x}}' } } } } }
  /xml: { post: { requestBody: { content: { application/xml: {} } } } }
  /other: { $ref: "other.yaml#/x" }
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { type: integer, minimum: 5 } } }
  requestBodies:
    Node: { content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } }
  schemas:
    Node:
      type: object
      properties:
        name: { const: x }
        kids: { type: array, items: { $ref: "#/components/schemas/Node" } }
`);
  checked(made);
  t.match(made.scenario.operations, [
    { request: { path: '/v2/a/5', query: { tags: 'red' }, headers: { Cookie: 'sid=s1' } } },
    { request: { json: { name: 'x', kids: Array }, expect: { status: 201 } } },
    { request: { multipart: { n: '3' }, expect: { status: [200, 204] } } },
    { request: { body: 'hello {{{{x}}' } },
    { request: { method: 'POST', path: '/v2/xml' } },
  ]);
  t.notOk(
    made.scenario.operations?.[0]?.request && 'expect' in made.scenario.operations[0].request,
  );
  const notes = made.notes.join(' ');
  t.match(notes, 'refers to in other files');
  t.match(notes, 'POST /v2/xml is sent without its body, which is application/xml');
  t.match(notes, 'Files of forms');
});

t.test('steelyard import: files that run as they are', async (t) => {
  const dir = t.testdir();
  const log = join(fixtures, 'access-log.txt');
  const ended = await steelyard(['import', 'access-log', log, '--factor', '4', '--out', 'a.yaml'], {
    cwd: dir,
  });
  t.equal(ended.code, 0, ended.stderr);
  t.match(
    ended.stdout,
    /written: .*a\.yaml\nwritten: .*a\.csv\nwritten: .*a\.times\.txt\nTry it: /,
  );
  const scenario = parseYaml(readFileSync(join(dir, 'a.yaml'), 'utf8'));
  t.equal(scenario.data.log.file, 'a.csv');
  const words = ['run', 'node-http', '--scenario', 'a.yaml', '--replay', 'a.times.txt'];
  const run = await steelyard(
    [...words, '--warmup', '0s', '--no-preflight', '--out', 'o', '--quiet'],
    {
      cwd: dir,
    },
  );
  const record = JSON.parse(readFileSync(join(dir, 'o', 'record.json'), 'utf8'));
  const [trial] = record.trials;
  t.equal(trial.counts.intended, 9, run.stderr);
  t.equal(trial.operations['GET /items/:id'].counts.intended, 4);
  const bad = await steelyard(['import', 'har', join(dir, 'a.csv')]);
  t.equal(bad.code, 104);
  t.match(bad.stderr, 'This is no HTTP archive');
});
