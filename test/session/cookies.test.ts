/** Whose cookies are whose. */
import { join } from 'node:path';
import t from 'tap';
import type { Load } from '../../harness/model/load.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { NS_PER_MS as MS } from '../../harness/model/units.ts';
import { loginServer } from '../support/login-server.ts';
import { shortTrial } from '../support/short-trial.ts';

t.test('cookies: client: kept by a client of a closed load, and by no arrival', async (t) => {
  const dir = t.testdir();
  const login = {
    ...{ method: 'POST', path: '/login' },
    json: { user: 'u{{ session }}', password: 'pw-u{{ session }}' },
  };
  const anybody = { path: '/x/nobody', expect: { json: { '$.name': 'nobody' } } };
  const played = async (load: Load) => {
    const server = await loginServer(t);
    const scenario: Scenario = {
      ...{ name: 'kept', about: '', protocol: 'http1', cookies: 'client' },
      steps: [
        { name: 'before', request: anybody, onFailure: 'continue' },
        { name: 'login', request: login },
      ],
    };
    const trial = await shortTrial({
      ...{
        target: { kind: 'url', name: 'logins', protocol: 'http1', url: server.url },
        scenario,
        load,
        outDir: join(dir, load.model),
      },
      settings: { connections: 2, warmupNs: 0 },
    });
    return trial.operations['before']?.counts;
  };
  const phase = { kind: 'constant', ratePerSecond: 40, durationNs: 500 * MS };
  const arrivals = await played({ model: 'open', phases: [phase] });
  t.match([arrivals?.completed, arrivals?.failed.mismatch], [20, 0]);
  const clients = await played({ model: 'closed', clients: 2, thinkNs: 0, durationNs: 500 * MS });
  t.equal(clients?.completed, 2, 'the first session of each');
  t.equal(clients?.failed.mismatch, (clients?.sent ?? 0) - 2);
});
