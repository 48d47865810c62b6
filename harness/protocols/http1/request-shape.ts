/** A request as it goes onto the wire, with its parts still to be filled for a session. */
import { basename } from 'node:path';
import type { FormPart, HttpAuth, HttpRequest, Json } from '../../model/scenario.ts';
import { scenarioError } from '../../scenario/scenario-error.ts';
import {
  asText,
  compileJson,
  fillTemplate,
  type Lookup,
  namesIn,
  parseTemplate,
} from '../../scenario/template.ts';
import { ScenarioObject } from '../scenario-object.ts';

/** A text that may depend on the session. */
export interface Part {
  /** Whether it does. */
  readonly varies: boolean;
  fill(lookup: Lookup): string;
}

/** A body: pieces in their order, one of a kind or several. */
export type BodyPiece = Part | Uint8Array;

/** A request taken apart. */
export interface RequestShape {
  readonly method: string | undefined;
  readonly target: Part;
  readonly headers: readonly (readonly [name: string, value: Part])[];
  readonly body: readonly BodyPiece[];
  readonly expect: unknown;
  /** The function that signs it; undefined where none does. */
  readonly signedBy: string | undefined;
}

/** A request all of which is known. */
export interface PlainRequest {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly expect: unknown;
}

const REQUEST_KEYS = [
  ...['method', 'path', 'query', 'headers', 'auth', 'body', 'json', 'form', 'multipart'],
  ...['file', 'expect'],
];
const BODY_KEYS = ['body', 'json', 'form', 'multipart', 'file'] as const;

/** Contents of files, by the path that the scenario has for them. */
export type Files = Readonly<Record<string, Uint8Array>>;

function part(text: string, encode?: (value: string) => string): Part {
  const template = parseTemplate(text);
  if (template.names.length === 0) return fixed(template.texts.join(''));
  return { varies: true, fill: (lookup) => fillTemplate(template, lookup, encode) };
}

/** Several parts as one. */
function joined(parts: readonly Part[]): Part {
  const varies = parts.some((one) => one.varies);
  const fill = (lookup: Lookup): string => parts.map((one) => one.fill(lookup)).join('');
  if (varies) return { varies, fill };
  const text = fill(nothing);
  return { varies, fill: () => text };
}

const fixed = (text: string): Part => ({ varies: false, fill: () => text });

/** For parts that do not vary. */
const nothing: Lookup = (name) => {
  throw new TypeError(`{{ ${name} }} is asked for where nothing varies`);
};

/** What may not stand in a path is percent-encoded; a slash may, and what is encoded already. */
const inPath = (text: string): string =>
  text.replaceAll(/[^!-~]|#|%(?![0-9A-Fa-f]{2})/gu, (letter) => encodeURIComponent(letter));

/**
 * Takes a request apart. Templates stay what they are. Throws a scenario error for what is no
 * request.
 */
export function shapeOf(request: HttpRequest, files: Files = {}): RequestShape {
  const fields = new ScenarioObject('request', request, REQUEST_KEYS);
  const [type, body] = bodyOf(fields, files);
  const own = headersOf(fields.value('headers'));
  const auth = has(own, 'authorization') ? undefined : (fields.value('auth') as HttpAuth);
  const added = addedHeaders(own, type, auth);
  return {
    method: fields.text('method'),
    target: targetOf(fields),
    headers: [...added, ...own],
    body,
    expect: fields.value('expect'),
    signedBy: auth !== undefined && 'call' in auth ? auth.call : undefined,
  };
}

/** A request that depends on nothing. */
export function plainRequest(shape: RequestShape): PlainRequest {
  return fillShape(shape, nothing);
}

/** The request with every part filled; files count as nothing, since they are no text. */
export function fillShape(shape: RequestShape, lookup: Lookup): PlainRequest {
  return {
    method: shape.method,
    target: shape.target.fill(lookup),
    headers: shape.headers.map(([name, value]) => [name, value.fill(lookup)]),
    body: shape.body
      .map((piece) => (piece instanceof Uint8Array ? '' : piece.fill(lookup)))
      .join(''),
    expect: shape.expect,
  };
}

function targetOf(fields: ScenarioObject): Part {
  const path = fields.text('path');
  if (path === undefined) {
    throw scenarioError('A request has no path.', 'Add a path, such as "/".');
  }
  const query = spread(fields.entries('query'));
  if (query.length === 0) return part(path, inPath);
  const pairs = query.map(([name, value], index) => {
    const before = index > 0 || path.includes('?') ? '&' : '?';
    const key = `${before}${encodeURIComponent(name)}=`;
    return joined([fixed(key), encoded(asText(value))]);
  });
  return joined([part(path, inPath), ...pairs]);
}

/** A text of which everything is percent-encoded, but its marks. */
function encoded(text: string): Part {
  const { texts, names } = parseTemplate(text);
  const template = { texts: texts.map(encodeURIComponent), names };
  if (names.length === 0) return fixed(template.texts.join(''));
  return { varies: true, fill: (lookup) => fillTemplate(template, lookup, encodeURIComponent) };
}

function headersOf(value: unknown): [string, Part][] {
  if (value === undefined) return [];
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const object = new ScenarioObject('headers', value, names);
  return names.map((name) => [name, part(object.text(name) ?? '')]);
}

const has = (headers: readonly (readonly [string, Part])[], name: string): boolean =>
  headers.some(([one]) => one.toLowerCase() === name);

/** What the body and the authentication say in the header, so far as the scenario does not. */
function addedHeaders(
  own: readonly (readonly [string, Part])[],
  type: string | undefined,
  auth: HttpAuth | undefined,
): [string, Part][] {
  const added: [string, Part][] = [];
  if (type !== undefined && !has(own, 'content-type')) added.push(['Content-Type', fixed(type)]);
  if (auth !== undefined && !('call' in auth)) added.push(['Authorization', authPart(auth)]);
  return added;
}

function authPart(auth: Exclude<HttpAuth, { readonly call: string }>): Part {
  if ('bearer' in auth) return joined([fixed('Bearer '), part(auth.bearer)]);
  // RFC 7617: the two with a colon between, in base64.
  const pair = joined([part(auth.basic.user), fixed(':'), part(auth.basic.password)]);
  const fill = (lookup: Lookup): string =>
    `Basic ${Buffer.from(pair.fill(lookup)).toString('base64')}`;
  return { varies: pair.varies, fill };
}

/** The media type, where the kind of body has one, and the body. */
function bodyOf(fields: ScenarioObject, files: Files): [string | undefined, BodyPiece[]] {
  const given = BODY_KEYS.filter((key) => fields.value(key) !== undefined);
  if (given.length > 1) {
    throw scenarioError(
      `A request has ${given.join(' and ')}, which are bodies both.`,
      'Keep one of them.',
    );
  }
  switch (given[0]) {
    case 'body':
      return [undefined, [part(fields.text('body') ?? '')]];
    case 'json':
      return ['application/json', [jsonPart(fields.value('json') as Json)]];
    case 'form':
      return ['application/x-www-form-urlencoded', [formBody(fields.entries('form'))]];
    case 'multipart':
      return multipartBody(fields.entries('multipart') as [string, FormPart][], files);
    case 'file':
      return ['application/octet-stream', [fileOf(fields.text('file') ?? '', files)]];
    default:
      return [undefined, []];
  }
}

function jsonPart(value: Json): Part {
  const filler = compileJson(value);
  if (namesIn(value).length === 0) return fixed(JSON.stringify(filler(nothing)));
  return { varies: true, fill: (lookup) => JSON.stringify(filler(lookup)) };
}

/** A field with a list is as many fields. */
const spread = (
  entries: readonly (readonly [string, unknown])[],
): readonly (readonly [string, unknown])[] =>
  entries.flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));

function formBody(entries: readonly (readonly [string, unknown])[]): Part {
  return joined(
    spread(entries).flatMap(([name, value], index) => [
      fixed(`${index > 0 ? '&' : ''}${encodeURIComponent(name)}=`),
      encoded(asText(value)),
    ]),
  );
}

/** Long, and of letters that no one writes by chance. */
const BOUNDARY = 'steelyard-4c6b1f0e9d3a57b2';

/** RFC 7578; names are escaped as browsers do it. */
function multipartBody(
  entries: readonly (readonly [string, FormPart])[],
  files: Files,
): [string, BodyPiece[]] {
  const quoted = (text: string): string =>
    `"${text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')}"`;
  const pieces = entries.flatMap(([name, value]): BodyPiece[] => {
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name=${quoted(name)}`;
    if (typeof value !== 'object') {
      return [fixed(`${head}\r\n\r\n`), part(String(value)), fixed('\r\n')];
    }
    const file = quoted(value.name ?? basename(value.file));
    const type = value.type ?? 'application/octet-stream';
    return [
      fixed(`${head}; filename=${file}\r\nContent-Type: ${type}\r\n\r\n`),
      fileOf(value.file, files),
      fixed('\r\n'),
    ];
  });
  return [`multipart/form-data; boundary=${BOUNDARY}`, [...pieces, fixed(`--${BOUNDARY}--\r\n`)]];
}

function fileOf(path: string, files: Files): Uint8Array {
  const found = Object.hasOwn(files, path) ? files[path] : undefined;
  if (found !== undefined) return found;
  throw scenarioError(`The file ${path} of a request was not read.`, 'Name it in a scenario file.');
}
