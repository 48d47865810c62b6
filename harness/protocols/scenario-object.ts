import { nearest } from '../model/registry.ts';
import { scenarioError } from '../scenario/scenario-error.ts';

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

  /** The entries of an object, none when absent. Throws a scenario error for anything else. */
  entries(key: string): readonly (readonly [string, unknown])[] {
    const value = this.#value[key];
    if (value === undefined) return [];
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const object = new ScenarioObject(`${key} of the ${this.#what}`, value, names);
    return names.map((name) => [name, object.value(name)]);
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
