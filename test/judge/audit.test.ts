/**
 * A trial of the real engine in simulated time, on a server that is overloaded, fails now and then
 * and never answers some, must satisfy every identity. Then each is broken on purpose.
 */
import t from 'tap';
import { auditTrial } from '../../harness/judge/audit.ts';
import type { Load } from '../../harness/model/load.ts';
import type { Outcome } from '../../harness/model/protocol.ts';
import type { LatencyRecord, TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { toTrialRecord } from '../../harness/session/trial-record.ts';
import { decodeHdr, encodeHdr } from '../../harness/stats/hdr-codec.ts';
import { Histogram } from '../../harness/stats/histogram.ts';
import { queueServer, type SimServer } from '../support/sim-protocol.ts';
import { runSimTrial } from '../support/sim-trial.ts';

const open: Load = {
  model: 'open',
  phases: [{ kind: 'poisson', ...{ ratePerSecond: 300 }, durationNs: 3 * NS_PER_S }],
};
const closed: Load = { model: 'closed', clients: 4, thinkNs: 0, durationNs: 3 * NS_PER_S };
const connections = 4;

/** 250 requests a second at most; every 40th fails and every 90th has no end. */
function troubledServer(): SimServer {
  const queue = queueServer(() => 4 * NS_PER_MS);
  let count = 0;
  return {
    serve(nowNs, request) {
      count++;
      const { doneNs } = queue.serve(nowNs, request);
      if (count % 90 === 0) return { doneNs: Number.POSITIVE_INFINITY };
      const outcome: Outcome = count % 40 === 0 ? 'status' : 'ok';
      return { doneNs, outcome };
    },
  };
}

/** More than the server can do, with a drain that is too short for the rest. */
async function trialOf(load: Load): Promise<TrialRecord> {
  const operations = [
    { name: 'read', weight: 3, request: 'read' },
    { name: 'write', request: 'write' },
  ];
  const settings = {
    engine: 'native',
    workers: 1,
    connections,
    pipelining: 1,
    warmupNs: NS_PER_S,
    timeoutNs: NS_PER_S,
    drainNs: NS_PER_MS,
  } as const;
  const result = await runSimTrial({
    server: troubledServer(),
    load,
    settings,
    operations,
  });
  const { whole: _, ...data } = result;
  const served = result.operations.reduce((sum, { completed }) => sum + completed, 0) + 2000;
  return toTrialRecord({
    id: 'sim-1-open-1',
    plan: { ...plan, load, settings },
    scenario: { name: 'sim', about: '', protocol: 'sim', operations },
    results: [data],
    servers: [
      { server: 0, pid: 1, connections, cpuNs: NS_PER_S, rssBytesMax: 1, requests: served },
    ],
    connectionsByWorker: [connections],
    seriesIntervalNs: NS_PER_S,
  });
}

const plan = { target: 'sim', servers: 1, scenario: 'sim', repetition: 1, seed: 1 } as const;

for (const load of [open, closed]) {
  t.test(`a ${load.model} trial of the real engine satisfies every identity`, async (t) => {
    const trial = await trialOf(load);
    const { counts } = trial;
    t.ok(counts.failed.status > 0 && counts.failed.timeout > 0, 'requests failed');
    t.ok(
      load.model === 'closed' || (counts.unsent > 0 && counts.unfinished > 0),
      'some had no end',
    );
    t.match(auditTrial(trial), [{ rule: 'audit', verdict: 'pass' }]);
    t.equal(auditTrial(trial).length, 1);
  });
}

/** The record with one distribution replaced. */
function withLatency(
  trial: TrialRecord,
  which: keyof TrialRecord['latency'],
  over: Partial<LatencyRecord>,
): TrialRecord {
  const latency = { ...trial.latency, [which]: { ...trial.latency[which], ...over } };
  return { ...trial, latency };
}

function histogramOf(values: number, valueNs: number): string {
  const histogram = new Histogram();
  histogram.recordMany(valueNs, values);
  return encodeHdr(histogram);
}

type Breakage = readonly [rule: string, about: string, broken: (trial: TrialRecord) => TrialRecord];

const counted: readonly Breakage[] = [
  [
    'audit-counts-add-up',
    'an intended request went missing in the warm-up',
    (trial) => ({ ...trial, warmup: { ...trial.warmup, intended: trial.warmup.intended - 1 } }),
  ],
  [
    'audit-counts-add-up',
    'a sent request of one interval has no end',
    (trial) => ({
      ...trial,
      series: trial.series.map((point, at) => (at === 1 ? { ...point, sent: 0 } : point)),
    }),
  ],
  [
    'audit-every-request-timed',
    'response has a value too few',
    (trial) => withLatency(trial, 'response', { count: trial.latency.response.count - 1 }),
  ],
  [
    'audit-every-request-timed',
    'lag has a value too many',
    (trial) => withLatency(trial, 'lag', { count: trial.latency.lag.count + 1 }),
  ],
  [
    'audit-every-request-timed',
    'pacing has a value too many',
    (trial) => withLatency(trial, 'pacing', { count: trial.latency.pacing.count + 1 }),
  ],
  [
    'audit-every-request-timed',
    'a failure passes for an answer in service',
    (trial) => withLatency(trial, 'service', { censored: trial.latency.service.censored - 1 }),
  ],
  [
    'audit-series-sum',
    'an interval is lost',
    (trial) => ({ ...trial, series: trial.series.slice(1) }),
  ],
  [
    'audit-series-sum',
    'an interval of the warm-up is lost',
    ({ warmupSeries = [], ...trial }) => ({ ...trial, warmupSeries: warmupSeries.slice(1) }),
  ],
  [
    'audit-operations-sum',
    'an operation is lost',
    ({ operations: { write: _, ...operations }, ...trial }) => ({ ...trial, operations }),
  ],
];

const measured: readonly Breakage[] = [
  [
    'audit-workers-sum',
    'a worker is lost',
    ({ usage, ...trial }) => ({
      ...trial,
      usage: { ...usage, generator: { cpuNs: null, workers: [] } },
    }),
  ],
  ['audit-workers-sum', 'a connection too many', (trial) => ({ ...trial, connections: 5 })],
  [
    'audit-percentiles-ordered',
    'the maximum lies below p99',
    (trial) => withLatency(trial, 'service', { maxNs: 1 }),
  ],
  [
    'audit-percentiles-ordered',
    'the mean lies above the maximum',
    (trial) => withLatency(trial, 'response', { meanNs: 1e15 }),
  ],
  [
    'audit-percentiles-ordered',
    'values without percentiles',
    (trial) => withLatency(trial, 'lag', { minNs: null }),
  ],
  [
    'audit-histograms-whole',
    'the histogram holds one value',
    (trial) => withLatency(trial, 'lag', { hdr: histogramOf(1, 1) }),
  ],
  [
    'audit-histograms-whole',
    'the censored values are not kept',
    (trial) => withLatency(trial, 'response', { censoredHdr: '' }),
  ],
  [
    'audit-response-covers-service',
    'responses are shorter than services',
    (trial) =>
      withLatency(trial, 'response', { hdr: histogramOf(trial.latency.response.count, NS_PER_MS) }),
  ],
  [
    'audit-rates-follow',
    'the throughput is of another window',
    (trial) => ({ ...trial, throughputPerSecond: trial.throughputPerSecond * 1.01 }),
  ],
  [
    'audit-rates-follow',
    'the offered rate is not the one played',
    (trial) => ({ ...trial, offeredPerSecond: 300 }),
  ],
  [
    'audit-servers-saw-answers',
    'the server knows of one request',
    ({ usage, ...trial }) => ({
      ...trial,
      usage: {
        ...usage,
        target: {
          ...usage.target,
          servers: usage.target.servers.map((server) => ({ ...server, requests: 1 })),
        },
      },
    }),
  ],
  ['audit-nothing-negative', 'bytes below 0', (trial) => ({ ...trial, bytesIn: -1 })],
];

t.test('every identity can be seen to break', async (t) => {
  const trial = await trialOf(open);
  for (const [rule, about, broken] of [...counted, ...measured]) {
    const findings = auditTrial(broken(trial));
    t.match(
      findings.find((finding) => finding.rule === rule),
      { verdict: 'invalid', claim: /contradicts itself/, advice: /fault of the harness/ },
      `${rule}: ${about}`,
    );
    t.ok(
      findings.every(({ verdict }) => verdict === 'invalid'),
      'and nothing is said to hold',
    );
  }
});

t.test('the figures that contradict each other are the evidence', async (t) => {
  const trial = await trialOf(open);
  const { completed } = trial.counts;
  const counts = { ...trial.counts, completed: completed + 1 };
  const findings = auditTrial({ ...trial, counts });
  t.match(findings, [
    { rule: 'audit-counts-add-up', evidence: { where: 'trial', completed: completed + 1 } },
    { rule: 'audit-every-request-timed' },
    { rule: 'audit-series-sum', evidence: { trial: completed + 1, series: completed } },
    { rule: 'audit-operations-sum', evidence: { trial: completed + 1, operations: completed } },
  ]);
});

t.test('young requests that were never sent do not count against the services', async (t) => {
  const trial = await trialOf(open);
  const young = new Histogram();
  young.recordMany(1, 100_000);
  young.add(decodeHdr(trial.latency.response.hdr));
  t.ok((young.percentileNs(99) ?? 0) < (trial.latency.service.percentilesNs.p50 ?? 0));
  const findings = auditTrial(withLatency(trial, 'response', { hdr: encodeHdr(young) }));
  t.strictSame(
    findings.map(({ rule }) => rule),
    ['audit-histograms-whole'],
  );
});
