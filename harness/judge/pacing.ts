import type { PercentileName, TrialRecord } from '../model/record.ts';
import { formatNs, NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { BUSY_FINE, keepApart, lowerRate } from './remedy.ts';
import type { ValidityRule } from './rule.ts';

/** Lateness of the harness's own may be this share of the measured p99 … */
export const PACING_SHARE_MAX = 0.05;
/** … or this, whichever is more: below a millisecond it hides in no percentile people act on … */
export const PACING_FLOOR_NS = NS_PER_MS;
/** … unless they act on a limit, of which it may be this share. */
const LIMIT_SHARE_MAX = 0.1;

/** Late requests leave alone as long as fewer than so many others are due meanwhile. */
const ALONE_MAX = 0.5;

/** So many requests must lie beyond a percentile, or it is the luck of single ones. */
const BEYOND_MIN = 5;

/** One request of so many is beyond the percentile. */
const judged = [
  { name: 'p99', oneIn: 100, words: 'a hundred' },
  { name: 'p95', oneIn: 20, words: 'twenty' },
  { name: 'p90', oneIn: 10, words: 'ten' },
] as const satisfies readonly { name: PercentileName; oneIn: number; words: string }[];
const median = { name: 'p50', words: 'two' } as const;

/** A thread that had time to spare was kept from its work by others; a busy one by its own load. */
function remedy(trial: TrialRecord): string {
  const { settings, usage } = trial;
  const busyShare = Math.max(0, ...usage.generator.workers.map((worker) => worker.busyShare));
  return busyShare > BUSY_FINE
    ? `Use ${settings.workers + 1} --workers if processors are free, or ` +
        `${lowerRate(trial, busyShare)}.`
    : `Stop what else runs on this machine, or ${keepApart(trial)}.`;
}

/**
 * By how much lateness can have moved a percentile. Late requests that leave together meet each
 * other at the server, and all of that may be the harness's doing. One that leaves alone changes
 * its own response time only, and by no more than what response is above service.
 */
function movedNs(trial: TrialRecord, lateNs: number, name: PercentileName): number {
  const { latency, offeredPerSecond } = trial;
  const { [name]: responseNs } = latency.response.percentilesNs;
  const { [name]: serviceNs } = latency.service.percentilesNs;
  const meanwhile = (lateNs / NS_PER_S) * (offeredPerSecond ?? Number.POSITIVE_INFINITY);
  const isKnown = typeof responseNs === 'number' && typeof serviceNs === 'number';
  return isKnown && meanwhile <= ALONE_MAX ? Math.min(lateNs, responseNs - serviceNs) : lateNs;
}

/**
 * Requests that left late although a connection was free make the server look slower than it is.
 * Both are compared at the highest percentile up to p99 that so many requests support, because none
 * above it is shown.
 */
export const pacing = {
  name: 'pacing',
  asks: 'Did requests leave when they were due?',
  judge(trial) {
    const { load, latency, counts, settings } = trial;
    const { count } = latency.pacing;
    const { name, words } = judged.find(({ oneIn }) => count >= BEYOND_MIN * oneIn) ?? median;
    const lateNs = latency.pacing.percentilesNs[name];
    const responseNs = latency.response.percentilesNs[name];
    if (load.model === 'closed' || lateNs === null || responseNs === null) return undefined;
    const { latencyLimitNs = Number.POSITIVE_INFINITY } = settings;
    const byResponseNs = Math.max(PACING_FLOOR_NS, PACING_SHARE_MAX * responseNs);
    const byLimitNs = LIMIT_SHARE_MAX * latencyLimitNs;
    const limitNs = Math.min(byResponseNs, byLimitNs);
    if (movedNs(trial, lateNs, name) <= limitNs) return undefined;
    const beside =
      byLimitNs < byResponseNs
        ? `beside a limit of ${formatNs(latencyLimitNs)} to judge by`
        : `of a response ${name} of ${formatNs(responseNs)}`;
    return {
      rule: 'pacing',
      verdict: 'invalid',
      claim:
        `One request in ${words} left ${formatNs(lateNs)} or more too late by the harness's own ` +
        `fault, ${beside}.`,
      evidence: { percentile: name, pacingNs: lateNs, responseNs, limitNs, sent: counts.sent },
      advice: remedy(trial),
    };
  },
} as const satisfies ValidityRule;
