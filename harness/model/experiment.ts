import type { TrialRecord } from './record.ts';
import type { TrialPlan } from './trial.ts';
import type { Finding } from './verdict.ts';

/**
 * A question. It chooses the next trial from the results so far, and judges them when there is no
 * next one. Pure: it neither measures nor prints, so it can be tested on made-up results.
 */
export interface Experiment {
  readonly name: string;
  /** The next trial to measure, or undefined when the question is answered. */
  next(done: readonly TrialRecord[]): TrialPlan | undefined;
  /**
   * How many trials there will be in all, as far as the ones so far tell, for progress: it may
   * turn out that more are needed, or fewer. Infinite where nobody knows.
   */
  trialsForeseen(done: readonly TrialRecord[]): number;
  /**
   * Its findings are the whole verdict. Its trials may break what is asked, or be invalid and
   * repeated, and the answer still holds.
   */
  readonly setsTrialsAside?: true;
  /** What follows from the trials; the answer in words comes first. */
  judge(done: readonly TrialRecord[]): readonly Finding[];
}
