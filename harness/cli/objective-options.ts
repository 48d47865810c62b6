/** What the options say about objectives, checked as a whole before anything is measured. */
import { isDeepStrictEqual } from 'node:util';
import type { Objective } from '../experiments/objectives/objective.ts';
import { parseObjective } from '../experiments/objectives/objective-text.ts';
import { fingerprint } from '../host/machine.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Load } from '../model/load.ts';
import type { Environment, RunRecord, TrialRecord } from '../model/record.ts';
import { nearest } from '../model/registry.ts';
import { operationsOf, type Scenario } from '../model/scenario.ts';
import { readRecord } from '../session/store.ts';

/** Collects a repeatable --objective. */
export const collectObjectives = (
  text: string,
  before: readonly Objective[] | undefined,
): readonly Objective[] => [...(before ?? []), parseObjective(text)];

/** Throws a usage error for an operation that the scenario does not have. */
export function checkOperations(objectives: readonly Objective[], scenario: Scenario): void {
  const names = operationsOf(scenario).map(({ name }) => name);
  for (const { operation, text } of objectives) {
    if (operation === undefined || names.includes(operation)) continue;
    const guess = nearest(operation, names);
    throw new HarnessError(
      'usage',
      `The objective "${text}" is of an operation that the scenario ${scenario.name} has not.`,
      `${guess ? `Did you mean "${guess}"? ` : ''}Its operations: ${names.join(', ')}.`,
    );
  }
}

interface Asked {
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  readonly load: Load;
}

/**
 * The baseline's trials of what is asked now. Throws a usage error where objectives and baseline do
 * not go together, or where the record is of another machine or of another load.
 */
export async function readBaseline(
  objectives: readonly Objective[],
  path: string | undefined,
  asked: Asked,
): Promise<readonly TrialRecord[]> {
  if (path !== undefined && !objectives.some(isRelative)) {
    throw new HarnessError(
      'usage',
      `No objective speaks of the baseline ${path}.`,
      "Add one, such as --objective 'p99 < baseline + 5%'.",
    );
  }
  return readStored(objectives, path, asked);
}

const isRelative = ({ limit }: Objective): boolean => limit.kind === 'baseline';

/** The same where a baseline has a meaning of its own, whatever the objectives speak of. */
export async function readStored(
  objectives: readonly Objective[],
  path: string | undefined,
  asked: Asked,
): Promise<readonly TrialRecord[]> {
  if (path === undefined) {
    const relative = objectives.find(isRelative);
    if (relative === undefined) return [];
    throw new HarnessError(
      'usage',
      `The objective "${relative.text}" speaks of a baseline, and there is none.`,
      'Give the record of an earlier run, such as --baseline before/record.json.',
    );
  }
  const record = await readRecord(path);
  checkMachine(record.environment, path);
  return trialsOf(record, path, asked);
}

/** A difference between machines is no difference between servers. */
function checkMachine(then: Environment, path: string): void {
  const now = fingerprint();
  const fields = ['os', 'cpuModel', 'cores', 'memoryBytes'] as const;
  const different = fields.filter((field) => then[field] !== now[field]);
  if (different.length === 0) return;
  const texts = different.map((field) => `${field} ${then[field]} there, ${now[field]} here`);
  throw new HarnessError(
    'usage',
    `The baseline ${path} is of another machine: ${texts.join('; ')}.`,
    'Measure the baseline on this machine.',
  );
}

function trialsOf(record: RunRecord, path: string, asked: Asked): readonly TrialRecord[] {
  const alike = record.trials.filter(
    ({ verdict, scenario, servers, load }) =>
      verdict !== 'invalid' &&
      scenario === asked.scenario &&
      servers === asked.servers &&
      isDeepStrictEqual(load, asked.load),
  );
  const named = alike.filter(({ target }) => target === asked.target);
  const targets = new Set(alike.map(({ target }) => target));
  if (named.length > 0) return named;
  if (targets.size === 1) return alike;
  throw new HarnessError(
    'usage',
    targets.size === 0
      ? `The baseline ${path} has no valid trial of the same load, scenario and servers.`
      : `The baseline ${path} has ${[...targets].join(' and ')}, but not ${asked.target}.`,
    'Measure the baseline with the same options as now.',
  );
}
