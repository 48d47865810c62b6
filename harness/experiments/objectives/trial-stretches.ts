import { sumCounts } from '../../model/counts.ts';
import type { LatencyRecord, SeriesPoint, TrialRecord } from '../../model/record.ts';
import { Distribution } from '../../stats/distribution.ts';
import type { LatencyKind } from '../../stats/latency-batches.ts';
import { fromLatencyRecord, toLatencyRecord } from '../../stats/latency-record.ts';

/**
 * A trial cut into stretches of its window, each as a trial of its own, for what is asked of every
 * one of them. The last takes what is left over. The latencies are only those of `kind`.
 */
export function trialStretches(
  trial: TrialRecord,
  { lengthNs, kind }: { readonly lengthNs: number; readonly kind: LatencyKind },
): readonly TrialRecord[] {
  const { window, series, seriesIntervalNs } = trial;
  const count = Math.max(1, Math.floor(window.durationNs / lengthNs));
  const stretchOf = ({ atNs }: SeriesPoint): number =>
    Math.min(count - 1, Math.floor(atNs / lengthNs));
  return Array.from({ length: count }, (_, index): TrialRecord => {
    const own = series.filter((point) => stretchOf(point) === index);
    const fromNs = own[0]?.atNs ?? 0;
    // The last interval of a window may be shorter than the others.
    const endNs = Math.min((own.at(-1)?.atNs ?? 0) + seriesIntervalNs, window.durationNs);
    return {
      ...trial,
      id: `${trial.id}, stretch ${index + 1}`,
      window: { startedAtNs: window.startedAtNs + fromNs, durationNs: endNs - fromNs },
      counts: sumCounts(own),
      latency: { ...trial.latency, [kind]: mergedLatency(own.map(({ latency }) => latency[kind])) },
      // The intervals of a stretch count from its start, as those of a window do.
      series: own.map((point) => ({ ...point, atNs: point.atNs - fromNs })),
    };
  });
}

function mergedLatency(records: readonly LatencyRecord[]): LatencyRecord {
  const whole = new Distribution();
  for (const record of records) whole.add(fromLatencyRecord(record));
  return toLatencyRecord(whole);
}
