import { sample } from 'openapi-sampler';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { HttpRequest, Json, Operation } from '../model/scenario.ts';
import { type Importer, Names, unreadable } from './imported.ts';

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

const object = z.record(z.string(), z.unknown());
const document = z.looseObject({
  openapi: z.string().optional(),
  swagger: z.string().optional(),
  basePath: z.string().optional(),
  servers: z.array(z.looseObject({ url: z.string() })).optional(),
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
    const base = baseOf(api);
    const operations = Object.entries(api.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method): Operation<HttpRequest>[] => {
        const shared = resolved(api, item);
        const operation = fieldsOf(api, shared[method]);
        if (operation === undefined) return [];
        const given = [...listOf(shared['parameters']), ...listOf(operation['parameters'])];
        const parameters = given.map((one) => resolved(api, one));
        const request = requestOf(api, { method, path: `${base}${path}`, operation, parameters });
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

/** The path that all others are under. */
function baseOf({ basePath, servers }: Document): string {
  const url = basePath ?? servers?.[0]?.url ?? '';
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

function requestOf(api: Document, endpoint: Endpoint): HttpRequest {
  const { method, parameters, operation } = endpoint;
  const text = (parameter: Fields): string => {
    const value = sampled(api, parameter);
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  };
  const path = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const found = parameters.find((one) => one['in'] === 'path' && one['name'] === name);
    return encodeURIComponent(found === undefined ? '1' : text(found));
  });
  const required = (where: string): [string, string][] =>
    parameters
      .filter((one) => one['in'] === where && one['required'] === true)
      .map((one) => [String(one['name']), text(one)]);
  const query = required('query');
  const headers = required('header').filter(([name]) => !/^(?:accept|content-type)$/i.test(name));
  const body = bodyOf(api, endpoint);
  return {
    ...(method === 'get' ? {} : { method: method.toUpperCase() }),
    path,
    ...(query.length === 0 ? {} : { query: Object.fromEntries(query) }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...body,
    expect: { status: statusOf(operation) },
  };
}

/** The body of OpenAPI 3, or the parameter of 2.0 that is one. */
function bodyOf(
  api: Document,
  { operation, parameters }: Endpoint,
): Pick<HttpRequest, 'json' | 'form'> {
  const inBody = parameters.find((one) => one['in'] === 'body');
  if (inBody !== undefined) return { json: sampled(api, inBody) };
  const content = object.safeParse(resolved(api, operation['requestBody'])['content']).data ?? {};
  const types = Object.keys(content);
  const json = types.find((type) => /json/.test(type));
  if (json !== undefined) return { json: sampled(api, resolved(api, content[json])) };
  const form = types.find((type) => /x-www-form-urlencoded/.test(type));
  if (form === undefined) return {};
  const value = object.safeParse(sampled(api, resolved(api, content[form]))).data ?? {};
  const fields = Object.entries(value).map(([name, field]) => [name, String(field)] as const);
  return { form: Object.fromEntries(fields) };
}

/** The statuses that the document calls a success; 200 where it names none. */
function statusOf(operation: Fields): number | readonly number[] {
  const named = Object.keys(object.safeParse(operation['responses']).data ?? {})
    .filter((status) => /^[23]\d\d$/.test(status))
    .map(Number);
  const [first, ...more] = named;
  if (first === undefined) return 200;
  return more.length === 0 ? first : named;
}
