import type { TrialRecord } from '../model/record.ts';
import { formatShare } from '../model/units.ts';
import { crowdedOut } from './contention.ts';
import { lowerRate } from './remedy.ts';
import type { ValidityRule } from './rule.ts';

/**
 * A thread that is busy for a share u of the time makes what it handles wait for about u/(1 − u)
 * half turns of its own work (M/D/1); from 0.8 on that is a multiple of the work itself.
 */
export const BUSY_MAX = 0.8;

/** A thread that had no processor when it needed one is busy for that reason: see `contention`. */
const busiest = ({ usage, window }: TrialRecord): number =>
  Math.max(
    0,
    ...usage.generator.workers.flatMap((worker) =>
      crowdedOut(worker, window.durationNs) ? [] : [worker.busyShare],
    ),
  );

/** A generator thread without time to spare measures itself. */
export const saturation = {
  name: 'saturation',
  asks: 'Had the generator threads time to spare?',
  judge(trial) {
    const busyShare = busiest(trial);
    if (busyShare <= BUSY_MAX) return undefined;
    const evidence = { busyShare, limit: BUSY_MAX, workers: trial.settings.workers };
    const more = trial.settings.workers + 1;
    const claim = `A generator thread was busy ${formatShare(busyShare)} of the window`;
    if (trial.load.model === 'closed') {
      return {
        rule: 'saturation',
        verdict: 'pass',
        claim: `${claim}: this throughput is the generator's ceiling, or close to it.`,
        evidence,
        advice: `The server may be able to do more: try ${more} --workers.`,
      };
    }
    return {
      rule: 'saturation',
      verdict: 'invalid',
      claim: `${claim}, so answers waited for it and the latencies are its own.`,
      evidence,
      advice: `Use ${more} --workers if processors are free, or ${lowerRate(trial, busyShare)}.`,
    };
  },
} as const satisfies ValidityRule;
