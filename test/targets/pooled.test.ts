import { Agent, get } from 'node:http';
import t from 'tap';
import { pooled } from '../../targets/pooled.ts';

function fetchOnce(port: number, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = get({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject);
  });
}

t.test('gives no more than its slots allow, and answers everybody', async (t) => {
  const server = await pooled.start({ slots: 2, serviceMs: 5 });
  const agent = new Agent({ keepAlive: true });
  const clients = 8;
  const rounds = 10;
  const startNs = process.hrtime.bigint();
  const client = async (): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      t.equal(await fetchOnce(server.port, agent), 200);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const tookMs = Number(process.hrtime.bigint() - startNs) / 1e6;
  // Each slot serves half of the requests, one after the other.
  t.ok(tookMs >= (clients * rounds * 5) / 2, `${tookMs} ms`);
  t.equal(server.requests(), clients * rounds);
  agent.destroy();
  await server.close();
});

t.test('refuses settings that make no pool', async (t) => {
  const bad = [{ slots: 0 }, { slots: 1.5 }, { serviceMs: 0 }, { serviceMs: -1 }, { slots: 1e6 }];
  for (const one of bad) {
    await t.rejects(pooled.start({ ...pooled.options, ...one }), {
      exit: 'usage',
      message: /slots=.* serviceMs=/,
    });
  }
});
