/**
 * Which percentiles a sample can support. With n samples, n·(1 − p) lie beyond percentile p; with
 * fewer than five of them the value is the luck of single requests, so it is not shown.
 */
import type { LatencyRecord, recordedPercentiles } from '../harness/model/record.ts';
import { formatCount } from '../harness/model/units.ts';
import type { Distribution } from '../harness/stats/distribution.ts';
import { valuesNeeded } from '../harness/stats/quantile-interval.ts';
import type { Cell } from './document.ts';

/** Why a percentile of so few samples is not shown; undefined when it is. */
function whyNot(percent: number, count: number): string | undefined {
  if (count === 0) return 'n=0';
  const needed = valuesNeeded(percent);
  return count < needed ? `n=${formatCount(count)}; needs ≥ ${formatCount(needed)}` : undefined;
}

/** A percentile of merged samples as a cell. */
export function percentileCell(distribution: Distribution, percent: number): Cell {
  const note = whyNot(percent, distribution.count);
  if (note !== undefined) return { value: null, note };
  const found = distribution.percentile(percent);
  if (found === null) return { value: null };
  return { value: found.valueNs, atLeast: found.atLeast };
}

/** The largest sample. It is a lower bound as soon as one request's end was not seen. */
export function largestCell(distribution: Distribution): Cell {
  if (distribution.count === 0) return { value: null, note: 'n=0' };
  return { value: distribution.merged().maxNs, atLeast: distribution.censored.count > 0 };
}

/** One of the percentiles that every latency record carries, as a cell. */
export function recordedPercentileCell(
  latency: LatencyRecord,
  percent: (typeof recordedPercentiles)[number],
): Cell {
  const note = whyNot(percent, latency.count);
  if (note !== undefined) return { value: null, note };
  const name = `p${percent}` as const;
  return { value: latency.percentilesNs[name], atLeast: latency.atLeast.includes(name) };
}

/** A record's smallest, largest or mean value as a cell; `bounded` where censoring can raise it. */
export function recordedCell(latency: LatencyRecord, field: 'minNs' | 'maxNs' | 'meanNs'): Cell {
  const value = latency[field];
  if (value === null) return { value, note: 'n=0' };
  const rounded = field === 'meanNs' ? Math.round(value) : value;
  return { value: rounded, atLeast: field !== 'minNs' && latency.censored > 0 };
}
