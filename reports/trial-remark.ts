/** What must be known of a trial before its figures are used, in one line. */
import { atCeiling } from '../harness/experiments/generator-ceiling.ts';
import type { TrialRecord } from '../harness/model/record.ts';
import { loadText } from './load-text.ts';

/** For formats that are made for other tools, and have no place for a whole report. */
export function trialRemark(trial: TrialRecord): string {
  const { load, verdict, findings } = trial;
  const cause = findings.find((finding) => finding.verdict === 'invalid')?.claim;
  return [
    loadText(load),
    load.model === 'closed' ? 'each client waits for its answer before it sends again' : '',
    atCeiling(trial) ? "throughput is the generator's ceiling" : '',
    verdict === 'invalid' ? `INVALID, not to be used: ${cause ?? 'see the record.'}` : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}
