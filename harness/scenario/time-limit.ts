import { HarnessError } from '../model/harness-error.ts';
import type { Operation } from '../model/scenario.ts';
import { parseDurationNs } from '../model/units.ts';
import { scenarioError } from './scenario-error.ts';

/**
 * How long a request may take, in nanoseconds; undefined where only the load says so. Throws a
 * scenario error for what is no such time.
 */
export function timeLimitNs({ timeout }: Pick<Operation, 'timeout'>): number | undefined {
  if (timeout === undefined) return undefined;
  const limitNs = durationOf(timeout);
  if (limitNs > 0) return limitNs;
  throw scenarioError(
    `The timeout ${timeout} lets nothing be answered.`,
    'Write a longer one, or leave it out.',
  );
}

function durationOf(text: string): number {
  try {
    return parseDurationNs(text, 'timeout');
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    throw scenarioError(error.message, error.next, error);
  }
}
