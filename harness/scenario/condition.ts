import type { Condition } from '../model/scenario.ts';
import { regexOf } from './regex.ts';
import { scenarioError } from './scenario-error.ts';
import { asText, fillTemplate, type Lookup, parseTemplate } from './template.ts';

const COMPARISONS = ['equals', 'not', 'above', 'below', 'matches'] as const;

/** A condition as a function of a session. Throws a scenario error when it compares nothing. */
export function compileCondition(condition: Condition): (lookup: Lookup) => boolean {
  const given = COMPARISONS.filter((name) => condition[name] !== undefined);
  if (given.length !== 1) {
    throw scenarioError(
      `The condition on "${condition.value}" has ${given.join(' and ') || 'no comparison'}.`,
      `Give it exactly one of ${COMPARISONS.join(', ')}.`,
    );
  }
  const template = parseTemplate(condition.value);
  const holds = comparisonOf(condition);
  return (lookup) => holds(fillTemplate(template, lookup));
}

function comparisonOf(condition: Condition): (text: string) => boolean {
  const { equals, not, above, below, matches } = condition;
  if (equals !== undefined) return (text) => text === asText(equals);
  if (not !== undefined) return (text) => text !== asText(not);
  if (above !== undefined) return (text) => text.trim() !== '' && Number(text) > above;
  if (below !== undefined) return (text) => text.trim() !== '' && Number(text) < below;
  const pattern = regexOf(matches ?? '', 'condition');
  return (text) => pattern.test(text);
}
