/** Records as sections see them: trials grouped into conditions, everything named once. */
import type { RunRecord, TrialRecord } from '../harness/model/record.ts';
import { type Condition, conditionOf } from './condition.ts';
import { type Labelled, labelsOf, wordOf } from './condition-labels.ts';

export interface Reading {
  readonly records: readonly RunRecord[];
  /** In the order in which they were first measured. */
  readonly conditions: readonly Condition[];
  /** Every trial with its record and its condition, condition by condition. */
  readonly trials: readonly TrialReading[];
}

export interface TrialReading {
  readonly record: RunRecord;
  readonly condition: Condition;
  readonly trial: TrialRecord;
  /** Its id, and its run where there are several. */
  readonly name: string;
  /** The same, with a word where the trial is not valid. */
  readonly label: string;
}

interface Group {
  readonly run: string;
  readonly record: RunRecord;
  readonly trials: TrialRecord[];
}

/** Reads one record, or several that are to be seen beside each other. */
export function readRecords(records: readonly RunRecord[]): Reading {
  const groups = records.flatMap((record, index) => groupTrials(record, runName(records, index)));
  const labels = labelsOf(groups.flatMap(labelledOf));
  const conditions = groups.map((group, style) => {
    const named = conditionOf(group.trials, { run: group.run, label: labels[style] ?? '', style });
    return { ...named, label: `${named.label}${wordOf(named.verdict)}` };
  });
  const trials = groups.flatMap(({ record, run, trials: own }, index) => {
    const condition = conditions[index];
    if (condition === undefined) return [];
    return own.map((trial): TrialReading => {
      const name = run ? `${run} · ${trial.id}` : trial.id;
      return { record, condition, trial, name, label: `${name}${wordOf(trial.verdict)}` };
    });
  });
  return { records, conditions, trials };
}

/** What a record is called beside others; empty when it is alone. */
export function runName(records: readonly RunRecord[], index: number): string {
  return records.length > 1 ? `run ${index + 1}` : '';
}

function groupTrials(record: RunRecord, run: string): Group[] {
  const groups = new Map<string, Group>();
  for (const trial of shownTrials(record)) {
    const key = JSON.stringify([trial.target, trial.servers, trial.scenario, trial.load]);
    const group = groups.get(key);
    if (group) group.trials.push(trial);
    else groups.set(key, { run, record, trials: [trial] });
  }
  return [...groups.values()];
}

/** Of a search only what it has found: the way there is told by the section that is about it. */
function shownTrials({ trials }: RunRecord): readonly TrialRecord[] {
  const found = trials.filter(({ purpose }) => purpose === undefined || purpose === 'confirmation');
  return found.length > 0 ? found : trials;
}

/** A group has one trial or more. */
const labelledOf = ({ run, trials: [trial] }: Group): Labelled[] =>
  trial ? [{ ...trial, run }] : [];
