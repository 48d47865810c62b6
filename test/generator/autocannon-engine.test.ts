/** What autocannon would not do, or not rightly, is refused and never left out in silence. */
import t from 'tap';
import type { HttpExpectation, Scenario } from '../../harness/model/scenario.ts';
import { shortTrial } from '../support/short-trial.ts';

const load = { model: 'closed', clients: 2, thinkNs: 0, durationNs: 2e8 } as const;

const expecting = (expect: HttpExpectation): Scenario => ({
  ...{ name: 'root', about: '', protocol: 'http1' },
  operations: [{ name: 'root', request: { path: '/', expect } }],
});

t.test('expectations beyond the status', async (t) => {
  const expectations: readonly HttpExpectation[] = [
    { contains: 'Hello' },
    { body: 'Hello, World!' },
    { status: 200, contains: 'Hello' },
  ];
  for (const expect of expectations) {
    const trial = shortTrial({
      ...{ target: 'node-http', scenario: expecting(expect), load, outDir: t.testdir() },
      settings: { engine: 'autocannon', connections: 2 },
    });
    const message = /autocannon engine cannot check the "(?:contains|body)" of answers/;
    await t.rejects(trial, { exit: 'usage', message, next: /native/ });
  }
});

t.test('a status is checked', async (t) => {
  const trial = await shortTrial({
    ...{ target: 'node-http', scenario: expecting({ status: 404 }), load, outDir: t.testdir() },
    settings: { engine: 'autocannon', connections: 2, preflight: false },
  });
  t.ok(trial.counts.failed.status > 0);
  t.equal(trial.counts.completed, 0);
});
