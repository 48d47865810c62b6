import { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';

/** A mistake in a scenario's request. */
export function scenarioError(message: string, next: string): HarnessError {
  return new HarnessError('scenario', message, next);
}

/** A value as a message shows it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * An object of a scenario. Scenarios come from files, so it may be anything whatever its type says:
 * what is read of it is checked, and a key that nobody reads is an error.
 */
export class ScenarioObject {
  readonly #what: string;
  readonly #value: Readonly<Record<string, unknown>>;

  /** `what` is how messages call it. Throws a scenario error. */
  constructor(what: string, value: unknown, keys: readonly string[]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw scenarioError(
        `The ${what} ${shown(value)} is not an object.`,
        `Write an object with: ${keys.join(', ')}.`,
      );
    }
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue;
      const guess = nearest(key, keys);
      throw scenarioError(
        `The ${what} has an unknown key "${key}".`,
        `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${keys.join(', ')}.`,
      );
    }
    this.#what = what;
    this.#value = value as Readonly<Record<string, unknown>>;
  }

  value(key: string): unknown {
    return this.#value[key];
  }

  /** A text, or undefined when absent. Throws a scenario error for anything else. */
  text(key: string): string | undefined {
    const value = this.#value[key];
    if (value === undefined || typeof value === 'string') return value;
    throw scenarioError(
      `The ${key} ${shown(value)} of the ${this.#what} is not text.`,
      `Put the ${key} into quotes.`,
    );
  }
}
