import t from 'tap';
import { spreadConnections } from '../../harness/session/spread.ts';

const gap = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

t.test('connections are spread exactly over servers and workers', async (t) => {
  for (const connections of [1, 2, 7, 64, 65, 1000]) {
    for (const servers of [1, 2, 3, 4, 8]) {
      for (const workers of [1, 2, 3, 4]) {
        const spread = spreadConnections({ connections, servers, workers });
        const name = `${connections} over ${servers} servers and ${workers} workers`;
        t.ok(gap(spread.byServer) <= 1, `${name}: servers`);
        t.ok(gap(spread.byWorker.map((own) => own.length)) <= 1, `${name}: workers`);
        t.equal(
          spread.byServer.reduce((a, b) => a + b, 0),
          connections,
          `${name}: all`,
        );
        const counted = spread.byServer.map(
          (_, server) => spread.byWorker.flat().filter((to) => to === server).length,
        );
        t.same(counted, spread.byServer, `${name}: the same on both sides`);
      }
    }
  }
});

t.test('a worker with enough connections reaches every server', async (t) => {
  const { byWorker } = spreadConnections({ connections: 64, servers: 4, workers: 4 });
  for (const own of byWorker) t.equal(new Set(own).size, 4);
});
