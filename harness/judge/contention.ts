import { formatShare } from '../model/units.ts';
import type { WorkerUsage } from '../model/usage.ts';
import { keepApart } from './remedy.ts';
import type { ValidityRule } from './rule.ts';

/** A thread that is ready to run and has no processor for more of the window was crowded out. */
export const WAIT_MAX = 0.1;

/**
 * What waking up takes where nobody is in the way: an idle processor has to be woken as well, in a
 * virtual machine by its host. Seen on one: 52 µs in the middle, 96 µs at p90, of 5,000. The kernel
 * counts it as waiting, and a thread that sleeps between requests wakes for each of them.
 */
const WAKE_NS = 100_000;
/** … but not more than this share of the window: who wakes so often and waits so long, queues. */
const WAKE_SHARE_MAX = 0.2;

/** The share of the window in which the thread waited for others to leave a processor. */
function crowdedShare({ waitNs, timeslices }: WorkerUsage, windowNs: number): number {
  const wakingNs = Math.min(WAKE_NS * (timeslices ?? 0), WAKE_SHARE_MAX * windowNs);
  const othersNs = (waitNs ?? 0) - wakingNs;
  return Math.max(0, othersNs) / windowNs;
}

/** It had no processor when it needed one, for so long that its own times say nothing. */
export const crowdedOut = (worker: WorkerUsage, windowNs: number): boolean =>
  crowdedShare(worker, windowNs) > WAIT_MAX;

/** Processor time as so many cores' worth; what is not known is said so. */
const coresOf = (cpuNs: number | null, windowNs: number): number | string =>
  cpuNs === null ? 'unknown' : Number((cpuNs / windowNs).toFixed(2));

function fewer(workers: number, servers: number): string {
  if (workers > 1) return `Use ${workers - 1} --workers, `;
  return servers > 1 ? `Use ${servers - 1} --servers, ` : 'Lower the rate, ';
}

/** Generator threads that wait for a processor stamp late, and nobody can tell by how much. */
export const contention = {
  name: 'contention',
  asks: 'Had the generator threads a processor when they needed one?',
  judge(trial) {
    const { usage, window, load, servers, settings } = trial;
    const shares = usage.generator.workers.map((worker) => crowdedShare(worker, window.durationNs));
    const worst = Math.max(0, ...shares);
    if (worst <= WAIT_MAX) return undefined;
    return {
      rule: 'contention',
      verdict: load.model === 'closed' ? 'pass' : 'invalid',
      claim: `A generator thread waited for a processor in ${formatShare(worst)} of the window.`,
      evidence: {
        waitShare: worst,
        limit: WAIT_MAX,
        generatorCores: coresOf(usage.generator.cpuNs, window.durationNs),
        targetCores: coresOf(usage.target.cpuNs, window.durationNs),
      },
      advice:
        `${fewer(settings.workers, servers)}stop what else runs on this machine, ` +
        `or ${keepApart(trial)}.`,
    };
  },
} as const satisfies ValidityRule;
