/** A trial's latencies by stretches of its window, for the intervals of its percentiles. */
import type { Latencies, TrialRecord } from '../model/record.ts';
import { gatherBatches } from './batches.ts';
import { Histogram } from './histogram.ts';
import { fromLatencyRecord } from './latency-record.ts';

/** One of the three distributions that are never mixed. */
export type LatencyKind = keyof Latencies;

/** Unpacking a second takes half a millisecond, and a report asks for it many times. */
const unpacked = new WeakMap<TrialRecord, Map<LatencyKind, readonly Histogram[]>>();

/** All values of each stretch, the censored ones at their age; 40 stretches at most, in order. */
export function latencyBatches(trial: TrialRecord, kind: LatencyKind): readonly Histogram[] {
  const known = unpacked.get(trial) ?? new Map<LatencyKind, readonly Histogram[]>();
  unpacked.set(trial, known);
  const found = known.get(kind);
  if (found) return found;
  const seconds = trial.series.map(({ latency }) => fromLatencyRecord(latency[kind]).merged());
  const batches = gatherBatches(seconds, mergedOf);
  known.set(kind, batches);
  return batches;
}

const wholes = new WeakMap<readonly Histogram[], Histogram>();

/** All values of the window, for reading only. */
export function latencyWhole(trial: TrialRecord, kind: LatencyKind): Histogram {
  const batches = latencyBatches(trial, kind);
  const whole = wholes.get(batches) ?? mergedOf(batches);
  wholes.set(batches, whole);
  return whole;
}

function mergedOf(some: readonly Histogram[]): Histogram {
  const whole = new Histogram();
  for (const one of some) whole.add(one);
  return whole;
}
