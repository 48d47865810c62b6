/** One address, several processes: all of them answer, and none is left. */
import t from 'tap';
import { nodeCluster } from '../../targets/node-cluster.ts';
import { shortTrial } from '../support/short-trial.ts';

t.test('its workers share the load and the memory is of all of them', async (t) => {
  const trial = await shortTrial({
    ...{ target: 'node-cluster:workers=3', outDir: t.testdir() },
    load: { model: 'closed', clients: 12, thinkNs: 0, durationNs: 1e9 },
    settings: { connections: 12 },
  });
  t.equal(trial.counts.completed, trial.counts.sent);
  const [server] = trial.usage.target.servers;
  t.ok((server?.rssBytesMax ?? 0) > 120e6, 'four processes of Node.js');
  t.ok((server?.requests ?? 0) >= trial.counts.completed, 'counts come from every worker');
});

t.test('settings out of range are refused', async (t) => {
  await t.rejects(nodeCluster.start({ workers: 0 }), { message: /workers=0/ });
});
