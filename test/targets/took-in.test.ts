/** Each server of the index in a trial of its own: what it took in is what was sent. */
import t from 'tap';
import { targets } from '../../targets/index.ts';
import { shortTrial } from '../support/short-trial.ts';
import { poisson, requestsOf, soundly } from '../support/sound-trial.ts';

for (const { name, protocol } of targets) {
  t.test(`${name} took in exactly what was sent`, async (t) => {
    const trial = await shortTrial({
      target: name,
      load: poisson(400),
      servers: 2,
      outDir: t.testdir(),
      scenario: protocol === 'tcp' ? 'tcp-echo' : 'text',
      settings: { workers: 2, connections: 9 },
    });
    t.equal(requestsOf(trial), trial.counts.sent + trial.warmup.sent);
    t.equal(trial.counts.completed, trial.counts.intended);
    t.ok(soundly(trial), 'every identity of the record holds');
    t.same(
      trial.usage.target.servers.map((server) => server.connections),
      [5, 4],
    );
    t.equal(trial.latency.connect.count, 9);
  });
}
