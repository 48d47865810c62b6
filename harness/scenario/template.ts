/** Texts with `{{ name }}` in them, taken apart once and filled for every request. */
import type { Json } from '../model/scenario.ts';

/** What a name stands for in one session. */
export type Lookup = (name: string) => unknown;

/** A text taken apart: texts and names by turns, a text first and last. */
export interface Template {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/**
 * A name, with its arguments where it has some. Other braces are ordinary text, since JSON is full
 * of them.
 */
const MARK = /\{\{\s*([A-Za-z_$][\w$.-]*(?:\([^(){}]*\))?)\s*\}\}/g;

/** Takes a text apart. A text without names has none. */
export function parseTemplate(text: string): Template {
  const texts: string[] = [];
  const names: string[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    texts.push(text.slice(from, match.index));
    names.push(match[1] as string);
    from = match.index + match[0].length;
  }
  texts.push(text.slice(from));
  return { texts, names };
}

/** A value within a text: as it is when it is a text or a number, as JSON otherwise. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The text with values in the place of names. `encode` is applied to the values alone. */
export function fillTemplate(
  { texts, names }: Template,
  lookup: Lookup,
  encode: (text: string) => string = (text) => text,
): string {
  let filled = texts[0] as string;
  for (let index = 0; index < names.length; index++) {
    filled += encode(asText(lookup(names[index] as string))) + (texts[index + 1] as string);
  }
  return filled;
}

/** Every name in the texts of a value, keys included, as often as it stands there. */
export function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return parseTemplate(value).names;
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...namesIn(key), ...namesIn(inner)]);
}

/** Makes a value of a session. */
export type Filler = (lookup: Lookup) => unknown;

/**
 * A JSON value with templates in its texts. A text that is one name alone becomes the value that it
 * stands for, whatever its type.
 */
export function compileJson(value: Json): Filler {
  if (typeof value === 'string') return compileText(value);
  if (typeof value !== 'object' || value === null || namesIn(value).length === 0) {
    return () => value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => compileJson(item));
    return (lookup) => items.map((item) => item(lookup));
  }
  const fields = Object.entries(value).map(
    ([key, inner]) => [parseTemplate(key), compileJson(inner)] as const,
  );
  return (lookup) =>
    Object.fromEntries(fields.map(([key, fill]) => [fillTemplate(key, lookup), fill(lookup)]));
}

function compileText(text: string): Filler {
  const template = parseTemplate(text);
  const [name] = template.names;
  if (name === undefined) return () => text;
  const isAlone = template.names.length === 1 && template.texts.every((part) => part === '');
  return isAlone ? (lookup) => lookup(name) : (lookup) => fillTemplate(template, lookup);
}
