/** Every scenario is plain data, and its answers are what the servers of ours really answer. */
import t from 'tap';
import { type HttpRequest, operationsOf, type Scenario } from '../../harness/model/scenario.ts';
import { scenarios } from '../../scenarios/index.ts';
import { nodeHttp } from '../../targets/node-http.ts';
import { call } from '../targets/http-call.ts';

t.test('names are unique, operations too, and all crosses to a thread', async (t) => {
  t.same(
    scenarios.map(({ name }) => name),
    ['text', 'json', 'echo', 'items', 'shop', 'tcp-echo'],
  );
  const all: readonly Scenario[] = scenarios;
  for (const scenario of all) {
    const names = operationsOf(scenario).map(({ name }) => name);
    t.equal(new Set(names).size, names.length, scenario.name);
    t.ok(names.length > 0);
    t.same(structuredClone(scenario), scenario);
  }
});

t.test('the mix of items adds up to 100', async (t) => {
  const items: Scenario | undefined = scenarios.find(({ name }) => name === 'items');
  t.equal(
    items?.operations?.reduce((sum, { weight }) => sum + (weight ?? 1), 0),
    100,
  );
});

t.test('the HTTP scenarios get the answers they expect, twice in a row', async (t) => {
  const server = await nodeHttp.start();
  t.teardown(() => server.close());
  const http = scenarios.filter(
    ({ protocol, name }) => protocol === 'http1' && name !== 'shop',
  ) as Scenario<HttpRequest>[];
  for (const scenario of [...http, ...http]) {
    const { name } = scenario;
    for (const { name: operation, request } of operationsOf(scenario)) {
      const { status, body } = await call(server.port, request);
      t.equal(status, request.expect?.status, `${name}: ${operation}`);
      if (request.expect?.body !== undefined) t.equal(body, request.expect.body);
    }
  }
});
