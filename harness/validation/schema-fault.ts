/** What is wrong with a user's file, in the words of all other messages. */
import { z } from 'zod';
import type { ExitName } from '../model/exit-code.ts';
import type { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';
import { Mistakes } from './mistakes.ts';
import { type KeyPath, keysText, type PlaceOf } from './place.ts';

type Issue = z.core.$ZodIssue;

interface Placed {
  readonly issue: Issue;
  readonly path: KeyPath;
}

/** What is wrong inside the branch of a union that the value was most likely meant for. */
function innermost(issue: Issue, before: KeyPath = []): readonly Placed[] {
  const path = [...before, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path }];
  const isOther = ([first]: Issue[]): boolean =>
    first === undefined || (first.code === 'invalid_type' && first.path.length === 0);
  const branches = issue.errors.filter((issues) => !isOther([...issues]));
  const [meant] = branches.sort((a, b) => strangeness(a) - strangeness(b));
  return meant === undefined ? [{ issue, path }] : meant.flatMap((inner) => innermost(inner, path));
}

/** Of a slip of the pen: less than a key that is not there at all. */
const SLIP = 0.5;

/** By how much keys miss those of an object, some of which it must have. */
function keysMissed(
  strange: readonly string[],
  missing: readonly string[],
  known: readonly string[] = missing,
): number {
  const slips = strange.filter((key) => nearest(key, known) !== undefined);
  const meant = slips.map((key) => nearest(key, known));
  const left = missing.filter((key) => !meant.includes(key));
  return strange.length - slips.length + slips.length * SLIP + left.length;
}

/** By how much a value misses a branch of a union: keys too many and too few, and wrong values. */
function strangeness(issues: readonly Issue[]): number {
  const strange = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const missing = issues.filter(isMissing).map(({ path }) => String(path[0]));
  const keyed = issues.filter((one) => one.code === 'unrecognized_keys' || isMissing(one));
  return keysMissed(strange, missing) + issues.length - keyed.length;
}

/** Of a key of the value itself, so far as an issue tells. */
const isMissing = (issue: Issue): boolean =>
  issue.path.length === 1 && issue.code === 'invalid_type' && issue.input === undefined;

/** The schema that is responsible for what stands at a path; undefined beyond all schemas. */
function schemaAt(schema: unknown, path: KeyPath, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional) {
    return schemaAt(schema.unwrap(), path, value);
  }
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    const objects = schema.options.filter((option) => option instanceof z.ZodObject);
    const kind = member(value, 'kind');
    const meant = objects.find((option) => {
      const literal = option.shape['kind'];
      return literal instanceof z.ZodLiteral && literal.value === kind;
    });
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const strange = (option: z.ZodObject): number => {
      const needed = Object.entries(option.shape).filter(
        ([key, inner]) => !(keys.includes(key) || z.safeParse(inner, undefined).success),
      );
      return keysMissed(
        keys.filter((key) => !Object.hasOwn(option.shape, key)),
        needed.map(([key]) => key),
        Object.keys(option.shape),
      );
    };
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

/** An issue in words. */
interface Worded {
  readonly path: KeyPath;
  readonly message: string;
  readonly next: string;
}

/** Each unknown key, and the one that may have been meant. */
function unknownKeys(
  { issue, path }: Placed,
  value: unknown,
  { schema: whole, subject }: CheckedAs,
): readonly (Worded & { readonly guess: string | undefined })[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const schema = schemaAt(whole, path, value);
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const where = path.length === 0 ? subject : `"${keysText(path)}"`;
  return issue.keys.map((key) => {
    const guess = nearest(key, known);
    const message = `${where} has an unknown key "${key}".`;
    const hint = guess ? `Did you mean "${guess}"? ` : '';
    const next = known.length === 0 ? 'Leave it out.' : `${hint}Known: ${known.join(', ')}.`;
    return { path: [...path, key], message, next, guess };
  });
}

/** What users call the kinds of values. */
const KINDS: Readonly<Record<string, string>> = {
  ...{ string: 'a text', number: 'a number', boolean: 'true or false', array: 'a list' },
  // Of what must be there it is not said what it is.
  nonoptional: '',
  ...{ object: 'a group of keys', record: 'a group of keys', tuple: 'a list', int: 'a number' },
};

/** What an issue says is wrong; of a union, which kinds of values it takes. */
function complaint(issue: Issue): string {
  const kinds: string[] =
    issue.code === 'invalid_union'
      ? issue.errors.flatMap(([first]) =>
          first?.code === 'invalid_type' ? [KINDS[first.expected] ?? first.expected] : [],
        )
      : [];
  if (issue.code === 'invalid_type') kinds.push(KINDS[issue.expected] ?? issue.expected);
  if (kinds.length === 0) return issue.message.replace(/\.?$/, '.');
  if (kinds.includes('')) return '';
  return `It is to be ${[...new Set(kinds)].join(' or ')}.`;
}

/** What mends a value. `about` is what its schema says of it. */
function remedy(issue: Issue, found: unknown, about: string | undefined): string {
  const more = about === undefined ? '.' : `: ${about}`;
  if (found === undefined) return `Add it${more}`;
  if (issue.code !== 'invalid_type' || about !== undefined) return `Mend it there${more}`;
  const isPlain = typeof found === 'number' || typeof found === 'boolean';
  if (issue.expected === 'string' && isPlain) return `Put it into quotes: "${found}".`;
  const isNumber = typeof found === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(found);
  if (issue.expected === 'number' && isNumber) return `Leave the quotes out: ${found.trim()}.`;
  return `Mend it there${more}`;
}

function wording({ issue, path }: Placed, value: unknown, as: CheckedAs): Worded {
  const where = path.length === 0 ? as.subject : `"${keysText(path)}"`;
  const found = valueAt(value, path);
  const is = found === undefined ? 'is missing' : `is ${shown(found)}`;
  const schema = schemaAt(as.schema, path, value);
  const about = schema instanceof z.ZodType ? schema.description : undefined;
  const next = remedy(issue, found, about);
  if (issue.code === 'custom') return { path, message: `${where}: ${issue.message}`, next };
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    const message = `${where} is a name that cannot be used.`;
    return { path, message, next: inner?.message ?? 'Take another name.' };
  }
  return { path, message: `${where} ${is}. ${complaint(issue)}`.trimEnd(), next };
}

/** Everything that is wrong, with its place and a next step. */
export function schemaFault(
  { issues }: z.core.$ZodError,
  value: unknown,
  placeOf: PlaceOf,
  as: CheckedAs,
): HarnessError {
  const placed = issues.flatMap((issue) => innermost(issue));
  const unknown = placed.flatMap((one) => unknownKeys(one, value, as));
  // One that is written wrongly is missing under its right name, which is no second mistake.
  const meant = unknown.map(({ path, guess }) => keysText([...path.slice(0, -1), guess ?? '']));
  const mistakes = new Mistakes(as.exit);
  for (const one of placed) {
    if (one.issue.code === 'unrecognized_keys') {
      for (const { path, message, next } of unknownKeys(one, value, as)) {
        mistakes.add(path, message, next);
      }
    } else if (valueAt(value, one.path) !== undefined || !meant.includes(keysText(one.path))) {
      const { path, message, next } = wording(one, value, as);
      mistakes.add(path, message, next);
    }
  }
  return mistakes.fault(placeOf);
}
