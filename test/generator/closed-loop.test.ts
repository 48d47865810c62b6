import t from 'tap';
import type { ClosedLoad } from '../../harness/model/load.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { queueServer } from '../support/sim-protocol.ts';
import { runSimTrial } from '../support/sim-trial.ts';

const closed = (clients: number, thinkNs: number, seconds: number): ClosedLoad => ({
  model: 'closed',
  clients,
  thinkNs,
  durationNs: seconds * NS_PER_S,
});

t.test('N clients without thought wait for N services each', async (t) => {
  const { whole } = await runSimTrial({
    server: queueServer(() => NS_PER_MS),
    load: closed(8, 0, 10),
    settings: { connections: 8 },
  });
  t.equal(whole.response.answered.percentileNs(50), 8 * NS_PER_MS);
  t.ok(Math.abs(whole.completed - 10_000) <= 8, `${whole.completed} in 10 s`);
  t.match(whole.counts(), { unsent: 0, unfinished: 0 });
});

t.test('answers of M/M/1 with ten clients are Erlang-10', async (t) => {
  const rng = seededRng(7, 99);
  const { whole } = await runSimTrial({
    server: queueServer(() => Math.round(-Math.log(rng()) * NS_PER_MS)),
    load: closed(10, 0, 100),
    settings: { connections: 10 },
  });
  const near = (percent: number, expected: number, tolerance: number): void => {
    const found = (whole.response.answered.percentileNs(percent) ?? 0) / NS_PER_MS;
    t.ok(Math.abs(found / expected - 1) < tolerance, `p${percent} is ${found} ms`);
  };
  near(50, 9.6687, 0.02);
  near(90, 14.206, 0.02);
  near(99, 18.7831, 0.04);
});

t.test('a client thinks after its answer, and the thought is not lag', async (t) => {
  const { whole } = await runSimTrial({
    server: { serve: (nowNs) => ({ doneNs: nowNs + NS_PER_MS }) },
    load: closed(4, 9 * NS_PER_MS, 10),
    settings: { connections: 4 },
  });
  t.equal(whole.completed, 4 * 1000);
  t.equal(whole.response.answered.maxNs, NS_PER_MS);
  t.equal(whole.lag.answered.maxNs, 0);
});

t.test('a stall of half a second hides from a closed loop but for one request each', async (t) => {
  const { whole } = await runSimTrial({
    server: {
      serve(nowNs) {
        const stalled = nowNs >= NS_PER_S && nowNs < 1.5 * NS_PER_S;
        return { doneNs: (stalled ? 1.5 * NS_PER_S : nowNs) + NS_PER_MS };
      },
    },
    load: closed(4, 0, 2),
    settings: { connections: 4 },
  });
  t.equal(whole.response.answered.countAbove(2 * NS_PER_MS), 4);
  t.ok((whole.response.answered.percentileNs(99) ?? 0) < 1.001 * NS_PER_MS);
});

t.test('pipelining keeps several in flight on each connection', async (t) => {
  const { whole } = await runSimTrial({
    server: { serve: (nowNs) => ({ doneNs: nowNs + 10 * NS_PER_MS }) },
    load: closed(2, 0, 10),
    settings: { connections: 2, pipelining: 8 },
  });
  t.equal(whole.completed, 2 * 8 * 1000);
});

t.test('clients of a refusing server fail and try again, slower each time', async (t) => {
  let opened = 0;
  const { whole } = await runSimTrial({
    server: {
      accepts: () => opened++ === 0,
      serve: (nowNs) => ({ doneNs: nowNs + NS_PER_MS, close: true }),
    },
    load: closed(1, 0, 10),
    settings: { connections: 1, drainNs: NS_PER_S },
  });
  const counts = whole.counts();
  t.equal(counts.completed, 1);
  t.ok(counts.failed.connect >= 12 && counts.failed.connect <= 18, `${counts.failed.connect}`);
  t.equal(counts.intended, counts.completed + counts.failed.connect + counts.unsent);
});
