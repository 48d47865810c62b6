/** Records as sections see them: trials grouped into conditions, everything named once. */
import type { RunRecord, TrialRecord } from '../harness/model/record.ts';
import { type Condition, conditionOf } from './condition.ts';
import { loadText } from './load-text.ts';

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
  const labels = labelsOf(groups);
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

/** What must not be taken for a measurement of the target is called so wherever it is named. */
const wordOf = (verdict: TrialRecord['verdict']): string =>
  verdict === 'invalid' ? ' (invalid)' : '';

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

/** Only what differs is named, except that the target always is. */
function labelsOf(groups: readonly Group[]): string[] {
  const parts = groups.map(({ run, trials: [trial] }) => ({
    run,
    target: trial?.target ?? '',
    servers: serversText(trial?.servers ?? 0),
    scenario: trial?.scenario ?? '',
    load: trial ? loadText(trial.load) : '',
  }));
  const differs = (field: 'run' | 'servers' | 'scenario' | 'load') =>
    new Set(parts.map((part) => part[field])).size > 1;
  // Where the load follows from the number of servers, naming both says the same twice.
  const loads = new Set(parts.map((part) => `${part.servers} ${part.load}`)).size;
  const loadFollows = loads === new Set(parts.map((part) => part.servers)).size;
  const shown = {
    run: differs('run'),
    servers: differs('servers'),
    scenario: differs('scenario'),
    load: differs('load') && !loadFollows,
  };
  return parts.map((part) =>
    [
      shown.run ? part.run : '',
      part.target,
      shown.servers ? part.servers : '',
      shown.scenario ? part.scenario : '',
      shown.load ? part.load : '',
    ]
      .filter((text) => text !== '')
      .join(' · '),
  );
}

/** `1 server`, `4 servers`. */
export function serversText(servers: number): string {
  return servers === 1 ? '1 server' : `${servers} servers`;
}
