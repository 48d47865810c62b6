import type { TrialRecord } from '../model/record.ts';
import type { Finding } from '../model/verdict.ts';

/**
 * One thing that can be wrong with a measurement. A rule speaks of the harness, not of the target:
 * it gives a finding when it has something to say and none when all is well. One file is one rule;
 * `index.ts` lists them.
 */
export interface ValidityRule {
  /** Stable name, as in the finding. */
  readonly name: string;
  /** What it asks, for the reader of a report in which it did not speak. */
  readonly asks: string;
  judge(trial: TrialRecord): Finding | undefined;
}
