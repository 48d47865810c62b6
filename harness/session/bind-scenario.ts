/**
 * Reads everything that a scenario names outside itself, so that threads need no files: rows of
 * data, bodies, schemas, values of the environment.
 */
import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import type { Protocol } from '../model/protocol.ts';
import {
  type DataSource,
  type HttpRequest,
  type Json,
  operationsOf,
  requestSteps,
  type Scenario,
} from '../model/scenario.ts';
import { allSteps, type BoundScenario } from '../scenario/bound-scenario.ts';
import { checkMeaning } from '../scenario/check-scenario.ts';
import type { DataRows, Row } from '../scenario/data-rows.ts';
import { scenarioError } from '../scenario/scenario-error.ts';
import { namesIn } from '../scenario/template.ts';

/** Rows of a range are made at once; more of them are a mistake of a digit. */
const RANGE_MAX = 5_000_000;

/** Throws a scenario error that names the file or the value that is missing. */
export function bindScenario(
  scenario: Scenario,
  protocol: Protocol,
  environment: Readonly<Record<string, string | undefined>>,
): BoundScenario {
  checkMeaning(scenario);
  const { functions: _, ...plain } = withCommon(scenario);
  const names = namesIn(plain);
  return {
    scenario: plain,
    operations: operationsOf(plain),
    variables: scenario.variables ?? {},
    data: Object.entries(scenario.data ?? {}).map(([name, data]) => dataRows(scenario, name, data)),
    env: valuesOf('env', names, environment),
    secrets: valuesOf('secret', names, environment),
    shared: {},
    hidden: [],
    files: filesOf(plain),
    module: moduleOf(scenario),
    isStatic: isStatic(plain, protocol),
  };
}

/** Requests with what is sent with every one of them. */
function withCommon(scenario: Scenario): Scenario {
  const { headers, auth, ...rest } = scenario;
  if (headers === undefined && auth === undefined) return scenario;
  const merge = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(merge);
    if (typeof value !== 'object' || value === null) return value;
    const merged = Object.entries(value).map(([key, inner]) => [
      key,
      key === 'request' ? withAll(inner as HttpRequest) : inner,
    ]);
    const nested = ['steps', 'else', 'choose'];
    return Object.fromEntries(
      merged.map(([key, inner]) => [key, nested.includes(`${key}`) ? merge(inner) : inner]),
    );
  };
  const withAll = (request: HttpRequest): HttpRequest => ({
    ...(auth === undefined ? {} : { auth }),
    ...request,
    headers: { ...without(headers ?? {}, Object.keys(request.headers ?? {})), ...request.headers },
  });
  const parts = ['operations', 'steps', 'setup', 'teardown'] as const;
  const done = parts.flatMap((part) =>
    rest[part] === undefined ? [] : [[part, merge(rest[part])] as const],
  );
  return { ...rest, ...Object.fromEntries(done) };
}

/** Names of headers are the same in whatever case. */
const without = (headers: Readonly<Record<string, string>>, names: readonly string[]) => {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !taken.has(name.toLowerCase())),
  );
};

/** Whether every request is known beforehand, down to its bytes. */
function isStatic(scenario: Scenario, protocol: Protocol): boolean {
  const { operations, setup, cookies } = scenario;
  if (operations === undefined || setup !== undefined || cookies === 'client') return false;
  return operations.every(
    ({ request }) => namesIn(request).length === 0 && (protocol.isPlain?.(request) ?? true),
  );
}

function valuesOf(
  kind: 'env' | 'secret',
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const wanted = names
    .filter((name) => name.startsWith(`${kind}.`))
    .map((name) => name.slice(kind.length + 1));
  return Object.fromEntries(
    wanted.map((name) => {
      const value = environment[name];
      if (value !== undefined) return [name, value];
      throw scenarioError(
        `{{ ${kind}.${name} }} has no value: the environment has no ${name}.`,
        `Set it before the command: ${name}=… steelyard …`,
      );
    }),
  );
}

const placeIn = (scenario: Scenario, path: string): string =>
  resolve(scenario.folder ?? process.cwd(), path);

function readBytes(scenario: Scenario, path: string, what: string): Uint8Array {
  const place = placeIn(scenario, path);
  try {
    return readFileSync(place);
  } catch (error) {
    const why = existsSync(place) && error instanceof Error ? error.message : 'it is not there';
    throw scenarioError(
      `The scenario "${scenario.name}" cannot read ${what} ${path}: ${why}.`,
      `Paths start from the scenario's own folder: ${place}`,
      error,
    );
  }
}

/** Bodies and schemas that are files. */
function filesOf(scenario: Scenario): Readonly<Record<string, Uint8Array>> {
  const requests = [...(scenario.operations ?? []), ...requestSteps(allSteps(scenario))].map(
    ({ request }) => request as HttpRequest,
  );
  const paths = requests.flatMap(({ file, multipart, expect }) => [
    ...(typeof file === 'string' ? [file] : []),
    ...Object.values(multipart ?? {}).flatMap((part) =>
      typeof part === 'object' && part !== null ? [part.file] : [],
    ),
    ...(typeof expect?.schema === 'string' ? [expect.schema] : []),
  ]);
  return Object.fromEntries(
    [...new Set(paths)].map((path) => [path, readBytes(scenario, path, 'the file')]),
  );
}

function dataRows(scenario: Scenario, name: string, source: DataSource): DataRows {
  const { order = 'sequential', secret = [], call } = source;
  const from = source.file ?? `the data "${name}"`;
  const rows = call === undefined ? rowsOf(scenario, name, source) : undefined;
  if (rows?.length === 0) {
    throw scenarioError(`${from} has no rows.`, 'Add at least one, or leave the data out.');
  }
  const [first] = rows ?? [];
  const missing = secret.find((column) => first !== undefined && !Object.hasOwn(first, column));
  if (missing !== undefined) {
    throw scenarioError(
      `The data "${name}" keeps "${missing}" secret, and has no such column.`,
      `It has: ${Object.keys(first ?? {}).join(', ')}.`,
    );
  }
  return { name, order, rows, call, secret, from };
}

function rowsOf(scenario: Scenario, name: string, source: DataSource): readonly Row[] {
  const { file, rows, range } = source;
  if (rows !== undefined) return rows;
  if (range !== undefined) {
    const count = range.to - range.from + 1;
    if (count >= 1 && count <= RANGE_MAX) {
      return Array.from({ length: count }, (_, index) => ({ value: range.from + index }));
    }
    throw scenarioError(
      `The range of the data "${name}" from ${range.from} to ${range.to} has ${count} rows.`,
      `Write the smaller number first; up to ${RANGE_MAX} rows can be had.`,
    );
  }
  const path = file ?? '';
  const text = Buffer.from(readBytes(scenario, path, 'the data')).toString('utf8');
  return extname(path).toLowerCase() === '.json' ? jsonRows(text, path) : csvRows(text, path);
}

function jsonRows(text: string, path: string): readonly Row[] {
  try {
    const value: unknown = JSON.parse(text);
    const isRow = (row: unknown): row is Row =>
      typeof row === 'object' && row !== null && !Array.isArray(row);
    if (Array.isArray(value) && value.every(isRow)) return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(`${path} is no JSON: ${why}.`, 'Mend the file.', error);
  }
  throw scenarioError(`${path} is no list of objects.`, 'Write [{"name": "value"}, …].');
}

function csvRows(text: string, path: string): readonly Row[] {
  try {
    const rows = parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
    return rows as readonly Readonly<Record<string, Json>>[];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(`${path} is no CSV: ${why}.`, 'Its first line names the columns.', error);
  }
}

/** Functions cannot cross to a thread; the module that has them can be loaded there. */
function moduleOf(scenario: Scenario): string | undefined {
  const { functions, file } = scenario;
  if (functions === undefined) return undefined;
  if (typeof functions !== 'string') {
    if (file !== undefined) return file;
    throw scenarioError(
      `The functions of "${scenario.name}" cannot reach the threads that call them.`,
      'Export them from a module of their own, and name it: functions: "./functions.js".',
    );
  }
  const place = placeIn(scenario, functions);
  if (existsSync(place)) return place;
  throw scenarioError(
    `The scenario "${scenario.name}" has its functions in ${functions}, which is not there.`,
    `Paths start from the scenario's own folder: ${place}`,
  );
}
