/**
 * Servers that load generators are known to be wrong about, driven by ours. What is asserted are
 * counts and lower bounds, which the server's ways make certain and a busy machine cannot break.
 */
import t, { type Test } from 'tap';
import { auditTrial } from '../../harness/judge/audit.ts';
import { little } from '../../harness/judge/little.ts';
import type { Load } from '../../harness/model/load.ts';
import { type FailureKind, failureKinds } from '../../harness/model/protocol.ts';
import type { LatencyRecord, TrialRecord } from '../../harness/model/record.ts';
import type { HttpExpectation } from '../../harness/model/scenario.ts';
import type { TrialSettings } from '../../harness/model/trial.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
import { decodeHdr } from '../../harness/stats/hdr-codec.ts';
import { faulty } from '../../targets/faulty.ts';
import { type Peer, peer } from '../support/peer.ts';
import { shortTrial } from '../support/short-trial.ts';

// Most of each trial is waiting.
t.jobs = 3;

const MS = NS_PER_MS;
const BODY = 'Hello, World!';

interface Trial extends Partial<TrialSettings> {
  readonly path: string;
  readonly load: Load;
  readonly expect?: HttpExpectation;
}

interface Tried {
  readonly trial: TrialRecord;
  readonly server: Peer;
}

const constant = (ratePerSecond: number, durationMs: number): Load => {
  const phase = { kind: 'constant', ratePerSecond, durationNs: durationMs * MS };
  return { model: 'open', phases: [phase] };
};

const closed = (clients: number, durationMs: number): Load => ({
  model: 'closed',
  clients,
  thinkNs: 0,
  durationNs: durationMs * MS,
});

/** One short trial; in the end the record's sums are right and no connection is left. */
async function tried(t: Test, { path, load, expect, ...settings }: Trial): Promise<Tried> {
  const server = await peer(t, faulty, path);
  const connections = load.model === 'closed' ? load.clients : 8;
  const trial = await shortTrial({
    target: { kind: 'url', name: 'faulty', protocol: 'http1', url: server.url },
    scenario: {
      name: 'faulty',
      about: path,
      protocol: 'http1',
      operations: [{ name: path, request: expect === undefined ? { path } : { path, expect } }],
    },
    load,
    outDir: t.testdir(),
    settings: { connections, warmupNs: 0, ...settings },
  });
  for (const { rule, verdict, claim } of auditTrial(trial))
    t.equal(verdict, 'pass', `${rule}: ${claim}`);
  t.equal(little.judge(trial), undefined, 'all time in flight is accounted for');
  await server.left();
  return { trial, server };
}

/** Nothing failed but what is given, and the server has seen every request that was sent. */
function endedAs(
  t: Test,
  { trial, server }: Tried,
  failed: Partial<Record<FailureKind, number>>,
): void {
  const { counts } = trial;
  for (const kind of failureKinds) t.equal(counts.failed[kind], failed[kind] ?? 0, kind);
  t.equal(counts.unfinished, 0, 'unfinished');
  t.equal(counts.unsent, 0, 'unsent');
  t.equal(server.requests(), counts.sent);
}

const percentile = (latency: LatencyRecord, name: 'p50' | 'p99'): number =>
  latency.percentilesNs[name] ?? Number.NaN;

const countAbove = (latency: LatencyRecord, valueNs: number): number =>
  decodeHdr(latency.hdr).countAbove(valueNs);

t.test('constant 50 ms at 10/s are 50 ms', async (t) => {
  const result = await tried(t, { path: '/delay/50', load: constant(10, 1500) });
  endedAs(t, result, {});
  const { latency, counts } = result.trial;
  t.equal(counts.completed, 15);
  t.equal(latency.response.count, 15, 'one value for each request');
  // An invented correction for what is not missing would show about half of the delay. One request
  // of them all that no other program disturbs is enough for the upper bound.
  for (const { minNs } of [latency.service, latency.response]) {
    t.ok(minNs !== null && minNs >= 50 * MS && minNs < 100 * MS, `${minNs} ns`);
  }
  t.ok(percentile(latency.response, 'p50') >= 50 * MS);
});

t.test('a stall of 500 ms in 2 s is what those who arrive then have to wait', async (t) => {
  const rate = 200;
  const result = await tried(t, { path: '/stall/100/500', load: constant(rate, 2000) });
  endedAs(t, result, {});
  const { response, lag } = result.trial.latency;
  t.equal(result.trial.counts.completed, 2 * rate);
  t.ok((response.maxNs ?? 0) >= 500 * MS);
  // Who arrives u after its start waits 500 ms − u, so 400 ms worth of arrivals wait over 100 ms.
  const waited = countAbove(response, 99 * MS);
  t.ok(waited >= 0.4 * rate, `${waited} waited`);
  // Of 400 requests the fifth slowest, four arrivals after the start.
  t.ok(percentile(response, 'p99') >= 475 * MS, `${percentile(response, 'p99') / MS} ms`);
  // With all eight connections stalled, the 92 arrivals of the rest of it could not be sent: the
  // sum of 500 − 5i ms for i from 8 to 99.
  t.ok(lag.sumNs >= 22_000 * MS, `${lag.sumNs / MS} ms`);
});

t.test('a server that closes each connection after 20 ms', async (t) => {
  const result = await tried(t, { path: '/close/20', load: closed(4, 600) });
  endedAs(t, result, {});
  const { counts, latency } = result.trial;
  t.ok(counts.completed >= 4);
  t.equal(counts.completed, counts.intended);
  t.ok((latency.service.minNs ?? 0) >= 20 * MS);
  t.ok(latency.connect.count >= counts.sent, 'a connection for each request');
});

t.test('a reset in mid-run fails one request and shifts no other', async (t) => {
  // Three requests warm up, and the first that counts is the one that fails.
  const result = await tried(t, {
    path: '/reset/3/20',
    load: constant(10, 1500),
    connections: 1,
    warmupNs: 300 * MS,
  });
  const { counts, warmup, latency } = result.trial;
  t.equal(warmup.completed, 3);
  t.equal(counts.failed.reset, 1);
  t.equal(counts.completed, 14);
  t.equal(result.server.requests(), 18);
  t.equal(latency.service.censored, 1);
  t.equal(latency.connect.count, 2, 'connected again');
  // Were answers matched with the request before, all would have its interval of 100 ms on top.
  const known = decodeHdr(latency.service.hdr).minus(decodeHdr(latency.service.censoredHdr));
  const leastNs = known.percentileNs(0) ?? Number.NaN;
  t.ok(leastNs >= 20 * MS && leastNs < 100 * MS, `${leastNs} ns`);
});

t.test('a black hole: every request times out, and is known to take at least that', async (t) => {
  const result = await tried(t, {
    path: '/black-hole',
    load: constant(10, 1000),
    timeoutNs: 100 * MS,
    connections: 1,
  });
  endedAs(t, result, { timeout: 10 });
  const { response } = result.trial.latency;
  t.equal(response.censored, 10);
  t.ok(percentile(response, 'p50') >= 100 * MS);
  for (const name of ['p50', 'p99'] as const) t.ok(response.atLeast.includes(name), name);
  t.equal(result.trial.throughputPerSecond, 0);
  // A connection for each request, and none is kept: with the look before the run there may be
  // some that the server has not yet seen closed.
  t.ok(result.server.openMax() < 6, `${result.server.openMax()} at once`);
});

t.test('refused connections: each request fails once, and nobody hammers', async (t) => {
  const { trial, server } = await tried(t, {
    path: '/refuse/30',
    load: constant(200, 1000),
    drainNs: 200 * MS,
  });
  const { counts } = trial;
  t.equal(counts.completed, 30);
  t.equal(server.requests(), 30);
  t.ok(counts.failed.connect >= 1);
  // Pauses of 10, 20, 40, … ms: seven attempts fit into the second and a bit that is left.
  t.ok(counts.failed.connect <= 8 * 8, `${counts.failed.connect} attempts`);
  // What was on its way, and once more on connections that nobody accepted in the end.
  t.ok(counts.failed.reset <= 2 * 8, `${counts.failed.reset} resets`);
  const { connect, reset } = counts.failed;
  t.equal(30 + connect + reset + counts.unsent, 200, 'and no other failures');
  t.equal(trial.latency.response.censored, 170);
});

t.test('a body in single bytes is whole', async (t) => {
  const result = await tried(t, {
    path: '/slow-body',
    load: closed(4, 300),
    expect: { status: 200, body: BODY },
  });
  endedAs(t, result, {});
  t.ok(result.trial.counts.completed >= 4);
});

t.test('four in flight on a connection', async (t) => {
  const result = await tried(t, {
    path: '/stall/0/1000',
    load: constant(200, 500),
    connections: 2,
    pipelining: 4,
  });
  endedAs(t, result, {});
  const { counts, latency } = result.trial;
  t.equal(counts.completed, 100);
  t.equal(latency.connect.count, 2);
  // One at a time, two requests would see the stall; so it is eight within the first 40 ms of it.
  t.ok(countAbove(latency.service, 200 * MS) > 4);
  t.ok((latency.response.maxNs ?? 0) >= 1000 * MS);
});

const shares: readonly {
  readonly path: string;
  readonly kind: FailureKind;
  readonly closes: boolean;
  readonly expect?: HttpExpectation;
}[] = [
  { path: '/wrong-status/10', kind: 'status', closes: false },
  { path: '/wrong-body/10', kind: 'mismatch', closes: false, expect: { body: BODY } },
  { path: '/malformed/10', kind: 'malformed', closes: true },
  { path: '/truncated/10', kind: 'reset', closes: true },
];

for (const { path, kind, closes, expect } of shares) {
  t.test(`${path}: one in ten fails as ${kind}`, async (t) => {
    const load = constant(200, 525);
    const result = await tried(t, expect ? { path, load, expect } : { path, load });
    endedAs(t, result, { [kind]: 10 });
    const { counts, latency } = result.trial;
    t.equal(counts.completed, 95);
    t.equal(latency.response.censored, 10);
    // The trial may be over before the last of them is made.
    const connected = latency.connect.count;
    t.ok(closes ? connected >= 17 && connected <= 18 : connected === 8, `${connected}`);
  });
}

t.test('stalls that come again and again', async (t) => {
  // A stall of 100 ms in each 250 ms: the arrivals of 2/5 of the time wait, 50 ms on average.
  const result = await tried(t, { path: '/stalls/250/100', load: constant(200, 1000) });
  endedAs(t, result, {});
  const { response } = result.trial.latency;
  t.ok(countAbove(response, 49 * MS) >= 0.2 * 200 * 0.8, 'half of those wait over 50 ms');
});
