import { type FailureKind, failureKinds } from './protocol.ts';
import type { Counts } from './record.ts';

/** The counts of several parts together; of no part, nothing but zeros. */
export function sumCounts(parts: readonly Counts[]): Counts {
  const sum = (read: (counts: Counts) => number): number =>
    parts.reduce((total, counts) => total + read(counts), 0);
  const failed = failureKinds.map((kind) => [kind, sum((counts) => counts.failed[kind])] as const);
  return {
    intended: sum((counts) => counts.intended),
    sent: sum((counts) => counts.sent),
    completed: sum((counts) => counts.completed),
    unsent: sum((counts) => counts.unsent),
    unfinished: sum((counts) => counts.unfinished),
    failed: Object.fromEntries(failed) as Record<FailureKind, number>,
  };
}
