/** Files with a few changes in them are read or refused with a place and a next step. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { stringify } from 'yaml';
import { layersOf, mergeLayers } from '../../harness/cli/config-layers.ts';
import { checkConfig } from '../../harness/config/config-file.ts';
import { type ConfigExperiment, configPhases } from '../../harness/config/config-schema.ts';
import { epochNow, realClock } from '../../harness/generator/clock.ts';
import { SessionSource } from '../../harness/generator/session-source.ts';
import type { ExitName } from '../../harness/model/exit-code.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { http1 } from '../../harness/protocols/http1/http1.ts';
import { checkScenario } from '../../harness/scenario/check-scenario.ts';
import { placedSteps } from '../../harness/scenario/placed-steps.ts';
import { capturesOf } from '../../harness/scenario/program.ts';
import { bindScenario } from '../../harness/session/bind-scenario.ts';
import { examineScenario } from '../../harness/session/examine-scenario.ts';
import { keysText, placeInModule } from '../../harness/validation/place.ts';
import { parseYamlText } from '../../harness/validation/yaml-text.ts';
import { mutated, mutation } from '../support/mutation.ts';

const config = {
  defaults: { warmup: '1s', connections: 8, out: 'out', format: ['html', 'md'] },
  targets: {
    api: {
      ...{ command: 'node server.js {port}', url: 'http://127.0.0.1:{port}/', health: '/ready' },
      ...{ cwd: '.', env: { KEY: 'v', N: 1 }, servers: 2, ready: '5s', cores: [0, 1] },
    },
    ours: { module: 'pooled', options: { slots: 4 }, balancer: 'nginx' },
  },
  scenarios: {
    file: './shop.ts',
    inline: { operations: [{ name: 'root', weight: 2, request: { path: '/' } }] },
  },
  loads: {
    quiet: { rate: 500, duration: '10s', arrivals: 'poisson' },
    closed: { connections: 64, think: '10ms', timeout: '2s', pipelining: 2 },
    stairs: {
      phases: [
        { kind: 'ramp', from: 0, to: 500, duration: '5s' },
        { kind: 'constant', rate: 500, duration: '5s' },
      ],
    },
  },
  objectives: { fast: ['p99<50ms', 'errors<0.1%'] },
  experiments: {
    smoke: { kind: 'run', target: 'api', load: 'quiet', objectives: ['fast', 'p50<5ms'] },
    versus: { kind: 'compare', targets: ['api', 'ours'], load: 'stairs', margin: '5%' },
    grow: { kind: 'scale', target: 'ours', servers: [1, 2, 4], peak: false },
    most: { kind: 'capacity', target: 'ours', objectives: ['fast'], width: '2%' },
    change: { kind: 'gate', target: 'api', baseRev: 'main', build: 'make', metric: ['tail'] },
  },
};

const scenario = {
  name: 'all',
  about: 'everything a scenario can say',
  variables: { base: '/api', greet: 'hi {{ users.name }}', n: 5, dice: '{{ random.int(1,6) }}' },
  data: {
    users: { rows: [{ name: 'ann', password: 'pw' }], order: 'unique', secret: ['password'] },
    numbers: { range: { from: 1, to: 100 }, order: 'random' },
    listed: { file: 'rows.csv' },
  },
  cookies: 'session',
  redirects: 'follow',
  headers: { 'X-All': '{{ greet }}' },
  auth: { basic: { user: '{{ users.name }}', password: '{{ users.password }}' } },
  setup: [{ name: 'begin', request: { path: '/' }, capture: { total: '$.total' } }],
  steps: [
    {
      name: 'login',
      request: {
        ...{ method: 'POST', path: '{{ base }}/login', query: { a: 'x y', b: [3, '{{ n }}'] } },
        json: { n: '{{ n }}', list: [1, '{{ listed.b }}'], t: '{{ total }}' },
        expect: {
          ...{ status: [200, 201], headers: { 'content-type': { contains: 'json' } } },
          ...{ json: { '$.ok': true }, schema: { type: 'object' }, size: { min: 1, max: 99 } },
          ...{ contains: 'a', matches: 'a+' },
        },
      },
      capture: {
        token: { json: '$.token', secret: true },
        page: { regex: 'page=(\\d+)', optional: true },
        cart: { header: 'X-Cart' },
        ids: { json: '$.ids[*]', take: 'all' },
      },
    },
    { set: { list: [1, 'x'] } },
    { each: '{{ list }}', as: 'id', steps: [{ name: 'id', request: { path: '/{{ id }}' } }] },
    { think: { uniform: ['1ms', '3ms'] } },
    {
      group: 'look',
      steps: [
        {
          repeat: 2,
          as: 'round',
          steps: [
            { name: 'form', request: { method: 'POST', path: '/f', form: { a: '{{ page }}' } } },
          ],
        },
        {
          while: { value: '{{ random.number }}', below: 0.5 },
          max: 3,
          steps: [{ name: 'file', request: { method: 'PUT', path: '/p', file: 'rows.csv' } }],
        },
      ],
    },
    {
      when: { value: '{{ cart }}', matches: '^x' },
      steps: [
        { name: 'bearer', request: { path: '/b', auth: { bearer: '{{ token }}' } } },
        { think: { exponential: '2ms' } },
        { name: 'timed', timeout: '2s', request: { path: '/{{{{x', expect: { status: 302 } } },
      ],
      else: [{ set: { z: ['{{ env.HOME }}', { k: '{{ dice }}' }] } }],
    },
    {
      choose: [
        {
          weight: 3,
          steps: [{ name: 'body', request: { path: '/x', body: '{{ numbers.value }}' } }],
        },
        {
          steps: [
            {
              name: 'parts',
              request: { method: 'POST', path: '/m', multipart: { a: 1, f: { file: 'rows.csv' } } },
              onFailure: 'continue',
            },
          ],
        },
      ],
    },
  ],
  teardown: [{ name: 'end', request: { method: 'DELETE', path: '/{{ total }}' } }],
};

/** Whether an error is one for people, with all that they need. Anything else is thrown. */
function isForPeople(error: unknown, exit: ExitName, file: string): boolean {
  if (!(error instanceof HarnessError)) throw error;
  const said = error.message !== '' && error.next !== '' && error.exit === exit;
  return said && error.message.includes(file);
}

const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** What `run NAME` and its like make of a configuration that was accepted. */
function useConfig(value: unknown, file: string): void {
  const checked = checkConfig(value, placeInModule(file));
  for (const load of Object.values(checked.loads ?? {})) {
    if (load.phases !== undefined) configPhases(load.phases);
  }
  const experiments = Object.entries(checked.experiments ?? {}) as [string, ConfigExperiment][];
  for (const [name, keys] of experiments) {
    const place = ({ path = [] }: { readonly path?: readonly PropertyKey[] }): string =>
      `${file} (${keysText(path)})`;
    mergeLayers(layersOf(checked, { experiment: { name, keys } }), place);
  }
}

t.test('what is not changed is right', async (t) => {
  useConfig(config, 'c.ts');
  const folder = t.testdir({ 'rows.csv': 'a,b\n1,2\n' });
  await useScenario(scenario, folder, 's.ts');
});

t.test('a configuration with changes, as a module and as YAML', async () => {
  const property = fc.property(mutations, (changes) => {
    const value = changes.reduce(mutated, config as unknown);
    try {
      useConfig(value, 'c.ts');
    } catch (error) {
      if (!isForPeople(error, 'usage', 'c.ts')) return false;
    }
    try {
      const read = parseYamlText(stringify(value), 'c.yaml', 'usage');
      checkConfig(read.value, read.placeOf);
    } catch (error) {
      return isForPeople(error, 'usage', 'c.yaml');
    }
    return true;
  });
  fc.assert(property, { seed: 41, numRuns: 250 });
});

/** What is done with a scenario before a request is sent, and then its first sessions. */
async function useScenario(value: unknown, folder: string, file: string): Promise<void> {
  const placeOf = placeInModule(file);
  const read: Scenario = checkScenario(value, { placeOf, folder, isModule: true });
  if (read.protocol !== 'http1') return;
  const environment = { HOME: '/home/x' };
  await examineScenario(read, http1, environment, placeOf);
  const bound = bindScenario(read, http1, environment, placeOf);
  if (bound.isStatic) return;
  const source = await SessionSource.load(bound, http1, realClock(epochNow()));
  const requests = source.requests({ host: '127.0.0.1', port: 80, authority: '127.0.0.1' });
  const captured = placedSteps(read).flatMap(({ step }) =>
    'request' in step ? capturesOf(step).map(({ name }) => name) : [],
  );
  for (const program of source.programs()) {
    const session = source.begin(program, { seed: 1, session: 0, client: 0 });
    for (const name of captured) session.set(name, 'x1');
    try {
      for (let steps = 0; steps < 50; steps++) {
        const next = session.advance();
        if (next.does === 'end') break;
        if (next.does === 'request') requests[next.operation]?.fill(session, true);
      }
    } catch (error) {
      // What a value becomes in a session has no place in the file, but is for people, too.
      if (!(error instanceof HarnessError)) throw error;
    }
  }
}

t.test('a scenario with changes, as a module and as YAML', async (t) => {
  const folder = t.testdir({ 'rows.csv': 'a,b\n1,2\n' });
  const property = fc.asyncProperty(mutations, async (changes) => {
    const value = changes.reduce(mutated, scenario as unknown);
    try {
      await useScenario(value, folder, 's.ts');
    } catch (error) {
      if (!isForPeople(error, 'scenario', 's.ts')) return false;
    }
    try {
      const read = parseYamlText(stringify(value), 's.yaml', 'scenario');
      checkScenario(read.value, { placeOf: read.placeOf, folder, isModule: false });
    } catch (error) {
      return isForPeople(error, 'scenario', 's.yaml');
    }
    return true;
  });
  await fc.assert(property, { seed: 42, numRuns: 250 });
});

t.test('rows of data with changes in their text', async (t) => {
  const folder = t.testdir();
  const source = { rows: { file: 'rows.csv' }, list: { file: 'rows.json' } };
  const operations = [{ name: 'a', request: { path: '/{{ rows.a }}/{{ list.a }}' } }];
  const given = { name: 'rows', about: '', protocol: 'http1', folder, data: source, operations };
  const files = { 'rows.csv': 'a,b\n1,"x y"\n2,z\n', 'rows.json': '[{"a":"hush","b":[2]}]' };
  const put = fc.oneof(
    fc.constantFrom('"', ',', '\n', '{', '}', '[', ':', '\u0000', '\ufeff', 'a'),
    fc.string({ maxLength: 3 }),
  );
  const change = fc.record({ at: fc.nat(30), cut: fc.nat(4), put });
  const property = fc.property(change, ({ at, cut, put }) => {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text.slice(0, at) + put + text.slice(at + cut));
    }
    try {
      bindScenario(given, http1, {});
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      return error.exit === 'scenario' && !error.message.includes('hush');
    }
    return true;
  });
  fc.assert(property, { seed: 43, numRuns: 300 });
});
