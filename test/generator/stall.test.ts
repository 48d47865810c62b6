/** The real engine in simulated time, and a stall: what the fluid limit says of those who wait. */
import t from 'tap';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import type { SimServer } from '../support/sim-protocol.ts';
import { runSimTrial } from '../support/sim-trial.ts';

/** One thing at a time, each in the same time, and nothing within a stall of 1 s from 20 s on. */
function drainingServer(serviceNs: number): SimServer {
  let freeNs = 0;
  const [fromNs, toNs] = [20 * NS_PER_S, 21 * NS_PER_S];
  return {
    serve(nowNs) {
      const startNs = Math.max(nowNs, freeNs);
      freeNs = (startNs >= fromNs && startNs < toNs ? toNs : startNs) + serviceNs;
      return { doneNs: freeNs };
    },
  };
}

t.test('one stall of a server that then works off what waits: D − (1 − p)(1 − ρ)T', async (t) => {
  // p98, p99, p99.9 in ms, of D = 1 s and T = 60 s; null where the base latency is above that.
  const phase = { kind: 'constant', ratePerSecond: 1000, durationNs: 60 * NS_PER_S } as const;
  const load = { model: 'open', phases: [phase] } as const;
  for (const [busy, expected] of [
    [0.001, [null, 400, 940]],
    [0.5, [400, 700, 970]],
    [0.8, [760, 880, 988]],
  ] as const) {
    const serviceNs = busy * NS_PER_MS;
    const { whole } = await runSimTrial({
      server: drainingServer(serviceNs),
      load,
      settings: { connections: 6000 },
    });
    [98, 99, 99.9].forEach((percent, at) => {
      const ms = (whole.response.answered.percentileNs(percent) ?? 0) / NS_PER_MS;
      const truth = expected[at];
      const name = `${busy} busy, p${percent}: ${ms} ms`;
      if (truth === null) t.ok(ms < 0.01, name);
      else t.ok(Math.abs(ms - Number(truth)) < 3, name);
    });
  }
});
