/** The question of `compare`, asked of records that were measured before. */
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord, TrialRecord } from '../model/record.ts';
import type { Finding } from '../model/verdict.ts';
import { compareSettings } from './comparison.ts';
import { comparisonFindings } from './comparison-findings.ts';
import type { ComparisonTerms } from './comparison-terms.ts';
import { ceilingFindings } from './generator-ceiling.ts';
import { sameMachine } from './same-machine.ts';
import { silenceFindings, trustFindings, validTrials } from './trust.ts';
import { serversText } from './wording.ts';

/** A record with what to call it. */
export interface LabelledRecord {
  readonly label: string;
  readonly record: RunRecord;
}

export interface RecordsQuestion extends Pick<ComparisonTerms, 'margin' | 'metric'> {
  readonly records: readonly LabelledRecord[];
  /** Compare records of different machines, too. */
  readonly force: boolean;
}

export interface RecordsAnswer {
  /** Of all records that have a common load with others, with targets and ids told apart. */
  readonly trials: readonly TrialRecord[];
  readonly findings: readonly Finding[];
  readonly inBlocks: boolean;
}

/**
 * Compares the targets of one record, or of several. Throws a usage error for records of different
 * machines, and where no two of them met the same load.
 */
export function compareRecords(question: RecordsQuestion): RecordsAnswer {
  const { records, force, ...rest } = question;
  const caution = sameMachine(
    records.map(({ record }) => record.environment),
    force,
  );
  const groups = sameLoad(renamed(records)).filter((group) => targetsOf(group).length > 1);
  if (groups.length === 0) throw nothingInCommon(records);
  // Trials of different records have no block in common.
  const inBlocks = records.length === 1;
  const settings = groups.map((group) => ({
    load: (group[0] as TrialRecord).load,
    subjects: targetsOf(group).map((name) => ({
      name,
      run: inBlocks ? '' : name,
      trials: validTrials(group).filter(({ target }) => target === name),
    })),
  }));
  const terms = { ...rest, inBlocks };
  const comparisons = compareSettings(settings, terms);
  const deciding = comparisons.map(({ metric }) => metric);
  const findings = comparisons.flatMap((comparison, at) =>
    comparisonFindings(comparison, groups.length > 1 ? whereOf(groups[at]) : '', terms),
  );
  const trials = groups.flat();
  return {
    trials,
    inBlocks,
    findings: [
      ...findings,
      ...ceilingFindings(validTrials(trials), deciding),
      ...caution,
      ...silenceFindings(trials),
      ...trustFindings(trials),
    ],
  };
}

/** Targets that several records have are told apart by their records; so are all ids. */
function renamed(records: readonly LabelledRecord[]): TrialRecord[] {
  const owners = (target: string): number =>
    records.filter(({ record }) => record.trials.some((trial) => trial.target === target)).length;
  return records.flatMap(({ label, record }) =>
    record.trials
      .filter(({ twin }) => twin !== true)
      .map((trial) => ({
        ...trial,
        ...(records.length > 1 ? { id: `${trial.id} (${label})` } : {}),
        target: owners(trial.target) > 1 ? `${trial.target} (${label})` : trial.target,
      })),
  );
}

/** Trials that differ in their target only, in the order in which their settings first come. */
function sameLoad(trials: readonly TrialRecord[]): TrialRecord[][] {
  const groups = new Map<string, TrialRecord[]>();
  for (const trial of trials) {
    const { scenario, servers, load, settings } = trial;
    const key = JSON.stringify([scenario, servers, load, settings]);
    const group = groups.get(key);
    if (group) group.push(trial);
    else groups.set(key, [trial]);
  }
  return [...groups.values()];
}

const targetsOf = (group: readonly TrialRecord[]): string[] => [
  ...new Set(group.map(({ target }) => target)),
];

function whereOf(group: readonly TrialRecord[] | undefined): string {
  const [first] = group ?? [];
  return first ? `On ${serversText(first.servers)} under ${first.load.model} load, ` : '';
}

function nothingInCommon(records: readonly LabelledRecord[]): HarnessError {
  const labels = records.map(({ label }) => label).join(', ');
  return new HarnessError(
    'usage',
    `There is nothing to compare in ${labels}: no two targets met the same load.`,
    'Scenario, servers, load and settings must be the same; see `steelyard report` for each.',
  );
}
