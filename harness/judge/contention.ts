import { formatShare } from '../model/units.ts';
import type { ValidityRule } from './rule.ts';

/** A thread that is ready to run and has no processor for more of the window was crowded out. */
export const WAIT_MAX = 0.1;

/** Generator threads that wait for a processor stamp late, and nobody can tell by how much. */
export const contention = {
  name: 'contention',
  asks: 'Had the generator threads a processor when they needed one?',
  judge({ usage, window, load }) {
    const shares = usage.generator.workers.flatMap((worker) =>
      worker.waitNs === null ? [] : [worker.waitNs / window.durationNs],
    );
    const worst = Math.max(0, ...shares);
    if (worst <= WAIT_MAX) return undefined;
    return {
      rule: 'contention',
      verdict: load.model === 'closed' ? 'pass' : 'invalid',
      claim: `A generator thread waited for a processor in ${formatShare(worst)} of the window.`,
      evidence: { waitShare: worst, limit: WAIT_MAX },
      advice: 'Run fewer --workers or --servers on this machine, or stop what else runs on it.',
    };
  },
} as const satisfies ValidityRule;
