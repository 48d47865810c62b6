/** Conditions as the comparison sees them: who is beside whom, and on what terms. */
import { type Comparison, compareSettings } from '../harness/experiments/comparison.ts';
import { type ComparisonTerms, readTerms } from '../harness/experiments/comparison-terms.ts';
import type { Subject } from '../harness/experiments/contrast.ts';
import type { Condition } from './condition.ts';
import type { Reading } from './reading.ts';
import { groupBy } from './scaling-series.ts';

/** Targets under the same load, with what follows. */
export interface Compared {
  /** What they have in common is read off the first one. */
  readonly conditions: readonly Condition[];
  readonly comparison: Comparison;
  readonly terms: ComparisonTerms;
}

/** Every group of conditions that differ in their target only, or in the run that they are of. */
export function comparedIn({ conditions, records }: Reading): readonly Compared[] {
  const groups = groupBy(conditions, ({ scenario, servers, load }) =>
    JSON.stringify([scenario, servers, load]),
  ).filter((group) => group.length > 1);
  const [record] = records;
  const alone = records.length === 1 && record !== undefined;
  // Several records were measured apart, each on terms of its own.
  const terms = alone ? readTerms(record.config) : { ...readTerms({}), inBlocks: false };
  const settings = groups.flatMap((group) => {
    const [first] = group;
    return first ? [{ load: first.load, subjects: group.map((one) => subjectOf(one, terms)) }] : [];
  });
  return compareSettings(settings, terms).flatMap((comparison, at) => {
    const group = groups[at];
    return group ? [{ conditions: group, comparison, terms }] : [];
  });
}

/** What tells a condition from those it is compared with. */
export const nameOf = ({ run, target }: Pick<Condition, 'run' | 'target'>): string =>
  run ? `${run} · ${target}` : target;

function subjectOf(condition: Condition, { inBlocks }: ComparisonTerms): Subject {
  const { trials, run } = condition;
  return {
    name: nameOf(condition),
    // Of one run, trials share their blocks; where records were put together, nothing does.
    run: inBlocks || run !== '' ? run : condition.target,
    trials: trials.filter(({ twin, verdict }) => twin !== true && verdict !== 'invalid'),
  };
}

/** The condition of a subject's name. */
export const conditionNamed = ({ conditions }: Compared, name: string): Condition | undefined =>
  conditions.find((condition) => nameOf(condition) === name);
