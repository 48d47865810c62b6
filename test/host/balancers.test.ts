/** A balancer in front of servers: it takes the load, they share it, and nothing of it is left. */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readTarget } from '../../harness/cli/target-text.ts';
import { startTarget } from '../../harness/host/running-target.ts';
import { type Balancer, balancers, type CommandTarget } from '../../harness/model/target.ts';
import { shortTrial } from '../support/short-trial.ts';

const installed = (name: string): boolean =>
  ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'].some(
    (folder) => existsSync(join(folder, name)),
  );

const left = (name: string): number =>
  readdirSync(tmpdir()).filter((file) => file.startsWith(`steelyard-${name}-`)).length;

for (const name of balancers) {
  const skip = installed(name) ? false : `${name} is not installed here`;
  t.test(`${name} hands the load to the servers in turn`, { skip }, async (t) => {
    await balances(t, name);
  });
}

for (const name of balancers) {
  const skip = installed(name) ? false : `${name} is not installed here`;
  t.test(`${name} lets large bodies through, either way`, { skip }, async (t) => {
    const length = 3_000_000;
    const folder = t.testdir({
      'echo.cjs': `require('node:http').createServer((request, response) => {
        request.pipe(response);
      }).listen(process.argv[2], '127.0.0.1');`,
      'large.txt': 'x'.repeat(length),
    });
    const request = { method: 'POST', path: '/', file: 'large.txt', expect: { size: length } };
    const target: CommandTarget = {
      ...{ kind: 'command', name: 'echo', protocol: 'http1', url: 'http://127.0.0.1:{port}/' },
      command: `${process.execPath} ${join(folder, 'echo.cjs')} {port}`,
      balancer: name,
    };
    const trial = await shortTrial({
      ...{ target, outDir: folder },
      scenario: {
        ...{ name: 'large', about: '', protocol: 'http1', folder },
        operations: [{ name: 'large', request }],
      },
      load: { model: 'closed', clients: 1, thinkNs: 0, durationNs: 3e8 },
      settings: { connections: 1 },
    });
    t.ok(trial.counts.completed > 0);
    t.equal(trial.counts.completed, trial.counts.sent, JSON.stringify(trial.operations));
  });
}

async function balances(t: Test, name: Balancer): Promise<void> {
  const before = left(name);
  const trial = await shortTrial({
    ...{ target: await readTarget(`node-http@${name}`), servers: 3, outDir: t.testdir() },
    load: { model: 'closed', clients: 6, thinkNs: 0, durationNs: 5e8 },
    settings: { connections: 6 },
  });
  t.equal(trial.target, `node-http@${name}`);
  t.equal(trial.counts.completed, trial.counts.sent);
  const { servers } = trial.usage.target;
  t.strictSame(
    servers.map(({ role, connections }) => [role, connections]),
    [
      [undefined, 0],
      [undefined, 0],
      [undefined, 0],
      ['balancer', 6],
    ],
  );
  const requests = servers.slice(0, 3).map((server) => server.requests ?? 0);
  const sum = requests.reduce((total, count) => total + count, 0);
  t.ok(sum >= trial.counts.completed);
  for (const count of requests) t.ok(Math.abs(count / sum - 1 / 3) < 0.02, `${count} of ${sum}`);
  t.ok((servers[3]?.cpuNs ?? 0) > 0, 'what it costs is counted');
  t.equal(left(name), before, 'its folder is gone');
}

t.test('what cannot be balanced is refused', async (t) => {
  const target = await readTarget('tcp-echo@nginx');
  await t.rejects(startTarget(target, 1), { message: /does not speak plain HTTP/ });
  await t.rejects(readTarget('http://127.0.0.1:1/@nginx'), { message: /runs already/ });
});
