/** Run records for tests of what reads them, one for each kind of report. Made once, when asked. */
import type { Load } from '../../harness/model/load.ts';
import { type RunRecord, SCHEMA_VERSION, type TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { type Finding, type Verdict, worstVerdict } from '../../harness/model/verdict.ts';
import { type SampleTrial, sampleTrial } from './sample-trial.ts';

/** An open load of one phase. */
export const poisson = (ratePerSecond: number, durationNs: number): Load => {
  const phase = { kind: 'poisson', ratePerSecond, durationNs };
  return { model: 'open', phases: [phase] };
};

const closed = (clients: number, durationNs: number): Load => ({
  model: 'closed',
  clients,
  thinkNs: 0,
  durationNs,
});

const harnessFine: readonly Finding[] = [
  finding('offered-rate', 'pass', 'The harness sent what it was asked to send.', {
    sentShare: 1,
  }),
  finding('pacing', 'pass', 'Requests left on time.', { pacingNsP99: 31_000 }),
  finding('generator-cpu', 'pass', 'The generator had processor time to spare.', {
    busyShare: 0.31,
  }),
];

function finding(
  rule: string,
  verdict: Verdict,
  claim: string,
  evidence: Finding['evidence'] = {},
  advice = '',
): Finding {
  return { rule, verdict, claim, evidence, advice };
}

/** What most samples have in common. */
export const usual: Omit<SampleTrial, 'id' | 'target' | 'load' | 'workNs'> = {
  servers: 1,
  scenario: 'hello',
  operations: ['hello'],
  repetition: 1,
  seed: 1,
  connections: 32,
  warmupNs: NS_PER_S,
  timeoutNs: 5 * NS_PER_S,
  findings: harnessFine,
};

/** A run of these trials. */
export function runRecord(
  command: string,
  trials: readonly TrialRecord[],
  findings: readonly Finding[],
  over: Partial<RunRecord> = {},
): RunRecord {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'steelyard', version: '0.1.0' },
    command,
    argv: [command, ...new Set(trials.map(({ target }) => target)), '--seed', '1'],
    startedAt: '2026-01-15T09:30:00.000Z',
    config: { command, seed: 1, scenario: trials[0]?.scenario ?? 'hello' },
    environment: {
      node: '20.18.0',
      os: 'linux x64',
      kernel: '6.1.0',
      cpuModel: 'Sample CPU 2.60GHz',
      cores: 4,
      memoryBytes: 16_000_000_000,
    },
    trials,
    findings,
    verdict: worstVerdict([...findings, ...trials]),
    ...over,
  };
}

/** Makes a value when it is first asked for. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Open load, three targets, three repetitions each. */
export const compareRecord = lazily(() => {
  const targets = [
    { target: 'fastify', workNs: 210_000 },
    { target: 'node-http', workNs: 170_000 },
    { target: 'express', workNs: 400_000 },
  ];
  const trials = [1, 2, 3].flatMap((repetition) =>
    targets.map(({ target, workNs }, index) =>
      sampleTrial({
        ...usual,
        id: `${target}-1-server-${repetition}`,
        target,
        workNs,
        operations: ['read', 'write'],
        load: poisson(1500, 5 * NS_PER_S),
        repetition,
        seed: repetition * 10 + index,
      }),
    ),
  );
  return runRecord('compare', trials, [
    finding(
      'ranking',
      'pass',
      'node-http answers fastest at 1,500/s; express takes many times as long.',
    ),
  ]);
});

const scaleTrials = (target: string, workNs: number, loadOf: (servers: number) => Load) =>
  [1, 2, 4].map((servers) =>
    sampleTrial({
      ...usual,
      id: `${target}-${servers}-servers-1`,
      target,
      servers,
      connections: 64,
      seed: servers,
      workNs: Math.round(workNs * (1 + 0.06 * (servers - 1))),
      load: loadOf(servers),
    }),
  );

/** Closed load, two targets on one, two and four servers. */
export const scaleRecord = lazily(() => {
  const trials = [
    ...scaleTrials('fastify', 250_000, () => closed(64, 3 * NS_PER_S)),
    ...scaleTrials('express', 500_000, () => closed(64, 3 * NS_PER_S)),
  ];
  return runRecord('scale', trials, [
    finding('scaling', 'pass', 'Four servers of fastify answer 3.33 times what one answers.'),
  ]);
});

/** Open load that grows with the servers, one target. */
export const scaleOpenRecord = lazily(() => {
  const trials = scaleTrials('fastify', 250_000, (servers) => poisson(800 * servers, 3 * NS_PER_S));
  return runRecord('scale', trials, []);
});

/** Closed load, one target, one trial. */
export const closedRecord = lazily(() =>
  runRecord(
    'run',
    [
      sampleTrial({
        ...usual,
        id: 'fastify-1-server-1',
        target: 'fastify',
        connections: 16,
        workNs: 300_000,
        load: closed(16, 3 * NS_PER_S),
      }),
    ],
    [],
  ),
);

/**
 * Open load on a server that stalls, fails and is too slow: failures of two kinds, requests that
 * were never sent, percentiles that are lower bounds, a harness that found fault with itself.
 */
export const failingRecord = lazily(() => {
  const late = finding(
    'generator-cpu',
    'invalid',
    'The generator ran out of processor time, so its own delays are in the latencies.',
    { busyShare: 0.99, lagNsP99: 48_200_000 },
    'Use a faster machine, more workers or a lower rate.',
  );
  const trials = [1, 2].map((repetition) =>
    sampleTrial({
      ...usual,
      id: `slow-1-server-${repetition}`,
      target: 'slow',
      connections: 24,
      workNs: 2_400_000,
      load: poisson(400, 5 * NS_PER_S),
      timeoutNs: 900 * NS_PER_MS,
      stall: { atNs: 2 * NS_PER_S, lengthNs: 1200 * NS_PER_MS },
      failing: { kind: 'status', share: 0.02 },
      repetition,
      seed: repetition,
      findings: repetition === 1 ? harnessFine : [...harnessFine.slice(0, 2), late],
    }),
  );
  return runRecord('run', trials, [
    finding(
      'objective',
      'fail',
      'slow does not hold p99 < 50 ms at 400/s.',
      { limitNs: 50_000_000 },
      'Add servers or lower the rate.',
    ),
  ]);
});

/** A trial in which nothing happened at all. */
export const emptyRecord = lazily(() =>
  runRecord(
    'run',
    [
      sampleTrial({
        ...usual,
        id: 'silent-1-server-1',
        target: 'silent',
        operations: [],
        workNs: 1,
        load: poisson(0.000001, 2 * NS_PER_S),
        findings: [
          finding('sample-size', 'inconclusive', 'Not a single request was due.', {}, 'Ask more.'),
        ],
      }),
    ],
    [],
  ),
);

/** What a name may be at worst: markup, escape sequences, quotes, table borders, mentions. */
export const hostileName =
  '<script>alert("x")</script>\u001b[31m\u202e|*_`@all #1 \',"\n=1+1 <!-- </style>';

/** Every free text of the record is hostile. */
export const hostileRecord = lazily(() => {
  const bad = finding(
    hostileName,
    'fail',
    hostileName,
    { [hostileName]: hostileName },
    hostileName,
  );
  const trials = [1, 2].map((servers) =>
    sampleTrial({
      ...usual,
      id: `${hostileName} ${servers}`,
      target: hostileName,
      scenario: hostileName,
      operations: [hostileName, `${hostileName}2`],
      servers,
      workNs: 300_000,
      load: {
        model: 'open',
        phases: [{ kind: hostileName, ...{ ratePerSecond: 600 }, durationNs: 3 * NS_PER_S }],
      },
      findings: [bad],
    }),
  );
  const words = { name: hostileName, version: hostileName };
  return runRecord(hostileName, trials, [bad], {
    tool: words,
    startedAt: hostileName,
    config: { [hostileName]: hostileName },
    environment: {
      node: hostileName,
      os: hostileName,
      kernel: hostileName,
      cpuModel: hostileName,
      cores: 1,
      memoryBytes: 1,
    },
  });
});

/** All of them, by name. */
export const sampleRecords = {
  compare: compareRecord,
  scale: scaleRecord,
  scaleOpen: scaleOpenRecord,
  closed: closedRecord,
  failing: failingRecord,
  empty: emptyRecord,
  hostile: hostileRecord,
} as const;
