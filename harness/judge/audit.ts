/**
 * The arithmetic that every trial record must satisfy whatever the target did. A record that breaks
 * it shows a fault of the harness, so it is invalid, and nothing may be concluded from it.
 */
import { failureKinds } from '../model/protocol.ts';
import {
  type Counts,
  type Latencies,
  type LatencyRecord,
  recordedPercentiles,
  type TrialRecord,
} from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import { decodeHdr } from '../stats/hdr-codec.ts';
import type { Histogram } from '../stats/histogram.ts';

/** The figures that contradict each other. */
type Evidence = Finding['evidence'];

interface Identity {
  readonly rule: string;
  /** What must be so, in words. */
  readonly law: string;
  /** Every place where it is not so. */
  breaches(trial: TrialRecord): readonly Evidence[];
}

/** Counts and distributions of the same requests, and where in the record they are. */
interface Group {
  readonly where: string;
  readonly counts: Counts;
  readonly latency?: Latencies;
}

/** Sums of doubles over many values may differ in their last digits. */
const ROUNDING = 1e-9;

const failures = (counts: Counts): number =>
  failureKinds.reduce((sum, kind) => sum + counts.failed[kind], 0);

function groupsOf(trial: TrialRecord): Group[] {
  const operations = Object.entries(trial.operations);
  return [
    { where: 'trial', counts: trial.counts, latency: trial.latency },
    { where: 'warm-up', counts: trial.warmup },
    ...operations.map(([name, own]) => ({ where: `operation ${name}`, ...own })),
    ...trial.series.map((point) => ({
      where: `series at ${point.atNs / NS_PER_S} s`,
      counts: point,
      latency: point.latency,
    })),
  ];
}

/** Every distribution but those of the series, by where it is. */
const distributionsOf = (trial: TrialRecord): [string, LatencyRecord][] =>
  [trial, ...Object.values(trial.operations)].flatMap(({ latency }, index) =>
    Object.entries(latency).map(([name, record]): [string, LatencyRecord] => [
      index === 0 ? name : `${name} of operation ${index}`,
      record,
    ]),
  );

const countsAddUp: Identity = {
  rule: 'counts-add-up',
  law: 'intended = sent + unsent, and sent = completed + failed + unfinished',
  breaches: (trial) =>
    groupsOf(trial).flatMap(({ where, counts }) => {
      const { intended, sent, unsent, completed, unfinished } = counts;
      const failed = failures(counts);
      const holds = intended === sent + unsent && sent === completed + failed + unfinished;
      return holds ? [] : [{ where, intended, sent, unsent, completed, failed, unfinished }];
    }),
};

const everyRequestTimed: Identity = {
  rule: 'every-request-timed',
  law: 'response holds every intended request, service and lag every one that was sent',
  breaches: (trial) => [
    ...groupsOf(trial).flatMap(({ where, counts, latency }): Evidence[] => {
      if (latency === undefined) return [];
      const { intended, sent, unsent, completed } = counts;
      const { response, service, lag } = latency;
      const holds =
        response.count === intended &&
        service.count === sent &&
        lag.count === sent &&
        response.censored === intended - completed &&
        service.censored === intended - completed - unsent;
      if (holds) return [];
      const timed = { response: response.count, service: service.count, lag: lag.count };
      const censored = `${response.censored} of response, ${service.censored} of service`;
      return [{ where, intended, sent, unsent, completed, ...timed, censored }];
    }),
    ...(trial.latency.pacing.count === trial.counts.sent
      ? []
      : [{ where: 'trial', sent: trial.counts.sent, pacing: trial.latency.pacing.count }]),
  ],
};

/** Compares each count of a whole with the sum of its parts. */
function sumBreaches(whole: Counts, parts: readonly Counts[], of: string): Evidence[] {
  const sum = (pick: (counts: Counts) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  const plain = ['intended', 'sent', 'completed', 'unsent', 'unfinished'] as const;
  return [
    ...plain.map((name) => ({ name, all: whole[name], parts: sum((part) => part[name]) })),
    ...failureKinds.map((kind) => ({
      name: `failed.${kind}`,
      all: whole.failed[kind],
      parts: sum((part) => part.failed[kind]),
    })),
  ]
    .filter((line) => line.all !== line.parts)
    .map(({ name, all, parts: summed }) => ({ count: name, trial: all, [of]: summed }));
}

const seriesSum: Identity = {
  rule: 'series-sum',
  law: 'the intervals of the series sum to the trial, and those of its warm-up to the warm-up',
  breaches: ({ counts, series, warmup, warmupSeries }) => [
    ...sumBreaches(counts, series, 'series'),
    ...(warmupSeries === undefined ? [] : sumBreaches(warmup, warmupSeries, 'warmupSeries')),
  ],
};

const operationsSum: Identity = {
  rule: 'operations-sum',
  law: 'the operations sum to the trial',
  breaches: ({ counts, operations }) => {
    const parts = Object.values(operations).map((operation) => operation.counts);
    return sumBreaches(counts, parts, 'operations');
  },
};

const workersSum: Identity = {
  rule: 'workers-sum',
  law: 'workers sent what the trial sent, and its connections are those of workers and of servers',
  breaches: ({ counts: { sent }, connections, usage }) => {
    const total = (parts: readonly { readonly connections: number }[]): number =>
      parts.reduce((sum, part) => sum + part.connections, 0);
    const { workers } = usage.generator;
    const byWorkers = workers.reduce((sum, worker) => sum + worker.sent, 0);
    const [ofWorkers, ofServers] = [total(workers), total(usage.target.servers)];
    const holds = sent === byWorkers && connections === ofWorkers && connections === ofServers;
    return holds ? [] : [{ sent, byWorkers, connections, ofWorkers, ofServers }];
  },
};

const ordered: Identity = {
  rule: 'percentiles-ordered',
  law: 'minimum ≤ p50 ≤ … ≤ p99.99 ≤ maximum, and the mean lies between the ends',
  breaches: (trial) =>
    distributionsOf(trial).flatMap(([where, record]): Evidence[] => {
      const { count, minNs, maxNs, meanNs, percentilesNs } = record;
      const percentiles = recordedPercentiles.map((percent) => percentilesNs[`p${percent}`]);
      const all = [minNs, ...percentiles, maxNs];
      const known = all.filter((value) => value !== null);
      const complete = count === 0 ? known.length === 0 : known.length === all.length;
      const sorted = known.every((value, at) => at === 0 || value >= (known[at - 1] ?? 0));
      const slack = 1 + ROUNDING;
      const centred =
        meanNs === null || (meanNs * slack >= (minNs ?? 0) && meanNs <= (maxNs ?? 0) * slack);
      if (complete && sorted && centred) return [];
      return [{ where, count, mean: meanNs ?? 'none', values: all.join(' ') }];
    }),
};

const histogramsWhole: Identity = {
  rule: 'histograms-whole',
  law: 'the histograms that a record holds have as many values as it says',
  breaches: (trial) =>
    distributionsOf(trial).flatMap(([where, { count, censored, hdr, censoredHdr }]) => {
      const inHistogram = decodeHdr(hdr).count;
      const inCensored = censoredHdr === '' ? 0 : decodeHdr(censoredHdr).count;
      const holds = inHistogram === count && inCensored === censored;
      return holds ? [] : [{ where, count, inHistogram, censored, inCensored }];
    }),
};

/** Bucket by bucket from the largest value down: its value, and how many lie in it or above. */
function fromTheTop(histogram: Histogram): { readonly valueNs: number; readonly above: number }[] {
  let above = 0;
  return [...histogram.nonZero()].reverse().map(({ valueNs, count }) => {
    above += count;
    return { valueNs, above };
  });
}

/**
 * Each request's response is its service and its lag together. What was never sent is in response
 * alone and may be young, which lowers percentiles. So what is compared is how many lasted longer:
 * for every duration, at least as many responses as services.
 */
const responseCoversService: Identity = {
  rule: 'response-covers-service',
  law: 'for every duration at least as many responses as services last as long',
  breaches: ({ latency }) => {
    const responses = fromTheTop(decodeHdr(latency.response.hdr));
    let at = 0;
    const breach = fromTheTop(decodeHdr(latency.service.hdr)).find((service) => {
      while ((responses[at + 1]?.valueNs ?? -1) >= service.valueNs) at++;
      const response = responses[at];
      const longer = response && response.valueNs >= service.valueNs ? response.above : 0;
      return longer < service.above;
    });
    return breach ? [{ durationNs: breach.valueNs, services: breach.above }] : [];
  },
};

const ratesFollow: Identity = {
  rule: 'rates-follow',
  law: 'throughput and offered rate are counts over the length of the window',
  breaches: (trial) => {
    const { counts, warmup, series, window, throughputPerSecond, offeredPerSecond } = trial;
    const seconds = window.durationNs / NS_PER_S;
    const answered = series.reduce((sum, point) => sum + point.answered, 0);
    const close = (rate: number, count: number): boolean =>
      Math.abs(rate * seconds - count) <= ROUNDING * Math.max(1, count);
    const holds =
      close(throughputPerSecond, answered) &&
      answered <= counts.completed + warmup.completed &&
      (offeredPerSecond === null || close(offeredPerSecond, counts.intended));
    const { intended, completed } = counts;
    const offered = offeredPerSecond ?? 'none';
    const figures = { seconds, throughputPerSecond, answered, completed, offered, intended };
    return holds ? [] : [{ ...figures, completedInWarmup: warmup.completed }];
  },
};

const serversSawAnswers: Identity = {
  rule: 'servers-saw-answers',
  law: 'the servers took in at least as many requests as were answered',
  breaches: ({ counts, warmup, usage }) => {
    const own = usage.target.servers.map((server) => server.requests);
    if (own.includes(null)) return [];
    const requests = own.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    const completed = counts.completed + warmup.completed;
    return requests >= completed ? [] : [{ requests, completed }];
  },
};

const nothingNegative: Identity = {
  rule: 'nothing-negative',
  law: 'bytes, processor time and memory are 0 or more',
  breaches: ({ bytesIn, bytesOut, usage }) => {
    const figures = {
      bytesIn,
      bytesOut,
      targetCpuNs: usage.target.cpuNs ?? 0,
      targetRssBytesMax: usage.target.rssBytesMax ?? 0,
      generatorCpuNs: usage.generator.cpuNs ?? 0,
    };
    return Object.values(figures).every((value) => value >= 0) ? [] : [figures];
  },
};

const identities: readonly Identity[] = [
  countsAddUp,
  everyRequestTimed,
  seriesSum,
  operationsSum,
  workersSum,
  ordered,
  histogramsWhole,
  responseCoversService,
  ratesFollow,
  serversSawAnswers,
  nothingNegative,
];

/** One invalid finding for each identity that is broken, or one that says that all of them hold. */
export function auditTrial(trial: TrialRecord): Finding[] {
  const broken = identities.flatMap(({ rule, law, breaches }): Finding[] => {
    const [first, ...more] = breaches(trial);
    if (first === undefined) return [];
    return [
      {
        rule: `audit-${rule}`,
        verdict: 'invalid',
        claim: `The record contradicts itself: not so that ${law}.`,
        evidence: more.length > 0 ? { ...first, morePlaces: more.length } : first,
        advice:
          'This is a fault of the harness: do not use the figures, report it with the record.',
      },
    ];
  });
  if (broken.length > 0) return broken;
  return [
    {
      rule: 'audit',
      verdict: 'pass',
      claim: 'All counts and distributions of the record agree with each other.',
      evidence: { identities: identities.length },
      advice: '',
    },
  ];
}
