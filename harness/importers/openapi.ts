import { sample } from 'openapi-sampler';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { HttpRequest, Json, Operation } from '../model/scenario.ts';
import { type Importer, literalJson, Names, unreadable } from './imported.ts';

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

const object = z.record(z.string(), z.unknown());
const document = z.looseObject({
  openapi: z.string().optional(),
  swagger: z.string().optional(),
  basePath: z.string().optional(),
  servers: z
    .array(
      z.looseObject({
        url: z.string(),
        variables: z.record(z.string(), z.looseObject({ default: z.unknown() })).optional(),
      }),
    )
    .optional(),
  paths: z.record(z.string(), z.unknown()),
});

type Document = z.infer<typeof document>;
type Fields = Readonly<Record<string, unknown>>;

/** An OpenAPI document: a skeleton with one operation for each endpoint. */
export const openapi = {
  name: 'openapi',
  about: 'an OpenAPI document (2.0, 3.0 or 3.1), one operation for each endpoint',
  read(text) {
    const api = documentOf(text);
    const names = new Names();
    const notes = new Set<string>(['Values are made up: put real ones in their place.']);
    if (/["']?\$ref["']?\s*:\s*["']?[^#"'\s]/.test(text)) {
      notes.add('What the document refers to in other files was left out: bundle it first.');
    }
    const base = baseOf(api);
    const operations = Object.entries(api.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method): Operation<HttpRequest>[] => {
        const shared = resolved(api, item);
        const operation = fieldsOf(api, shared[method]);
        if (operation === undefined) return [];
        const given = [...listOf(shared['parameters']), ...listOf(operation['parameters'])];
        const parameters = given.map((one) => resolved(api, one));
        const endpoint = { method, path: `${base}${path}`, operation, parameters };
        const request = requestOf(api, endpoint, notes);
        const id = operation['operationId'];
        const name = names.of(typeof id === 'string' ? id : `${method.toUpperCase()} ${path}`);
        if (listOf(operation['security'] ?? (api as Fields)['security']).length > 0) {
          notes.add('Some endpoints ask who is there: add "auth" to the scenario.');
        }
        return [{ name, request }];
      }),
    );
    if (operations.length === 0) throw unreadable('The document has no endpoints.', 'Add a path.');
    const about = `${operations.length} endpoints of an OpenAPI document`;
    return { scenario: { about, operations }, notes: [...notes] };
  },
} as const satisfies Importer;

function documentOf(text: string): Document {
  let value: unknown;
  try {
    value = parseYaml(text, { logLevel: 'error' });
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw unreadable(`This is neither JSON nor YAML: ${why}.`, 'Mend the document.', error);
  }
  const checked = document.safeParse(value);
  if (checked.success && (checked.data.openapi ?? checked.data.swagger) !== undefined) {
    return checked.data;
  }
  throw unreadable(
    'This is no OpenAPI document: it has no "openapi" and "paths".',
    'Give the JSON or YAML that the server or its framework writes.',
  );
}

/** The path that all others are under; variables of a server's URL have their defaults. */
function baseOf({ basePath, servers }: Document): string {
  const { url: written = '', variables = {} } = servers?.[0] ?? {};
  const named = written.replaceAll(/\{([^}]+)\}/g, (mark, name: string) =>
    String(variables[name]?.default ?? mark),
  );
  const url = basePath ?? named;
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return path.startsWith('/') ? path.replace(/\/$/, '') : '';
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function fieldsOf(api: Document, value: unknown): Fields | undefined {
  return value === undefined ? undefined : resolved(api, value);
}

/** What a reference within the document stands for; others stand for nothing. */
function resolved(api: Document, value: unknown, depth = 0): Fields {
  const fields = object.safeParse(value).data ?? {};
  const reference = fields['$ref'];
  if (typeof reference !== 'string' || depth > 20) return fields;
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((inner, key) => (inner as Fields | undefined)?.[key], api);
  return resolved(api, found, depth + 1);
}

/** A value that the schema allows; its own example where it has one. */
function sampled(api: Document, holder: Fields): Json {
  const own = holder['example'] ?? Object.values(holder['examples'] ?? {})[0];
  const value = (own as Fields | undefined)?.['value'] ?? own;
  if (value !== undefined) return value as Json;
  const schema = holder['schema'] ?? holder;
  try {
    return (sample(schema as object, { skipReadOnly: true, quiet: true }, api) ?? null) as Json;
  } catch {
    return null;
  }
}

interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly operation: Fields;
  readonly parameters: readonly Fields[];
}

function requestOf(api: Document, endpoint: Endpoint, notes: Set<string>): HttpRequest {
  const { method, parameters, operation } = endpoint;
  const path = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const found = parameters.find((one) => one['in'] === 'path' && one['name'] === name);
    return encodeURIComponent(found === undefined ? '1' : textOf(sampled(api, found)));
  });
  const required = (where: string): [string, Json][] =>
    parameters
      .filter((one) => one['in'] === where && one['required'] === true)
      .map((one) => [String(one['name']), sampled(api, one)]);
  // A list is written as its first value, which is right however it is told apart.
  const query = required('query').map(([name, value]) => [name, textOf([value].flat()[0])]);
  const headers = required('header')
    .filter(([name]) => !/^(?:accept|content-type)$/i.test(name))
    .map(([name, value]) => [name, textOf(value)]);
  const cookies = required('cookie').map(([name, value]) => `${name}=${textOf(value)}`);
  if (cookies.length > 0) headers.push(['Cookie', cookies.join('; ')]);
  const status = statusOf(operation);
  return literalJson({
    ...(method === 'get' ? {} : { method: method.toUpperCase() }),
    path,
    ...(query.length === 0 ? {} : { query: Object.fromEntries(query) }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...bodyOf(api, endpoint, notes),
    ...(status === undefined ? {} : { expect: { status } }),
  } as Json) as unknown as HttpRequest;
}

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/** The body of OpenAPI 3, or the parameter of 2.0 that is one. */
function bodyOf(
  api: Document,
  { operation, parameters, method, path }: Endpoint,
  notes: Set<string>,
): Pick<HttpRequest, 'json' | 'form' | 'multipart' | 'body'> {
  const inBody = parameters.find((one) => one['in'] === 'body');
  if (inBody !== undefined) return { json: sampled(api, inBody) };
  const content = object.safeParse(resolved(api, operation['requestBody'])['content']).data ?? {};
  const of = (kind: RegExp): Json | undefined => {
    const type = Object.keys(content).find((one) => kind.test(one));
    return type === undefined ? undefined : sampled(api, resolved(api, content[type]));
  };
  const json = of(/json/);
  if (json !== undefined) return { json };
  const form = of(/x-www-form-urlencoded/);
  if (form !== undefined) return { form: fieldsIn(form) };
  const parts = of(/multipart\//);
  if (parts !== undefined) {
    notes.add('Files of forms are written as texts: put { file: PATH } in their place.');
    return { multipart: fieldsIn(parts) };
  }
  const text = of(/^text\//);
  if (text !== undefined) return { body: textOf(text) };
  const [other] = Object.keys(content);
  if (other !== undefined) {
    notes.add(`${method.toUpperCase()} ${path} is sent without its body, which is ${other}.`);
  }
  return {};
}

const fieldsIn = (value: Json): Record<string, string> =>
  Object.fromEntries(
    Object.entries(object.safeParse(value).data ?? {}).map(([name, field]) => [
      name,
      textOf(field as Json),
    ]),
  );

/** The statuses that the document calls a success; undefined where it names none exactly. */
function statusOf(operation: Fields): number | readonly number[] | undefined {
  const named = Object.keys(object.safeParse(operation['responses']).data ?? {})
    .filter((status) => /^[23]\d\d$/.test(status))
    .map(Number);
  return named.length > 1 ? named : named[0];
}
