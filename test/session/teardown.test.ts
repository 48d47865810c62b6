/** What setup has begun is ended once, however the trial ends. */
import t from 'tap';
import { measure } from '../../harness/library/measure.ts';
import type { ClosedLoad } from '../../harness/model/load.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { type LoginServer, loginServer } from '../support/login-server.ts';
import { shortRun } from '../support/short-trial.ts';
import { steelyard } from '../support/steelyard.ts';

const setup = [{ name: 'begin', request: { path: '/begin' }, capture: { round: '$.round' } }];
const teardown = [{ name: 'end', request: { method: 'DELETE', path: '/round/{{ round }}' } }];
const scenario: Scenario = {
  ...{ name: 'rounds', about: '', protocol: 'http1', setup, teardown },
  steps: [{ name: 'use', request: { path: '/round/{{ round }}' } }],
};

const load: ClosedLoad = { model: 'closed', clients: 2, thinkNs: 0, durationNs: 60 * NS_PER_S };

const runOf = (server: LoginServer, outDir: string, asked: Scenario) =>
  shortRun({
    target: { kind: 'url', name: 'rounds', protocol: 'http1', url: server.url },
    ...{ scenario: asked, load, outDir, settings: { connections: 2, warmupNs: 0 } },
  });

const pathsOf = ({ asked }: LoginServer): string[] =>
  asked.map((line) => line.split(' ').slice(0, 2).join(' '));

const endings = (paths: readonly string[]) => paths.filter((path) => path === 'DELETE /round/7');

t.test('after an interrupt', async (t) => {
  const server = await loginServer(t);
  const abort = new AbortController();
  const running = measure({
    ...runOf(server, t.testdir(), scenario),
    signal: abort.signal,
    observer: {
      progress: ({ stage }) => {
        if (stage === 'window' && server.asked.length > 10) abort.abort();
      },
    },
  });
  await t.rejects(running, { name: 'HarnessError', exit: 'interrupted' });
  const paths = pathsOf(server);
  t.equal(paths.at(-1), 'DELETE /round/7', 'nothing is sent after it');
  t.equal(endings(paths).length, 1);
});

t.test('after a mistake of the scenario that shows on the way', async (t) => {
  const server = await loginServer(t);
  const data = { users: { rows: [{ name: 'ann' }], order: 'unique' as const } };
  const steps = [{ name: 'use', request: { path: '/round/{{ users.name }}' } }];
  const failing = { ...scenario, data, steps };
  await t.rejects(measure(runOf(server, t.testdir(), failing)), {
    exit: 'scenario',
    message: /have run out/,
  });
  t.equal(endings(pathsOf(server)).length, 1);
});

t.test('after answers that are wrong before anything is measured', async (t) => {
  const server = await loginServer(t);
  const dir = t.testdir({
    'flow.yaml': `name: flow
setup: ${JSON.stringify(setup)}
teardown: ${JSON.stringify(teardown)}
steps:
  - { name: use, request: { path: /x, expect: { status: 404 } } }
`,
  });
  const words = ['run', server.url, '--scenario', 'flow.yaml', '--rate', '10', '--out', 'o'];
  const { code } = await steelyard(words, { cwd: dir });
  t.equal(code, 113);
  t.strictSame(pathsOf(server), ['GET /begin', 'GET /x', 'DELETE /round/7']);
});
