/** What holds for every whole trial, however busy the machine is. */
import { auditTrial } from '../../harness/judge/audit.ts';
import { little } from '../../harness/judge/little.ts';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';

export const poisson = (ratePerSecond: number, durationNs = 500 * NS_PER_MS): Load => {
  const phase = { kind: 'poisson', ratePerSecond, durationNs };
  return { model: 'open', phases: [phase] };
};

/** What the servers have counted themselves. */
export const requestsOf = (trial: TrialRecord): number =>
  trial.usage.target.servers.reduce((sum, server) => sum + (server.requests ?? Number.NaN), 0);

/** The record's arithmetic; a busy machine may make a trial invalid, but not its sums. */
export const soundly = (trial: TrialRecord): boolean =>
  auditTrial(trial).every(({ verdict }) => verdict === 'pass') && little.judge(trial) === undefined;
