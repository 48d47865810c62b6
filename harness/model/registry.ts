import leven from 'leven';
import type { ExitName } from './exit-code.ts';
import { HarnessError } from './harness-error.ts';

/** Anything that is listed in a plug-in folder's `index.ts`. */
export interface Named {
  readonly name: string;
  /** One line for `steelyard list`. */
  readonly about: string;
}

/** The name most like the one given, when it is close enough to be a slip of the keyboard. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: leven(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined;
}

/** Finds an entry by name, or throws with "did you mean" and the whole list. */
export function lookUp<T extends Named>(
  kind: string,
  entries: readonly T[],
  name: string,
  exit: ExitName = 'usage',
): T {
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  const names = entries.map((entry) => entry.name);
  const guess = nearest(name, names);
  throw new HarnessError(
    exit,
    `There is no ${kind} called "${name}".`,
    `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${names.join(', ')}.`,
  );
}
