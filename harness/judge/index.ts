/** The harness judged before the target. A new rule is a file of its own and a line here. */
import type { TrialRecord } from '../model/record.ts';
import type { Finding } from '../model/verdict.ts';
import { auditTrial } from './audit.ts';
import { closedLoop } from './closed-loop.ts';
import { collection } from './collection.ts';
import { contention } from './contention.ts';
import { little } from './little.ts';
import { offeredRate } from './offered-rate.ts';
import { pacing } from './pacing.ts';
import type { ValidityRule } from './rule.ts';
import { samples } from './samples.ts';
import { saturation } from './saturation.ts';
import { steadiness } from './steadiness.ts';
import { unfinished } from './unfinished.ts';

/** Every rule, the plainest cause first: what it finds explains what the later ones see. */
export const validityRules = [
  saturation,
  contention,
  collection,
  pacing,
  offeredRate,
  unfinished,
  steadiness,
  samples,
  little,
  closedLoop,
] as const satisfies readonly ValidityRule[];

/**
 * All that is to be said of how a trial was measured. What the rules asked and found in order is
 * one finding that passes, so that a reader sees that it was asked.
 */
export function judgeTrial(trial: TrialRecord): readonly Finding[] {
  const findings = validityRules.flatMap((rule) => rule.judge(trial) ?? []);
  const silent = validityRules.filter(
    (rule) => !findings.some((finding) => finding.rule === rule.name),
  );
  const inOrder: Finding = {
    rule: 'measurement',
    verdict: 'pass',
    claim: `In order: ${silent.map((rule) => rule.asks).join(' ')}`,
    evidence: { rules: validityRules.length, inOrder: silent.length },
    advice: '',
  };
  return [...findings, ...(silent.length > 0 ? [inOrder] : []), ...auditTrial(trial)];
}
