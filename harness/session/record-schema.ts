/**
 * What a run record must look like to be read. Fields that are not named here pass through: records
 * of later versions add fields, and only a new major version changes what is here.
 */
import { z } from 'zod';
import { failureKinds } from '../model/protocol.ts';
import { recordedPercentiles } from '../model/record.ts';
import { checkModes, engines, pacings } from '../model/trial.ts';

const count = z.number().int().nonnegative();
const ns = z.number().nonnegative();
const nullable = ns.nullable();

const byName = <T extends string, S extends z.ZodType>(names: readonly T[], schema: S) =>
  z.looseObject(Object.fromEntries(names.map((name) => [name, schema])) as Record<T, S>);

const counts = z.looseObject({
  intended: count,
  sent: count,
  completed: count,
  unsent: count,
  unfinished: count,
  failed: byName(failureKinds, count),
});

const percentileNames = recordedPercentiles.map((percent) => `p${percent}` as const);

const latencyRecord = z.looseObject({
  count,
  censored: count,
  overRange: count,
  minNs: nullable,
  maxNs: nullable,
  meanNs: nullable,
  sumNs: ns,
  percentilesNs: byName(percentileNames, nullable),
  atLeast: z.array(z.enum(percentileNames)),
  hdr: z.string(),
  censoredHdr: z.string(),
});

const latencies = {
  response: latencyRecord,
  service: latencyRecord,
  lag: latencyRecord,
};

const served = z.looseObject({ server: latencyRecord, network: latencyRecord, longer: count });

const finding = z.looseObject({
  rule: z.string(),
  verdict: z.enum(['pass', 'inconclusive', 'fail', 'invalid']),
  claim: z.string(),
  evidence: z.record(z.string(), z.union([z.number(), z.string()])),
  advice: z.string(),
});

const phase = z.looseObject({ kind: z.string(), durationNs: ns });

const load = z.discriminatedUnion('model', [
  z.looseObject({ model: z.literal('open'), phases: z.array(phase).min(1) }),
  z.looseObject({ model: z.literal('closed'), clients: count, thinkNs: ns, durationNs: ns }),
]);

const settings = z.looseObject({
  engine: z.enum(engines),
  workers: count,
  connections: count,
  pipelining: count,
  warmupNs: ns,
  timeoutNs: ns,
  drainNs: ns,
  latencyLimitNs: ns.optional(),
  pacing: z.enum(pacings).optional(),
  checks: z.enum(checkModes).optional(),
  pin: z.literal(true).optional(),
  preflight: z.literal(false).optional(),
});

const serverUsage = z.looseObject({
  server: count,
  pid: count.nullable(),
  role: z.literal('balancer').optional(),
  cores: z.array(count).optional(),
  connections: count,
  cpuNs: nullable,
  rssBytesMax: nullable,
  requests: count.nullable(),
  numbers: z
    .record(z.string(), z.looseObject({ readings: count, mean: z.number(), max: z.number() }))
    .optional(),
  numbersFault: z.string().optional(),
});

const workerUsage = z.looseObject({
  worker: count,
  connections: count,
  sent: count,
  cpuNs: nullable,
  waitNs: nullable,
  timeslices: nullable.optional(),
  busyShare: z.number().nonnegative(),
  gcNs: ns,
  gcNsMax: ns,
});

const example = z.looseObject({
  outcome: z.enum(['status', 'mismatch']),
  expected: z.string(),
  got: z.string(),
});

const sessions = z.looseObject({
  begun: count,
  completed: count,
  failed: count,
  cut: count,
  duration: latencyRecord,
  groups: z.record(z.string(), latencyRecord),
  functionNs: ns,
  example: z.string().optional(),
});

const trial = z.looseObject({
  id: z.string(),
  target: z.string(),
  servers: count,
  scenario: z.string(),
  repetition: count,
  twin: z.literal(true).optional(),
  purpose: z.enum(['probe', 'search', 'confirmation']).optional(),
  seed: z.number().int(),
  engine: z.enum(engines),
  workers: count,
  connections: count,
  settings,
  load,
  window: z.looseObject({ startedAtNs: ns, durationNs: ns }),
  counts,
  warmup: counts,
  throughputPerSecond: z.number().nonnegative(),
  offeredPerSecond: z.number().nonnegative().nullable(),
  bytesIn: count,
  bytesOut: count,
  little: z.looseObject({ inFlightNs: ns, serviceNs: ns }),
  latency: z.looseObject({
    ...latencies,
    pacing: latencyRecord,
    connect: latencyRecord,
    handshake: latencyRecord,
  }),
  operations: z.record(
    z.string(),
    z.looseObject({
      counts,
      latency: z.looseObject(latencies),
      example: example.optional(),
      served: served.optional(),
    }),
  ),
  served: served.optional(),
  sessions: sessions.optional(),
  checks: z.looseObject({ mode: z.enum(checkModes), inspected: count, inspectNs: ns }).optional(),
  followed: count.optional(),
  series: z.array(
    counts.extend({
      atNs: ns,
      answered: count,
      targetCpuNs: nullable.optional(),
      generatorCpuNs: nullable.optional(),
      inFlight: count.optional(),
      waiting: count.optional(),
      latency: z.looseObject(latencies),
    }),
  ),
  warmupSeries: z
    .array(counts.extend({ atNs: z.number().negative(), answered: count, response: latencyRecord }))
    .optional(),
  seriesIntervalNs: ns,
  usage: z.looseObject({
    target: z.looseObject({
      cpuNs: nullable,
      rssBytesMax: nullable,
      servers: z.array(serverUsage),
    }),
    generator: z.looseObject({
      cores: z.array(count).optional(),
      cpuNs: nullable,
      workers: z.array(workerUsage),
    }),
  }),
  findings: z.array(finding),
  verdict: finding.shape.verdict,
});

const instrument = z.looseObject({
  coresUsable: count,
  coresGranted: nullable,
  openFilesMax: nullable,
  clockStepNs: ns,
  clockReadNs: ns,
  pauseNsMax: ns,
  waitShare: nullable,
  stealShare: nullable,
  loadAverage: nullable,
  timerLateNsP50: ns,
  alarmLateNsP50: ns,
  examination: z
    .looseObject({
      examinedAt: z.iso.datetime(),
      pacingPerSecond: ns,
      pacingNsP50: nullable,
      pacingNsP99: nullable,
      floorNsP50: nullable,
      ceilingPerSecond: ns,
    })
    .nullable(),
});

/** The schema of a run record of major version 1. */
export const recordSchema = z.looseObject({
  schemaVersion: z.string().regex(/^1\.\d+$/, 'this version of steelyard reads schema 1'),
  tool: z.looseObject({ name: z.string(), version: z.string() }),
  command: z.string(),
  argv: z.array(z.string()),
  startedAt: z.iso.datetime(),
  config: z.record(z.string(), z.unknown()),
  environment: z.looseObject({
    node: z.string(),
    os: z.string(),
    kernel: z.string(),
    cpuModel: z.string(),
    cores: count,
    memoryBytes: count,
  }),
  instrument: instrument.optional(),
  trials: z.array(trial),
  findings: z.array(finding),
  verdict: finding.shape.verdict,
});
