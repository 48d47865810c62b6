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
 * A name, with its arguments where it has some; or four braces, which stand for two. Other braces
 * are ordinary text, since JSON is full of them.
 */
const MARK = /\{\{(?:\{\{|\s*([A-Za-z_$][\w$.-]*(?:\([^(){}]*\))?)\s*\}\})/g;

/** What somebody who wrote it took for a name. */
const STRAY = /\{\{[^{}]*\}\}/;

/** A text that means itself, braces and all. */
export const literal = (text: string): string => text.replaceAll('{{', '{{{{');

/** Takes a text apart. A text without names has none. */
export function parseTemplate(text: string): Template {
  const texts: string[] = [];
  const names: string[] = [];
  let before = '';
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    before += text.slice(from, match.index);
    from = match.index + match[0].length;
    const [, name] = match;
    if (name === undefined) before += '{{';
    else {
      texts.push(before);
      names.push(name);
      before = '';
    }
  }
  texts.push(before + text.slice(from));
  return { texts, names };
}

/** Braces in the texts of a value that look like a name and are none; undefined without such. */
export function strayMark(value: unknown): string | undefined {
  if (typeof value === 'string') return STRAY.exec(value.replaceAll(MARK, ''))?.[0];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const stray = strayMark(key) ?? strayMark(inner);
    if (stray !== undefined) return stray;
  }
  return undefined;
}

/** Whether a value is what it says, without names and without braces that stand for others. */
export const isLiteral = (value: unknown): boolean =>
  typeof value === 'string'
    ? !value.includes('{{') || value.search(MARK) < 0
    : typeof value !== 'object' ||
      value === null ||
      Object.entries(value).every(([key, inner]) => isLiteral(key) && isLiteral(inner));

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
  if (typeof value !== 'object' || value === null || isLiteral(value)) return () => value;
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
  if (name === undefined) return () => template.texts[0];
  const isAlone = template.names.length === 1 && template.texts.every((part) => part === '');
  return isAlone ? (lookup) => lookup(name) : (lookup) => fillTemplate(template, lookup);
}
