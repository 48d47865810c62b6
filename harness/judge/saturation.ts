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

/** Below this a thread's time is not mostly what requests take, and tells nothing of more. */
const BUSY_TELLING = 0.5;

/** How many times what was answered was offered; 1 where that is not known. */
function shortfall({ load, offeredPerSecond, throughputPerSecond, counts }: TrialRecord): number {
  const { completed, failed } = counts;
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0);
  // Of the window's own requests none may have been sent, where those before took all of it.
  const wrong = failures === 0 ? 0 : failures / completed;
  const answered = throughputPerSecond * (1 + wrong);
  if (load.model === 'closed' || offeredPerSecond === null || !(answered > 0)) return 1;
  return Math.max(1, offeredPerSecond / answered);
}

/** A generator thread without time to spare measures itself. */
export const saturation = {
  name: 'saturation',
  asks: 'Had the generator threads time to spare?',
  judge(trial) {
    const busyShare = busiest(trial);
    // To send all that was offered; above 1 the thread could not have.
    const needed = busyShare * shortfall(trial);
    const isBeyond = busyShare > BUSY_TELLING && needed > 1;
    if (busyShare <= BUSY_MAX && !isBeyond) return undefined;
    const evidence = { busyShare, limit: BUSY_MAX, workers: trial.settings.workers };
    const more = trial.settings.workers + 1;
    const advice = `Use ${more} --workers if processors are free, or ${lowerRate(trial, needed)}.`;
    if (busyShare <= BUSY_MAX) {
      const whole = `${formatShare(needed)} of a generator thread's time`;
      return {
        rule: 'saturation',
        verdict: 'invalid',
        claim: `What was offered takes ${whole}: it was never sent as offered.`,
        evidence: { ...evidence, neededShare: needed },
        advice,
      };
    }
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
      advice,
    };
  },
} as const satisfies ValidityRule;
