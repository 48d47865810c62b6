import type { TrialRecord } from '../model/record.ts';
import { formatCount, formatNs, NS_PER_S } from '../model/units.ts';
import { latencyBatches } from '../stats/latency-batches.ts';
import { quantileInterval, type UnknownQuantile } from '../stats/quantile-interval.ts';
import type { ValidityRule } from './rule.ts';

/** What people ask for, the most demanding first. */
const asked = [99, 90, 50] as const;

function advice(trial: TrialRecord, { count, countNeeded }: UnknownQuantile): string {
  if (count === 0) return 'Measure longer, or raise the rate.';
  const seconds = Math.ceil((trial.window.durationNs / NS_PER_S) * (countNeeded / count));
  const durationNs = seconds * NS_PER_S;
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
    const batches = latencyBatches(trial, 'response');
    const unknown: { readonly percent: number; readonly interval: UnknownQuantile }[] = [];
    for (const percent of asked) {
      const interval = quantileInterval({ batches, percent });
      if (interval.state === 'known') break;
      unknown.push({ percent, interval });
    }
    const mildest = unknown.at(-1);
    if (mildest === undefined) return undefined;
    const { percent, interval } = mildest;
    const worth =
      interval.inflation === null || interval.inflation < 2
        ? ''
        : `, each worth 1/${Number(interval.inflation.toPrecision(2))} of an independent one`;
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
