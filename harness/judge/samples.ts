import type { TrialRecord } from '../model/record.ts';
import { formatCount, formatNs } from '../model/units.ts';
import { fromLatencyRecord } from '../stats/distribution.ts';
import type { Histogram } from '../stats/histogram.ts';
import { type QuantileInterval, quantileInterval } from '../stats/quantile-interval.ts';
import type { ValidityRule } from './rule.ts';

/** What people ask for first, from the middle outwards. */
const asked = [50, 90, 99] as const;

const batchesOf = (trial: TrialRecord): readonly Histogram[] =>
  trial.series.map((point) => fromLatencyRecord(point.latency.response).merged());

function advice(trial: TrialRecord, { count, ...rest }: QuantileInterval): string {
  if (rest.state === 'known' || count === 0) return 'Measure longer, or raise the rate.';
  const durationNs = Math.ceil((trial.window.durationNs * rest.countNeeded) / count / 1e9) * 1e9;
  return `Measure for about ${formatNs(durationNs)}, or leave the percentile alone.`;
}

/**
 * A percentile of too few requests is the luck of single ones; requests that queue behind each
 * other count for fewer than they are.
 */
export const samples = {
  name: 'samples',
  asks: 'Were there requests enough for a p99?',
  judge(trial) {
    const batches = batchesOf(trial);
    const intervals = asked.map((percent) => ({
      percent,
      interval: quantileInterval({ batches, percent }),
    }));
    const unknown = intervals.find(({ interval }) => interval.state === 'too-few');
    if (unknown === undefined || unknown.interval.state === 'known') return undefined;
    const { percent, interval } = unknown;
    const worth =
      interval.inflation === null || interval.inflation < 2
        ? ''
        : `, each worth 1/${interval.inflation.toPrecision(2)} of an independent one`;
    return {
      rule: 'samples',
      verdict: percent === 50 ? 'inconclusive' : 'pass',
      claim:
        `${formatCount(interval.count)} requests${worth} are too few for a p${percent}: ` +
        `it takes about ${formatCount(interval.countNeeded)}.`,
      evidence: {
        percent,
        count: interval.count,
        countNeeded: interval.countNeeded,
        ...(interval.inflation === null ? {} : { inflation: interval.inflation }),
      },
      advice: advice(trial, interval),
    };
  },
} as const satisfies ValidityRule;
