/**
 * A scenario as a record and `steelyard config` have it: without the secrets that stand in it
 * instead of being named, such as a column of rows, or a password.
 */
import type { DataSource } from '../model/scenario.ts';
import { namesIn } from './template.ts';

/** Header fields that say who somebody is, or that they may. */
export const LETS_IN = /authorization|api-?key|token|secret|session|signature|password|credential/i;

const HIDDEN = '(secret)';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** With every value passed through a function. */
const mapped = (fields: Fields, work: (value: unknown, key: string) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, work(value, key)]));

/** What only names its secret is shown: {{ secret.TOKEN }} tells nobody. */
const hidden = (value: unknown): unknown =>
  typeof value !== 'string' || namesIn(value).length > 0 ? value : HIDDEN;

/** Whatever is shown of a scenario. */
export function shownScenario<T>(scenario: T): T {
  return shown(scenario, '') as T;
}

function shown(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((inner) => shown(inner, key));
  if (!isFields(value)) return value;
  switch (key) {
    case 'auth':
      return mapped(value, (inner, name) => (name === 'bearer' ? hidden(inner) : user(inner)));
    case 'headers':
      return mapped(value, (inner, name) => (LETS_IN.test(name) ? hidden(inner) : inner));
    case 'data':
      return mapped(value, rowsOf);
    default:
      return mapped(value, shown);
  }
}

const user = (value: unknown): unknown =>
  isFields(value)
    ? mapped(value, (inner, key) => (key === 'password' ? hidden(inner) : inner))
    : value;

function rowsOf(value: unknown): unknown {
  const { rows, secret = [] } = value as Partial<DataSource>;
  if (!isFields(value) || !Array.isArray(rows)) return value;
  const without = rows.map((row: Fields) =>
    mapped(row, (inner, column) => (secret.includes(column) ? HIDDEN : inner)),
  );
  return { ...value, rows: without };
}
