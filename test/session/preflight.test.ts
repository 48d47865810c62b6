/** A target is measured when all of its servers answer rightly, and not otherwise. */
import t from 'tap';
import { epochNow, realClock } from '../../harness/generator/clock.ts';
import type { Scenario, Step } from '../../harness/model/scenario.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { endpointOf } from '../../harness/protocols/endpoint.ts';
import { http1 } from '../../harness/protocols/http1/http1.ts';
import { bindScenario } from '../../harness/session/bind-scenario.ts';
import { preflight, setUp } from '../../harness/session/preflight.ts';
import { type LoginServer, loginServer } from '../support/login-server.ts';

const withServers = (...servers: readonly LoginServer[]) => ({
  ...{ target: 'it', protocol: http1, seed: 1, timeoutNs: 5 * NS_PER_S },
  endpoints: servers.map(({ url }) => endpointOf(url, { insecure: false }, [http1]).endpoint),
  clock: realClock(epochNow()),
});

const bound = (steps: readonly Step[], more: Partial<Scenario> = {}) =>
  bindScenario({ name: 'x', about: '', protocol: 'http1', steps, ...more }, http1, {});

const right: Step = { name: 'right', request: { path: '/x/a' } };
const profile: Step = {
  name: 'profile',
  request: { path: '/profile/a', expect: { json: { '$.name': 'a' } } },
};

t.test('every server is asked for everything', async (t) => {
  const servers = [await loginServer(t), await loginServer(t)] as const;
  await preflight(bound([right, profile]), withServers(...servers));
  for (const { asked } of servers) t.equal(asked.length, 2);
  servers[1].wrongEvery = 1;
  await t.rejects(preflight(bound([right, profile]), withServers(...servers)), {
    exit: 'target',
    message: /answers "profile" wrongly.\n {2}expected: \$\.name "a"\n {2}got: .*"nobody"/,
  });
});

t.test('a wrong answer is one, whether the session goes on after it or not', async (t) => {
  const server = await loginServer(t);
  server.wrongEvery = 1;
  const steps = [{ ...profile, onFailure: 'continue' as const }, right];
  const message = /answers "profile" wrongly/;
  await t.rejects(preflight(bound(steps), withServers(server)), { exit: 'target', message });
  await setUp(bound([right], { setup: steps }), withServers(server));
  t.match(server.asked.at(-1), 'GET /x/a', 'setup, of which nothing is measured, may go on');
});
