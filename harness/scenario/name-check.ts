/** Whether the names of a scenario's templates mean anything, found out before anything is sent. */
import { nearest } from '../model/registry.ts';
import type { Json } from '../model/scenario.ts';
import { drawingOf, drawingUsages } from './drawn-value.ts';
import { scenarioError } from './scenario-error.ts';
import { namesIn, strayMark } from './template.ts';

/** What of a scenario its templates may name. */
export interface NameScope {
  readonly variables: Readonly<Record<string, Json>>;
  readonly data: readonly string[];
  readonly functions: readonly string[] | undefined;
}

/**
 * Checks the names of a value. `known` are those that have been captured or set before. Throws a
 * scenario error that says where an unknown one stands.
 */
export function checkNames(
  value: unknown,
  where: string,
  scope: NameScope,
  known: ReadonlySet<string>,
): void {
  const stray = strayMark(value);
  if (stray !== undefined) {
    throw scenarioError(
      `${where} has ${stray}, which is no name that could stand for a value.`,
      'Write a name alone, such as {{ id }}, and compute in a function; {{{{ is two braces.',
    );
  }
  for (const name of namesIn(value)) {
    if (known.has(name) || Object.hasOwn(scope.variables, name)) continue;
    if (name === 'session' || name === 'client' || drawingOf(name) !== undefined) continue;
    const [head = '', ...rest] = name.split('.');
    if (rest.length > 0 && ['env', 'secret'].includes(head)) continue;
    if (rest.length > 0 && scope.data.includes(head)) continue;
    if (head === 'call' && (scope.functions?.includes(rest.join('.')) ?? rest.length > 0)) continue;
    const names = [
      ...known,
      ...Object.keys(scope.variables),
      ...scope.data.map((data) => `${data}.COLUMN`),
    ];
    const guess = nearest(name, names);
    const all = [...names, 'env.NAME', 'secret.NAME', 'session', 'client', ...drawingUsages];
    throw scenarioError(
      `${where} has {{ ${name} }}, which nothing before it gives a value.`,
      `${guess ? `Did you mean "${guess}"? ` : ''}Known here: ${all.join(', ')}.`,
    );
  }
}

/** Refuses variables that are made of each other in a circle. Throws a scenario error. */
export function checkVariables(variables: Readonly<Record<string, Json>>): void {
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    if (way.includes(name)) {
      const circle = [...way.slice(way.indexOf(name)), name].join(' → ');
      throw scenarioError(
        `The variables ${circle} are made of each other, without an end.`,
        'Give one of them a value that does not name the others.',
      );
    }
    if (done.has(name)) return;
    for (const inner of namesIn(variables[name])) {
      if (Object.hasOwn(variables, inner)) visit(inner, [...way, name]);
    }
    done.add(name);
  };
  for (const name of Object.keys(variables)) visit(name, []);
}
