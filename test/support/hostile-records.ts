/** Records at the edge of what a run can leave behind, for tests of what reads them. */
import type { OperationRecord, RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seriesIntervalNs } from '../../harness/session/trial.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import { HISTOGRAM_LIMIT_NS } from '../../harness/stats/histogram.ts';
import { toLatencyRecord } from '../../harness/stats/latency-record.ts';
import { type MadeTrial, madeTrial } from './made-trial.ts';
import { hostileName, lazily, runRecord } from './sample-record.ts';
import { somePlan } from './some-plan.ts';

const HOUR_NS = 3600 * NS_PER_S;

function trialOf(durationNs: number, made: MadeTrial): TrialRecord {
  const phase = { kind: 'poisson', durationNs, ...{ ratePerSecond: 200 } };
  return madeTrial({ ...somePlan, load: { model: 'open', phases: [phase] } }, made);
}

const recordOf = (trial: TrialRecord): RunRecord => runRecord('run', [trial], []);

/** As a generated client has them: one for each path. The last fails, and one is of bad name. */
const manyOperations = lazily(() => {
  const trial = trialOf(20 * NS_PER_S, {
    requests: 4000,
    responseNs: (at) => (1 + (at % 9)) * 1e6,
  });
  const some = new Distribution();
  for (let at = 0; at < 20; at++) some.answered.record((1 + at) * NS_PER_MS);
  const own = toLatencyRecord(some);
  const latency = { response: own, service: own, lag: own };
  const counts = (intended: number, failing: boolean): OperationRecord['counts'] => ({
    ...{ ...trial.counts, intended, sent: intended, completed: failing ? 0 : intended },
    failed: { ...trial.counts.failed, status: failing ? intended : 0 },
  });
  const operations = Array.from({ length: 5000 }, (_, at): [string, OperationRecord] => {
    const name = at === 17 ? hostileName : `GET /items/${at}`;
    const failing = at === 4999;
    const example = { outcome: 'status', expected: '200', got: `500 ${hostileName}` } as const;
    return [
      name,
      {
        counts: counts(failing ? 1 : 5000 - at, failing),
        latency,
        ...(failing ? { example } : {}),
      },
    ];
  });
  return recordOf({ ...trial, operations: Object.fromEntries(operations) });
});

/** Ten hours with as many intervals as such a trial has, and a stall in the eighth. */
const tenHours = lazily(() => {
  const durationNs = 10 * HOUR_NS;
  const slow = (at: number): boolean => at > 160_000 && at < 160_500;
  return recordOf(
    trialOf(durationNs, {
      requests: 200_000,
      seriesIntervalNs: seriesIntervalNs(durationNs),
      responseNs: (at) => (slow(at) ? 2 * NS_PER_S : 2 * NS_PER_MS + (at % 997) * 1000),
    }),
  );
});

/** Times from the smallest that there is to beyond the largest that a histogram has a place for. */
const wholeRange = lazily(() =>
  recordOf(
    trialOf(20 * NS_PER_S, {
      requests: 4000,
      responseNs: (at) => (at % 40 === 39 ? 2 * HISTOGRAM_LIMIT_NS : at % 2 === 0 ? 1 : 1e9),
    }),
  ),
);

/** By name. */
export const hostileRecords = {
  'five thousand operations': manyOperations,
  'not one sample': lazily(() => recordOf(trialOf(NS_PER_S, { requests: 0, responseNs: () => 1 }))),
  'one sample': lazily(() => recordOf(trialOf(NS_PER_S, { requests: 1, responseNs: () => 1e6 }))),
  'errors only': lazily(() =>
    recordOf(
      trialOf(20 * NS_PER_S, {
        requests: 4000,
        responseNs: () => NS_PER_S,
        outcome: (at) => (at % 2 === 0 ? 'timeout' : 'reset'),
      }),
    ),
  ),
  'ten hours': tenHours,
  'the whole range': wholeRange,
} as const;
