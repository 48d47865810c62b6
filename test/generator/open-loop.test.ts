/**
 * The real engine in simulated time, against servers whose answer times are known. What it must
 * show is in the literature: Kleinrock's queues, and the fluid limit of a stall.
 */
import t from 'tap';
import type { ConstantPhase } from '../../harness/arrivals/constant.ts';
import type { PoissonPhase } from '../../harness/arrivals/poisson.ts';
import type { OpenLoad } from '../../harness/model/load.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { queueServer, type SimServer } from '../support/sim-protocol.ts';
import { runSimTrial } from '../support/sim-trial.ts';

const SERVICE_NS = NS_PER_MS;

const open = (phase: PoissonPhase | ConstantPhase): OpenLoad => ({
  model: 'open',
  phases: [phase],
});
const poisson = (ratePerSecond: number, seconds: number): OpenLoad =>
  open({ kind: 'poisson', ratePerSecond, durationNs: seconds * NS_PER_S });
const constant = (ratePerSecond: number, seconds: number): OpenLoad =>
  open({ kind: 'constant', ratePerSecond, durationNs: seconds * NS_PER_S });

const exponential = (seed: number): (() => number) => {
  const rng = seededRng(seed, 99);
  return () => Math.round(-Math.log(rng()) * SERVICE_NS);
};

/** Theory in units of the mean service time; sd is one run's, in percent, at 100,000 requests. */
interface Theory {
  readonly name: string;
  readonly server: () => SimServer;
  readonly load: OpenLoad;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly sd: readonly [mean: number, p50: number, p90: number, p99: number];
}

const fixed = (): number => SERVICE_NS;
const theories: readonly Theory[] = [
  {
    name: 'M/M/1 at 0.5',
    server: () => queueServer(exponential(1)),
    load: poisson(500, 200),
    mean: 2,
    p50: 1.3863,
    p90: 4.6052,
    p99: 9.2103,
    sd: [0.98, 0.87, 1.07, 2.1],
  },
  {
    name: 'M/M/1 at 0.3',
    server: () => queueServer(exponential(5)),
    load: poisson(300, 333),
    mean: 1 / 0.7,
    p50: Math.LN2 / 0.7,
    p90: Math.log(10) / 0.7,
    p99: Math.log(100) / 0.7,
    sd: [0.59, 0.67, 0.71, 1.12],
  },
  {
    name: 'M/M/1 at 0.7',
    server: () => queueServer(exponential(6)),
    load: poisson(700, 143),
    mean: 1 / 0.3,
    p50: Math.LN2 / 0.3,
    p90: Math.log(10) / 0.3,
    p99: Math.log(100) / 0.3,
    sd: [1.78, 1.43, 1.98, 3.96],
  },
  {
    name: 'M/M/1 at 0.9, four times as long',
    server: () => queueServer(exponential(7)),
    load: poisson(900, 444),
    mean: 10,
    p50: 6.9315,
    p90: 23.0259,
    p99: 46.0517,
    sd: [2.8, 2.13, 3.27, 5.97],
  },
  {
    name: 'M/M/1 at 0.8',
    server: () => queueServer(exponential(2)),
    load: poisson(800, 125),
    mean: 5,
    p50: 3.4657,
    p90: 11.5129,
    p99: 23.0259,
    sd: [2.95, 2.22, 3.25, 6.5],
  },
  {
    name: 'M/D/1 at 0.8',
    server: () => queueServer(fixed),
    load: poisson(800, 125),
    mean: 3,
    p50: 2.2759,
    p90: 6.0115,
    p99: 11.3559,
    sd: [1.5, 1.29, 2.14, 3.79],
  },
  {
    name: 'D/M/1 at 0.8',
    server: () => queueServer(exponential(3)),
    load: constant(800, 125),
    mean: 2.6927,
    p50: 1.8665,
    p90: 6.2002,
    p99: 12.4005,
    sd: [1.85, 1.5, 2.2, 3.68],
  },
  {
    name: 'M/M/4 at 0.8',
    server: () => queueServer(exponential(4), 4),
    load: poisson(3200, 31.25),
    mean: 1.7455,
    p50: 1.3462,
    p90: 3.776,
    p99: 6.8932,
    sd: [2.95, 2.22, 3.25, 6.5],
  },
];

for (const theory of theories) {
  t.test(`response times of ${theory.name}`, async (t) => {
    const { whole } = await runSimTrial({ server: theory.server(), load: theory.load });
    const { answered } = whole.response;
    const found = [
      answered.meanNs,
      answered.percentileNs(50),
      answered.percentileNs(90),
      answered.percentileNs(99),
    ];
    [theory.mean, theory.p50, theory.p90, theory.p99].forEach((expected, at) => {
      const ratio = (found[at] ?? 0) / (expected * SERVICE_NS);
      const tolerance = (3.5 * (theory.sd[at] ?? 0)) / 100;
      const name = ['mean', 'p50', 'p90', 'p99'][at];
      t.ok(Math.abs(ratio - 1) <= tolerance, `${name}: ${ratio.toFixed(4)} ± ${tolerance}`);
    });
    t.equal(whole.lag.answered.maxNs, 0, 'every request left when it was intended');
  });
}

/** Answers in 0.1 ms, but not at all within a stall of `stallNs` that begins at 20 s. */
const stallingServer = (stallNs: number): SimServer => ({
  serve(nowNs) {
    const stalled = nowNs >= 20 * NS_PER_S && nowNs < 20 * NS_PER_S + stallNs;
    return { doneNs: (stalled ? 20 * NS_PER_S + stallNs : nowNs) + 0.1 * NS_PER_MS };
  },
});

t.test('one stall of 1 s in 60 s shows as the fluid limit says', async (t) => {
  const { whole } = await runSimTrial({
    server: stallingServer(NS_PER_S),
    load: constant(1000, 60),
    settings: { connections: 2000 },
  });
  const near = (percent: number, expectedMs: number): void => {
    const ms = (whole.response.answered.percentileNs(percent) ?? 0) / NS_PER_MS;
    t.ok(Math.abs(ms / expectedMs - 1) < 0.02, `p${percent} is ${ms} ms`);
  };
  near(99, 400);
  near(99.9, 940);
});

t.test('the stall shows just the same with too few connections, as lag', async (t) => {
  const { whole } = await runSimTrial({
    server: stallingServer(NS_PER_S),
    load: constant(1000, 60),
    settings: { connections: 10 },
  });
  const { response, service, lag } = whole;
  t.ok(Math.abs((response.answered.percentileNs(99) ?? 0) / (400 * NS_PER_MS) - 1) < 0.02);
  t.equal(service.answered.countAbove(NS_PER_MS), 10, 'ten connections had a slow answer');
  t.ok((lag.answered.percentileNs(99) ?? 0) > 300 * NS_PER_MS, 'the rest waited to be sent');
});

t.test('what waited for a connection is not blamed on pacing', async (t) => {
  const { pacing } = await runSimTrial({
    server: stallingServer(NS_PER_S),
    load: constant(1000, 60),
    settings: { connections: 10 },
  });
  t.equal(pacing.maxNs, 0);
});

t.test('unfinished and unsent requests are counted and censored at their age', async (t) => {
  const { whole } = await runSimTrial({
    server: { serve: () => ({ doneNs: Number.POSITIVE_INFINITY }) },
    load: constant(10, 2),
    settings: { connections: 4, drainNs: NS_PER_S },
  });
  const counts = whole.counts();
  t.match(counts, { intended: 20, sent: 4, unsent: 16, unfinished: 4, completed: 0 });
  t.equal(whole.response.censored.count, 20);
  t.ok((whole.response.censored.maxNs ?? 0) >= 2.9 * NS_PER_S, 'the first has waited for 2.95 s');
  t.equal(whole.response.percentile(50)?.atLeast, true);
});

t.test(
  'a request that takes too long fails as a timeout, and its connection goes on',
  async (t) => {
    let served = 0;
    const { whole } = await runSimTrial({
      server: {
        serve: (nowNs) => ({
          doneNs: served++ % 10 === 0 ? Number.POSITIVE_INFINITY : nowNs + 1000,
        }),
      },
      load: constant(100, 10),
      settings: { connections: 50, timeoutNs: 200 * NS_PER_MS, drainNs: NS_PER_S },
    });
    t.match(whole.counts(), {
      sent: 1000,
      completed: 900,
      failed: { timeout: 100 },
      unfinished: 0,
    });
    t.ok((whole.service.censored.minNs ?? 0) >= 200 * NS_PER_MS, 'not before the timeout');
    t.ok((whole.service.censored.maxNs ?? 0) <= 220 * NS_PER_MS, 'and soon after it');
  },
);

t.test('while connections are refused, requests fail and attempts slow down', async (t) => {
  const DOWN_FROM = 2 * NS_PER_S;
  const DOWN_TO = 6 * NS_PER_S;
  let attempts = 0;
  const { whole } = await runSimTrial({
    server: {
      accepts(nowNs) {
        const down = nowNs >= DOWN_FROM && nowNs < DOWN_TO;
        if (down) attempts++;
        return !down;
      },
      serve(nowNs) {
        const crash = nowNs >= DOWN_FROM && nowNs < DOWN_TO;
        return { doneNs: nowNs + 1000, close: crash, outcome: crash ? 'reset' : 'ok' };
      },
    },
    load: constant(100, 10),
    settings: { connections: 1, drainNs: NS_PER_S },
  });
  const counts = whole.counts();
  const failed = counts.failed.connect;
  t.ok(failed <= attempts && failed >= attempts - 2, 'a waiting request fails with each attempt');
  t.ok(attempts >= 7 && attempts <= 12, `${attempts} attempts in 4 s`);
  t.equal(counts.failed.reset, 1);
  t.equal(counts.completed, 1000 - failed - 1, 'all others are sent once it is back');
});

t.test('a server that closes after each answer gets a new connection each time', async (t) => {
  const { whole, connect } = await runSimTrial({
    server: { serve: (nowNs) => ({ doneNs: nowNs + 20 * NS_PER_MS, close: true }) },
    load: constant(10, 10),
    settings: { connections: 1 },
  });
  t.equal(whole.completed, 100);
  t.equal(whole.response.answered.maxNs, 20 * NS_PER_MS);
  t.ok([...connect.counts].reduce((sum, count) => sum + count, 0) >= 100);
});

t.test('the mix of operations follows the weights', async (t) => {
  const asked = new Map<unknown, number>();
  await runSimTrial({
    server: {
      serve(nowNs, request) {
        asked.set(request, (asked.get(request) ?? 0) + 1);
        return { doneNs: nowNs };
      },
    },
    load: constant(1000, 10),
    operations: [
      { name: 'read', weight: 3, request: 'read' },
      { name: 'write', weight: 1, request: 'write' },
      { name: 'never', weight: 0, request: 'never' },
    ],
  });
  const share = (asked.get('read') ?? 0) / 10_000;
  t.ok(Math.abs(share - 0.75) < 3.5 * Math.sqrt((0.75 * 0.25) / 10_000), `${share}`);
  t.notOk(asked.has('never'));
});
