/** Redirections on real sockets: what is asked, counted and timed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import type { Scenario } from '../../harness/model/scenario.ts';
import { NS_PER_MS as MS } from '../../harness/model/units.ts';
import { shortTrial } from '../support/short-trial.ts';

/** `/closes` leads on and closes, `/loop` leads to itself; everything says its server time. */
async function serverWith(t: Test) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push(`${url} ${headers.cookie ?? '-'}`);
    response.setHeader('Server-Timing', 'total;dur=0.001');
    if (url === '/loop') response.writeHead(302, { Location: '/loop' });
    else if (url === '/begin') {
      response.writeHead(302, { Location: '/closes', 'Set-Cookie': 'hop=1' });
    } else if (url === '/closes') {
      response.writeHead(307, { Location: '/end', Connection: 'close' });
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  return { asked, target: { kind: 'url', name: 'leading', protocol: 'http1', url } as const };
}

const phase = { kind: 'constant', ratePerSecond: 50, durationNs: 500 * MS };
const load = { model: 'open' as const, phases: [phase] };

t.test('a request that is led on is one request, and lasts until its last answer', async (t) => {
  const { asked, target } = await serverWith(t);
  const scenario: Scenario = {
    ...{ name: 'led', about: '', protocol: 'http1', redirects: 'follow' },
    setup: [{ name: 'first', request: { path: '/begin', expect: { status: 200 } } }],
    operations: [{ name: 'begin', request: { path: '/begin', expect: { status: 200 } } }],
  };
  const trial = await shortTrial({
    ...{ target, scenario, load, outDir: t.testdir() },
    settings: { warmupNs: 0, workers: 2, connections: 4 },
  });
  t.match(trial.counts, { intended: 25, completed: 25 }, JSON.stringify(trial.counts.failed));
  t.equal(trial.followed, 50);
  for (const line of ['/begin -', '/closes hop=1', '/end hop=1']) {
    t.equal(asked.filter((one) => one === line).length, 26, `${line}, and once in the setup`);
  }
  t.equal(trial.served?.server.maxNs, 3000, 'the server time of all three');
  t.equal(trial.little.inFlightNs, trial.little.serviceNs, 'in flight from first to last');
});

t.test('a circle is a wrong answer, and by itself a redirection is an answer', async (t) => {
  const { asked, target } = await serverWith(t);
  const played = (redirects: Scenario['redirects']) =>
    shortTrial({
      ...{ target, load, outDir: t.testdir() },
      scenario: {
        ...{ name: 'loop', about: '', protocol: 'http1' },
        ...(redirects === undefined ? {} : { redirects }),
        steps: [{ name: 'round', request: { path: '/loop' } }],
      },
      settings: { warmupNs: 0 },
    });
  const kept = await played(undefined);
  t.match([kept.counts.completed, kept.followed, asked.length], [25, undefined, 25]);
  const followed = await played('follow');
  t.equal(followed.counts.failed.mismatch, 25);
  t.equal(followed.followed, 250);
  t.match(followed.operations['round']?.example, {
    expected: 'at most 10 redirections',
    got: 'status 302 to /loop',
  });
});
