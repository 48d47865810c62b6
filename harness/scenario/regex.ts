import { scenarioError } from './scenario-error.ts';

/** A regular expression of a scenario. Throws a scenario error that says what is wrong with it. */
export function regexOf(source: string, what: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(
      `The regular expression "${source}" of the ${what} cannot be read: ${why}.`,
      'Mend it; a backslash is written twice within double quotes.',
      error,
    );
  }
}
