import type { TrialRecord } from '../model/record.ts';
import type { Finding } from '../model/verdict.ts';

/** Trials whose measurement holds; nothing is concluded from the others. */
export const validTrials = (done: readonly TrialRecord[]): readonly TrialRecord[] =>
  done.filter((trial) => trial.verdict !== 'invalid');

/**
 * What the trials' own verdicts mean for the whole: trials that are not valid are left out of every
 * answer, and an answer that rests on inconclusive ones says so.
 */
export function trustFindings(done: readonly TrialRecord[]): Finding[] {
  const named = (verdict: TrialRecord['verdict']): readonly string[] =>
    done.filter((trial) => trial.verdict === verdict).map((trial) => trial.id);
  const invalid = named('invalid');
  const unsure = named('inconclusive');
  const findings: Finding[] = [];
  if (invalid.length > 0) {
    findings.push({
      rule: 'trials-valid',
      verdict: 'invalid',
      claim: `${share(invalid, done)} not valid and left out: ${listed(invalid)}.`,
      evidence: { invalid: invalid.length, trials: done.length },
      advice: 'See the findings of these trials for what to change, and measure again.',
    });
  }
  if (unsure.length > 0) {
    findings.push({
      rule: 'trials-conclusive',
      verdict: 'inconclusive',
      claim: `${share(unsure, done)} inconclusive: ${listed(unsure)}.`,
      evidence: { inconclusive: unsure.length, trials: done.length },
      advice: 'Measure longer or more often.',
    });
  }
  return findings;
}

/** Nobody reads more names than these; the report has each trial with its verdict. */
const NAMED_MAX = 3;

function listed(ids: readonly string[]): string {
  if (ids.length <= NAMED_MAX + 1) return ids.join(', ');
  return `${ids.slice(0, NAMED_MAX).join(', ')} and ${ids.length - NAMED_MAX} more`;
}

const share = (some: readonly string[], all: readonly unknown[]): string =>
  `${some.length} of ${all.length} trials ${some.length === 1 ? 'is' : 'are'}`;

/** A target that gave no right answer at all, though it was asked. */
export function silenceFindings(done: readonly TrialRecord[]): Finding[] {
  const targets = [...new Set(done.map((trial) => trial.target))];
  return targets.flatMap((target): Finding[] => {
    const own = done.filter((trial) => trial.target === target);
    const intended = own.reduce((sum, trial) => sum + trial.counts.intended, 0);
    const completed = own.reduce((sum, trial) => sum + trial.counts.completed, 0);
    if (completed > 0 || intended === 0) return [];
    return [
      {
        rule: 'answers',
        verdict: 'fail',
        claim: `${target} gave no right answer to any of ${intended} requests.`,
        evidence: { intended, completed },
        advice: 'Ask it once by hand, and check the scenario and what it expects.',
      },
    ];
  });
}
