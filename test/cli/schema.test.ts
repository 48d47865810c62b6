/** The published schemas are schemas, and say of the same files what the reader says. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { configJsonSchema, scenarioJsonSchema } from '../../harness/cli/schema.ts';

/** As it is when nobody says anything: what it does not know is an error. */
const ajv = () => new Ajv2020({ logger: false });

t.test('a scenario', async (t) => {
  const validate = ajv().compile(scenarioJsonSchema());
  const request = { path: '/', expect: { json: { '$.a': 1 } } };
  const right = {
    name: 'a',
    steps: [
      { group: 'g', steps: [{ repeat: 2, steps: [{ name: 'x', request }] }, { think: '1s' }] },
      { each: '{{ ids }}', as: 'id', steps: [{ name: 'y', request }] },
    ],
  };
  t.ok(validate(right), JSON.stringify(validate.errors));
  const wrong = { name: 'a', steps: [{ group: 'g', steps: [{ name: 'x', request, captur: {} }] }] };
  t.notOk(validate(wrong));
});

t.test('a configuration, with a scenario in it', async (t) => {
  const validate = ajv().compile(configJsonSchema());
  const scenarios = { s: { operations: [{ name: 'x', request: { path: '/' } }] } };
  t.ok(validate({ scenarios, targets: { a: { module: 'pooled', balancer: 'nginx' } } }));
  t.notOk(validate({ scenarios: { s: { operations: [{ nam: 'x' }] } } }));
  t.notOk(validate({ targets: { a: { module: 'pooled', balancer: 'apache' } } }));
  const served = { command: 'x {port}', url: 'http://127.0.0.1:{port}/' };
  t.ok(validate({ targets: { a: { ...served, health: '/ready' } } }));
  t.notOk(validate({ targets: { a: { ...served, health: 'ready' } } }));
});
