/** Sessions on real sockets, against a server that notices every mix-up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readScenario } from '../../harness/cli/scenario-text.ts';
import type { ClosedLoad } from '../../harness/model/load.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { NS_PER_MS as MS } from '../../harness/model/units.ts';
import { type LoginServer, loginServer } from '../support/login-server.ts';
import { shortTrial } from '../support/short-trial.ts';
import { steelyard } from '../support/steelyard.ts';

const USERS = 50;
const csv = [
  'name,password',
  ...Array.from({ length: USERS }, (_, at) => `user${at},pw-user${at}`),
].join('\n');

const yaml = `name: logins
data:
  users: { file: users.csv, order: unique, secret: [password] }
cookies: session
steps:
  - name: login
    request:
      method: POST
      path: /login
      json: { user: "{{ users.name }}", password: "{{ users.password }}" }
      expect: { status: 200, json: { $.user.name: "{{ users.name }}" } }
    capture: { token: { json: $.token, secret: true } }
  - repeat: 3
    steps:
      - think: { uniform: [1ms, 5ms] }
      - name: profile
        request:
          path: "/profile/{{ users.name }}"
          auth: { bearer: "{{ token }}" }
          expect: { json: { $.name: "{{ users.name }}" } }
`;

const module = `export default {
  name: 'logins',
  data: { users: { file: 'users.csv', order: 'unique', secret: ['password'] } },
  cookies: 'session',
  steps: [
    {
      name: 'login',
      request: {
        method: 'POST',
        path: '/login',
        json: { user: '{{ users.name }}', password: '{{ users.password }}' },
        expect: { status: 200, json: { '$.user.name': '{{ users.name }}' } },
      },
      capture: { token: { json: '$.token', secret: true as const } },
    },
    {
      repeat: 3,
      steps: [
        { think: { uniform: ['1ms', '5ms'] } },
        {
          name: 'profile',
          request: {
            path: '/profile/{{ users.name }}',
            auth: { bearer: '{{ token }}' },
            expect: { json: { '$.name': '{{ users.name }}' } },
          },
        },
      ],
    },
  ],
};
`;

const folder = (t: Test): string =>
  t.testdir({ 'users.csv': csv, 'logins.yaml': yaml, 'logins.ts': module });

const closed = (clients: number, durationMs: number): ClosedLoad => ({
  model: 'closed',
  clients,
  thinkNs: 0,
  durationNs: durationMs * MS,
});

const target = ({ url }: LoginServer) =>
  ({ kind: 'url', name: 'logins', protocol: 'http1', url }) as const;

/** A busy machine needs longer for as much: measures twice as long until it is enough. */
async function untilEnough<T>(
  measured: (durationMs: number) => Promise<T>,
  isEnough: (one: T) => boolean,
): Promise<T> {
  for (let durationMs = 500; ; durationMs *= 2) {
    const one = await measured(durationMs);
    if (isEnough(one) || durationMs >= 32_000) return one;
  }
}

t.test('50 users with their own logins and cookies: no mix-up ever', async (t) => {
  const dir = folder(t);
  const { server, trial } = await untilEnough(
    async (durationMs) => {
      const server = await loginServer(t);
      const scenario = await readScenario(join(dir, 'logins.yaml'), [target(server)]);
      const trial = await shortTrial({
        ...{ target: target(server), scenario, load: closed(USERS, durationMs) },
        outDir: join(dir, `out of ${durationMs}`),
        settings: { connections: USERS, workers: 2 },
      });
      return { server, trial };
    },
    ({ trial }) => (trial.sessions?.completed ?? 0) > USERS,
  );
  const { counts, sessions } = trial;
  t.equal(server.mixedUp, 0);
  t.ok((sessions?.completed ?? 0) > USERS, `${sessions?.completed} sessions`);
  t.equal(counts.completed, counts.sent);
  t.equal(sessions?.failed, 0);
  const names = new Set(server.asked.flatMap((line) => /"user":"(\w+)"/.exec(line)?.[1] ?? []));
  t.equal(names.size, USERS);
  t.equal(trial.checks?.inspected, server.asked.length, 'every answer was looked at');
});

t.test('a wrong answer in a thousand is found and counted exactly, and shown', async (t) => {
  const dir = folder(t);
  const { server, trial } = await untilEnough(
    async (durationMs) => {
      const server = await loginServer(t);
      server.wrongEvery = 1000;
      const scenario = await readScenario(join(dir, 'logins.yaml'), [target(server)]);
      const trial = await shortTrial({
        ...{ target: target(server), scenario, load: closed(USERS, durationMs) },
        outDir: join(dir, `out of ${durationMs}`),
        settings: { connections: USERS, warmupNs: 0 },
      });
      return { server, trial };
    },
    ({ server }) => server.wrong > 0,
  );
  t.ok(server.wrong > 0, `${server.wrong} wrong`);
  t.equal(trial.counts.failed.mismatch, server.wrong);
  t.equal(trial.sessions?.failed, server.wrong);
  const example = trial.operations['profile']?.example;
  t.match(example, { outcome: 'mismatch', expected: /\$\.name "user\d+"/, got: /"nobody"/ });
  t.match(example?.got, 'Bearer (secret)', 'what was captured as a secret is not shown');
});

/** What was asked of each user whose session came to its end, by name. */
function wholeSessions({ asked }: LoginServer): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const line of asked) {
    const user = /\b(?:user":"|profile\/)(user\d+)/.exec(line)?.[1] ?? '';
    lines.set(user, [...(lines.get(user) ?? []), line]);
  }
  return new Map([...lines].filter(([, all]) => all.length === 4));
}

t.test('the same requests from YAML and from TypeScript', async (t) => {
  const dir = folder(t);
  const played = async (file: string, durationMs: number) => {
    const server = await loginServer(t);
    const scenario: Scenario = await readScenario(join(dir, file), [target(server)]);
    const phase = { kind: 'constant', ratePerSecond: 40, durationNs: durationMs * MS };
    await shortTrial({
      ...{ target: target(server), scenario, load: { model: 'open', phases: [phase] } },
      outDir: join(dir, `out of ${file} ${durationMs}`),
      settings: { warmupNs: 0, connections: 20 },
    });
    return wholeSessions(server);
  };
  const both = await untilEnough(
    async (durationMs) => {
      const [yaml, typescript] = await Promise.all([
        played('logins.yaml', Math.min(durationMs, LONGEST_MS)),
        played('logins.ts', Math.min(durationMs, LONGEST_MS)),
      ]);
      // Which sessions come to their end depends on when the window does.
      const users = [...yaml.keys()].filter((user) => typescript.has(user));
      return users.map((user) => [yaml.get(user), typescript.get(user)] as const);
    },
    ({ length }) => length >= 15,
  );
  t.ok(both.length >= 15, `${both.length} sessions`);
  for (const [yaml, typescript] of both) t.strictSame(yaml, typescript);
});

/** There are no more users for a longer one. */
const LONGEST_MS = (1000 * USERS) / 40;

t.test('values of a list: each, any, the last, and how many', async (t) => {
  const scenario: Scenario = {
    ...{ name: 'lists', about: '', protocol: 'http1' },
    steps: [
      {
        name: 'list',
        request: { path: '/begin' },
        capture: {
          ids: { json: '$.ids[*]', take: 'all' },
          last: { json: '$.ids[*]', take: 'last' },
          count: { regex: '"id-\\d"', take: 'count' },
          any: { regex: '"(id-\\d)"', take: 'random' },
          none: { json: '$.nothing[*]', take: 'all', optional: true },
        },
      },
      {
        each: '{{ ids }}',
        as: 'id',
        steps: [{ name: 'one', request: { path: '/{{ id }}/{{ last }}/{{ count }}/{{ any }}' } }],
      },
    ],
  };
  const dir = t.testdir();
  const { trial, paths } = await untilEnough(
    async (durationMs) => {
      const server = await loginServer(t);
      const trial = await shortTrial({
        ...{ target: target(server), scenario, load: closed(2, durationMs) },
        outDir: join(dir, `${durationMs}`),
        settings: { connections: 2 },
      });
      const paths = server.asked.flatMap((line) => /^GET (\/id-\S+)/.exec(line)?.[1] ?? []);
      return { trial, paths };
    },
    ({ paths }) => paths.length > 30,
  );
  t.equal(trial.counts.completed, trial.counts.sent);
  t.ok(paths.length > 30, `${paths.length} of lists`);
  t.ok(paths.every((path) => /^\/id-[123]\/id-3\/3\/id-[123]$/.test(path)));
  const of = (place: number) => new Set(paths.map((path) => path.split('/')[place]));
  t.equal(of(1).size, 3, 'each of them');
  t.equal(of(4).size, 3, 'any of them');
});

t.test('setup and teardown come once a trial, and what they find out is known', async (t) => {
  const server = await loginServer(t);
  const steps = [{ name: 'use', request: { path: '/round/{{ round }}' } }];
  const scenario: Scenario = {
    ...{ name: 'rounds', about: '', protocol: 'http1', steps },
    setup: [{ name: 'begin', request: { path: '/begin' }, capture: { round: '$.round' } }],
    teardown: [{ name: 'end', request: { method: 'DELETE', path: '/round/{{ round }}' } }],
  };
  const trial = await shortTrial({
    ...{ target: target(server), scenario, load: closed(2, 200), outDir: t.testdir() },
    settings: { connections: 2, workers: 2 },
  });
  const paths = server.asked.map((line) => line.split(' ').slice(0, 2).join(' '));
  t.equal(paths[0], 'GET /begin');
  t.equal(paths.at(-1), 'DELETE /round/7');
  t.equal(paths.filter((path) => path === 'GET /begin').length, 1);
  t.equal(paths.filter((path) => path === 'GET /round/7').length, paths.length - 2);
  t.equal(trial.counts.completed, trial.counts.sent);
});

t.test('functions of the user’s, in YAML and beside a module, and what they cost', async (t) => {
  const server = await loginServer(t);
  const dir = t.testdir({
    'sign.js': `export const sign = (context) => 'sig' + context.get('n');
      export const seal = ({ path }) => 'seal of ' + path;
      export const row = (context) => ({ n: context.session });
      export const fair = (answer) => answer.json().round === 7 || 'not of this round';`,
    'flow.yaml': `name: flow
functions: ./sign.js
data: { made: { call: row } }
steps:
  - set: { n: "{{ made.n }}" }
  - { call: sign, into: signature }
  - name: use
    request: { path: "/x/{{ signature }}", auth: { call: seal }, expect: { call: fair } }
`,
    'flow.mjs': `export default {
      name: 'flow',
      functions: { sign: () => 'inside' },
      steps: [
        { call: 'sign', into: 's' },
        { name: 'use', request: { path: '/x/{{ s }}' } },
      ],
    };`,
  });
  const words = ['--rate', '50', '--duration', '500ms', '--warmup', '0s', '--quiet'];
  const run = (file: string) =>
    steelyard(['run', server.url, '--scenario', file, ...words, '--out', `o-${file}`], {
      cwd: dir,
    });
  const ended = await run('flow.yaml');
  const record = JSON.parse(readFileSync(join(dir, 'o-flow.yaml', 'record.json'), 'utf8'));
  t.equal(record.trials[0].counts.failed.mismatch, 0, ended.stderr);
  t.ok(record.trials[0].sessions.functionNs > 0);
  t.ok(server.asked.some((line) => line.startsWith('GET /x/sig3 seal of /x/sig3 ')));
  const inside = await run('flow.mjs');
  t.ok(
    server.asked.some((line) => line.startsWith('GET /x/inside ')),
    inside.stderr,
  );
});
