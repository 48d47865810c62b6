/** What is wrong with a user's file, in the words of all other messages. */
import { z } from 'zod';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';
import { type KeyPath, keysText, type PlaceOf } from './place.ts';

type Issue = z.core.$ZodIssue;

/** An issue inside the branch of a union that the value was most likely meant for. */
function innermost(issue: Issue, before: KeyPath = []): { issue: Issue; path: KeyPath } {
  const path = [...before, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { issue, path };
  const isOther = ([first]: Issue[]): boolean =>
    first === undefined || (first.code === 'invalid_type' && first.path.length === 0);
  const branches = issue.errors.filter((issues) => !isOther([...issues]));
  const [meant] = branches.sort((a, b) => strangeness(a) - strangeness(b));
  const [likely] = meant ?? [];
  return likely === undefined ? { issue, path } : innermost(likely, path);
}

/** By how much a value misses a branch of a union: keys too many and too few, and wrong values. */
const strangeness = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
    0,
  );

/** The schema that is responsible for what stands at a path; undefined beyond all schemas. */
function schemaAt(schema: unknown, path: KeyPath, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return schemaAt(schema.unwrap(), path, value);
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    const objects = schema.options.filter((option) => option instanceof z.ZodObject);
    const kind = member(value, 'kind');
    const meant = objects.find((option) => {
      const literal = option.shape['kind'];
      return literal instanceof z.ZodLiteral && literal.value === kind;
    });
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const strange = (option: z.ZodObject): number =>
      keys.filter((key) => !Object.hasOwn(option.shape, key)).length +
      Object.entries(option.shape).filter(
        ([key, inner]) => !(keys.includes(key) || z.safeParse(inner, undefined).success),
      ).length;
    const [likely] = [...objects].sort((a, b) => strange(a) - strange(b));
    return schemaAt(meant ?? likely, path, value);
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const inner = member(value, key);
  if (schema instanceof z.ZodObject) return schemaAt(schema.shape[String(key)], rest, inner);
  if (schema instanceof z.ZodRecord) return schemaAt(schema.valueType, rest, inner);
  if (schema instanceof z.ZodArray) return schemaAt(schema.element, rest, inner);
  return undefined;
}

const member = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
    : undefined;

const valueAt = (value: unknown, path: KeyPath): unknown =>
  path.reduce((inner, key) => member(inner, key), value);

function shown(value: unknown): string {
  const plain = typeof value === 'object' && value !== null;
  if (plain) return Array.isArray(value) ? 'a list' : 'a group of keys';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What a file is checked against, and what messages call it. */
export interface CheckedAs {
  readonly schema: z.ZodType;
  /** As a sentence begins: `The configuration`. */
  readonly subject: string;
  readonly exit: ExitName;
}

/** Message and next step of an issue. */
function wording(
  issue: Issue,
  path: KeyPath,
  value: unknown,
  { schema: whole, subject }: CheckedAs,
): [string, string] {
  const where = path.length === 0 ? subject : `"${keysText(path)}"`;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const schema = schemaAt(whole, path, value);
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    const guess = nearest(key, known);
    const next = `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${known.join(', ')}.`;
    return [`${where} has an unknown key "${key}".`, next];
  }
  const found = valueAt(value, path);
  const is = found === undefined ? 'is missing' : `is ${shown(found)}`;
  if (issue.code === 'custom') return [`${where}: ${issue.message}`, 'Mend it there.'];
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    return [`${where} is a name that cannot be used.`, inner?.message ?? 'Take another name.'];
  }
  return [`${where} ${is}. ${issue.message.replace(/\.?$/, '.')}`, 'Mend it there.'];
}

/** The first thing that is wrong, with its place and a next step; how many more there are. */
export function schemaFault(
  { issues }: z.core.$ZodError,
  value: unknown,
  placeOf: PlaceOf,
  as: CheckedAs,
): HarnessError {
  const [first] = issues;
  if (first === undefined) throw new TypeError('an error without an issue');
  const { issue, path } = innermost(first);
  const [message, next] = wording(issue, path, value, as);
  const at = issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new HarnessError(as.exit, `${placeOf(at)}: ${message}${more}`, next);
}
