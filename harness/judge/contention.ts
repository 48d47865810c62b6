import { formatShare } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** A thread that is ready to run and has no processor for more of the window was crowded out. */
export const WAIT_MAX = 0.1;

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
  judge({ usage, window, load, servers, settings }) {
    const shares = usage.generator.workers.flatMap((worker) =>
      worker.waitNs === null ? [] : [worker.waitNs / window.durationNs],
    );
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
        `${fewer(settings.workers, servers)}stop what else runs on this machine, or pin the ` +
        'server to cores of its own: start it with taskset -c.',
    };
  },
} as const satisfies ValidityRule;
