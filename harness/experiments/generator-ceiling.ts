/**
 * Closed loads whose client could do no more. Their throughput is the client's own: what the
 * servers could do beyond it nobody has seen, and what two of them differ by may be hidden in it.
 */
import type { TrialRecord } from '../model/record.ts';
import type { Finding } from '../model/verdict.ts';
import { type Metric, metricNamed } from './metric.ts';
import { listText } from './wording.ts';

/** Whether the throughput of the trial is the generator's ceiling, by what the judge has said. */
export const atCeiling = ({ load, findings }: TrialRecord): boolean =>
  load.model === 'closed' && findings.some(({ rule }) => rule === 'saturation');

/** A sentence for the answer about these trials; empty where the client had time to spare. */
export function ceilingText(trials: readonly TrialRecord[]): string {
  const limited = trials.filter(atCeiling);
  const [first] = limited;
  if (first === undefined) return '';
  const where =
    limited.length === trials.length
      ? 'This'
      : `In ${limited.length} of ${trials.length} runs this`;
  const more = first.settings.workers + 1;
  return (
    `${where} is the generator's ceiling, or close to it: the server may be able to do more ` +
    `(try --workers ${more}, where processors are free).`
  );
}

/** Processor time and memory of the servers are what they are, whoever is the bottleneck. */
const ownOfServers = ({ id }: Metric): boolean =>
  [metricNamed('cpu', undefined), metricNamed('memory', undefined)].some((own) => own?.id === id);

/**
 * What it means for a comparison of valid trials by these metrics: two at the ceiling cannot be
 * told apart, and of one it is only known that it does at least as much.
 */
export function ceilingFindings(
  trials: readonly TrialRecord[],
  metrics: readonly (Metric | undefined)[],
): Finding[] {
  const limited = trials.filter((trial) => trial.twin !== true && atCeiling(trial));
  const [first] = limited;
  if (first === undefined) return [];
  const names = [...new Set(limited.map(({ target }) => target))];
  const more = first.settings.workers + 1;
  const evidence = { atCeiling: limited.length, trials: trials.length, targets: names.join(', ') };
  const advice =
    `Use ${more} --workers where processors are free, or an open load (--rate) below what one ` +
    'thread can send.';
  const share = `${limited.length} of ${trials.length} trials`;
  const lead = `In ${share} the throughput is the generator's ceiling`;
  const ofPace = metrics.some((metric) => metric !== undefined && !ownOfServers(metric));
  if (names.length === 1 || !ofPace) {
    const claim = `${lead}: ${listText(names)} may be able to do more than is shown here.`;
    return [{ rule: 'generator-ceiling', verdict: 'pass', claim, evidence, advice }];
  }
  const claim =
    `${lead}: what ${listText(names)} differ by may be hidden, and how they are ranked under ` +
    'this closed load is not to be relied on.';
  return [{ rule: 'generator-ceiling', verdict: 'inconclusive', claim, evidence, advice }];
}
