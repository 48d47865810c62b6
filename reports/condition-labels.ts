/** What conditions are called beside each other: as shortly as they can be told apart. */
import { serversText } from '../harness/experiments/wording.ts';
import type { Load } from '../harness/model/load.ts';
import type { Verdict } from '../harness/model/verdict.ts';
import type { Condition } from './condition.ts';
import { loadText } from './load-text.ts';

/** What tells conditions apart. */
export interface Labelled {
  readonly run: string;
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  readonly load: Load;
}

/** What must not be taken for a measurement of the target is called so wherever it is named. */
export const wordOf = (verdict: Verdict): string => (verdict === 'invalid' ? ' (invalid)' : '');

/** Only what differs is named; the target also where it does not, unless that is said beside. */
export function labelsOf(
  all: readonly Labelled[],
  target: 'always' | 'where it differs' = 'always',
): string[] {
  const parts = all.map((one) => ({
    run: one.run,
    target: one.target,
    servers: serversText(one.servers),
    scenario: one.scenario,
    load: loadText(one.load),
  }));
  const differs = (field: keyof (typeof parts)[number]) =>
    new Set(parts.map((part) => part[field])).size > 1;
  // Where the load follows from the number of servers, naming both says the same twice.
  const loads = new Set(parts.map((part) => `${part.servers} ${part.load}`)).size;
  const loadFollows = loads === new Set(parts.map((part) => part.servers)).size;
  const shown = {
    run: differs('run'),
    target: target === 'always' || differs('target'),
    servers: differs('servers'),
    scenario: differs('scenario'),
    load: differs('load') && !loadFollows,
  };
  const fields = ['run', 'target', 'servers', 'scenario', 'load'] as const;
  return parts.map((part) => {
    const texts = fields.filter((field) => shown[field]).map((field) => part[field]);
    return texts.filter((text) => text !== '').join(' · ') || part.target;
  });
}

/** Labels for a chart of some conditions, which have room for no more. */
export const labelsAmong = (conditions: readonly Condition[]): string[] =>
  labelsOf(conditions, 'where it differs').map(
    (label, index) => `${label}${wordOf(conditions[index]?.verdict ?? 'pass')}`,
  );
