/** The command line in a folder of a user's, with a configuration and servers of their own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readRecord } from '../../harness/session/store.ts';
import { steelyard } from '../support/steelyard.ts';

t.jobs = 2;

const typescript = `
import { defineConfig } from 'steelyard';
const duration: string = '300ms';
export default defineConfig({
  defaults: { warmup: '0s', drain: '5s', connections: 4 },
  targets: {
    files: {
      command: 'python3 -m http.server {port} --bind 127.0.0.1',
      url: 'http://127.0.0.1:{port}/',
      cwd: 'public',
      env: { TOKEN: 'hunter2' },
    },
    ours: { module: './server.ts' },
  },
  loads: { quiet: { rate: 50, duration } },
  experiments: {
    smoke: { kind: 'run', target: 'files', scenario: './page.ts', load: 'quiet' },
    versus: { kind: 'compare', targets: ['files', 'ours'], load: 'quiet', repetitions: 1 },
  },
});
`;

const page = `
import { defineScenario, type Scenario } from 'steelyard';
const request = { path: '/page.txt', expect: { status: 200, body: 'from public' } };
const operations = [{ name: 'a', request }];
const page: Scenario = defineScenario({ name: 'page', about: '', operations });
export default page;
`;

const server = `
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
export default {
  name: 'ours', about: 'mine', protocol: 'http1', options: {},
  async start() {
    let count = 0;
    const server: Server = createServer((_, response) => { count++; response.end('x'); });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { port, requests: () => count, close: async () => { server.close(); } };
  },
};
`;

const files = {
  'steelyard.config.ts': typescript,
  'page.ts': page,
  'server.ts': server,
  public: { 'page.txt': 'from public' },
  inner: {},
};

t.test('an experiment by name, from a folder further in, with a flag above it', async (t) => {
  const dir = t.testdir(files);
  const cwd = join(dir, 'inner');
  const ended = await steelyard(['run', 'smoke', '--rate', '60', '--out', 'out'], { cwd });
  const record = await readRecord(join(cwd, 'out', 'record.json'));
  t.match(record, {
    command: 'run',
    config: {
      configFile: join(dir, 'steelyard.config.ts'),
      origins: { connections: /defaults.connections/, duration: /loads.quiet.duration/ },
      targets: [{ name: 'files', env: { TOKEN: '(not recorded)' } }],
    },
    trials: [{ target: 'files', scenario: 'page', connections: 4, counts: { failed: {} } }],
  });
  t.match(record.trials[0]?.load, { phases: [{ ratePerSecond: 60, durationNs: 3e8 }] });
  const counts = record.trials[0]?.counts;
  t.ok(counts && counts.completed > 0 && counts.failed.mismatch === 0, 'served from public/');
  const written = ['record.json', 'report.html'].map((name) =>
    readFileSync(join(cwd, 'out', name), 'utf8'),
  );
  t.notMatch(`${written.join()}${ended.stdout}${ended.stderr}`, 'hunter2');
});

t.test('run NAME knows experiments of other kinds, and modules in TypeScript', async (t) => {
  const dir = t.testdir(files);
  await steelyard(['run', 'versus', '--order', 'random', '--out', 'out'], { cwd: dir });
  const record = await readRecord(join(dir, 'out', 'record.json'));
  t.equal(record.command, 'compare');
  t.strictSame(record.trials.map(({ target }) => target).sort(), ['files', 'ours']);
});

t.test('what an experiment names and is not there: with file and line', async (t) => {
  const dir = t.testdir({
    'steelyard.config.yaml': `targets: { api: { url: 'http://127.0.0.1:1/' } }
scenarios: { gone: ./gone.yaml }
experiments:
  one: { kind: run, target: apy, rate: 5 }
  two: { kind: compare, targets: [api, nothing], rate: 5 }
  three: { kind: run, target: api, scenario: gone, rate: 5 }
  four: { kind: run, target: api, scenario: gon, rate: 5 }
`,
  });
  const cases = [
    ['one', 104, /yaml:4: There is no target called "apy"\.\nDid you mean "api"\?/],
    [
      'two',
      104,
      /yaml:5: There is no target called "nothing"\.\nIn the conf.*: api, one.* node-http/,
    ],
    ['three', 107, /yaml:2: There is no scenario file .*gone\.yaml/],
    ['four', 104, /yaml:7: There is no scenario called "gon"\.\nDid you mean "gone"\?/],
  ] as const;
  for (const [name, code, says] of cases) {
    const ended = await steelyard(['run', name], { cwd: dir });
    t.equal(ended.code, code, name);
    t.match(ended.stderr, says);
  }
});

t.test('config: every value and its origin; nothing is run', async (t) => {
  const dir = t.testdir(files);
  const file = await steelyard(['config', '--json'], { cwd: dir });
  const told = JSON.parse(file.stdout);
  const warmup = { key: 'defaults.warmup', value: '0s' };
  const from = 'steelyard.config.ts (defaults.warmup)';
  t.has(
    told.find(({ key }: { key: string }) => key === warmup.key),
    { ...warmup, from },
  );
  t.notMatch(file.stdout, 'hunter2');
  const line = await steelyard(['config', 'run', 'smoke', '--seed', '5'], { cwd: dir });
  t.match(line.stdout, /^seed +5 +flag --seed$/m);
  t.match(line.stdout, /^rate +50 +steelyard.config.ts \(loads.quiet.rate\)$/m);
  t.match(line.stdout, /^timeout +10 s +default$/m);
  t.notOk(existsSync(join(dir, 'steelyard-out')));
});

t.test('init: a starter that works, and is not written over', async (t) => {
  const dir = t.testdir({
    'package.json': '{"scripts":{"start":"node app.js"}}',
    'app.js': `require('http').createServer((_, r) => r.end('x')).listen(process.env.PORT);`,
  });
  const first = await steelyard(['init'], { cwd: dir });
  t.match(first.stdout, /port from PORT.*\nwritten: steelyard.config.yaml/);
  const brief = ['--duration', '300ms', '--warmup', '0s', '--out', 'out', '--quiet'];
  await steelyard(['run', 'smoke', ...brief], { cwd: dir });
  const { trials } = await readRecord(join(dir, 'out', 'record.json'));
  t.match(trials, [{ target: 'app', scenario: 'root' }]);
  t.ok((trials[0]?.counts.completed ?? 0) > 0);
  const second = await steelyard(['init'], { cwd: dir });
  t.equal(second.code, 104);
  t.match(second.stderr, /There is a steelyard.config.yaml already/);
});

t.test('schema: JSON Schema with the kinds of experiments in it', async (t) => {
  const { stdout } = await steelyard(['schema']);
  const { properties, additionalProperties } = JSON.parse(stdout);
  t.equal(additionalProperties, false);
  t.match(Object.keys(properties), ['$schema', 'defaults', 'targets', 'scenarios', 'loads']);
  t.match(stdout, '"capacity"');
});
