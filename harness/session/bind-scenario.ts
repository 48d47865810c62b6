/**
 * Reads everything that a scenario names outside itself, so that threads need no files: rows of
 * data, bodies, schemas, values of the environment.
 */
import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { Protocol } from '../model/protocol.ts';
import {
  type DataSource,
  type HttpRequest,
  type Json,
  operationsOf,
  type Scenario,
} from '../model/scenario.ts';
import type { BoundScenario } from '../scenario/bound-scenario.ts';
import { checkMeaning } from '../scenario/check-scenario.ts';
import { type DataRows, noColumn, type Row } from '../scenario/data-rows.ts';
import { type PlacedName, placedNames, placedRequests } from '../scenario/placed-steps.ts';
import { scenarioError } from '../scenario/scenario-error.ts';
import { isLiteral } from '../scenario/template.ts';
import { Mistakes } from '../validation/mistakes.ts';
import type { KeyPath, PlaceOf } from '../validation/place.ts';

/** Rows of a range are made at once; more of them are a mistake of a digit. */
const RANGE_MAX = 5_000_000;

/**
 * Throws a scenario error that names every file and value that is missing; without `placeOf`, not
 * where in a file the scenario asks for it.
 */
export function bindScenario(
  scenario: Scenario,
  protocol: Protocol,
  environment: Readonly<Record<string, string | undefined>>,
  placeOf?: PlaceOf,
): BoundScenario {
  checkMeaning(scenario, placeOf);
  const { functions: _, ...plain } = withCommon(scenario);
  const { functions: __, ...written } = scenario;
  const names = placedNames(written);
  const mistakes = new Mistakes('scenario');
  const bound = {
    scenario: plain,
    operations: operationsOf(plain),
    variables: scenario.variables ?? {},
    data: Object.entries(scenario.data ?? {}).flatMap(
      ([name, data]) => mistakes.at(['data', name], () => dataRows(scenario, name, data)) ?? [],
    ),
    env: valuesOf('env', names, environment, mistakes),
    secrets: valuesOf('secret', names, environment, mistakes),
    shared: {},
    hidden: [],
    files: filesOf(scenario, mistakes),
    module: mistakes.at(['functions'], () => moduleOf(scenario)),
    isStatic: isStatic(plain, protocol),
  };
  for (const { path, name } of names) mistakes.at(path, () => checkColumn(name, bound.data));
  mistakes.tell(placeOf);
  return bound;
}

/** Throws for a column that the rows do not have. Those that a function makes have any. */
function checkColumn(name: string, data: readonly DataRows[]): void {
  const [, head = '', column = ''] = /^([^.]*)\.(.*)$/.exec(name) ?? [];
  const { rows } = data.find((one) => one.name === head) ?? {};
  if (rows === undefined || rows.some((row) => Object.hasOwn(row, column))) return;
  throw noColumn(head, column, rows[0] ?? {});
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
  const { operations, setup, cookies, redirects } = scenario;
  if (operations === undefined || setup !== undefined || cookies === 'client') return false;
  if (redirects === 'follow') return false;
  return operations.every(
    ({ request }) => isLiteral(request) && (protocol.isPlain?.(request) ?? true),
  );
}

function valuesOf(
  kind: 'env' | 'secret',
  names: readonly PlacedName[],
  environment: Readonly<Record<string, string | undefined>>,
  mistakes: Mistakes,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const missing = new Set<string>();
  for (const { name, path } of names) {
    if (!name.startsWith(`${kind}.`)) continue;
    const variable = name.slice(kind.length + 1);
    const value = environment[variable];
    if (value !== undefined) values[variable] = value;
    else if (!missing.has(variable)) {
      missing.add(variable);
      mistakes.add(
        path,
        `{{ ${name} }} has no value: the environment has no ${variable}.`,
        `Set it before the command: ${variable}=… steelyard …`,
      );
    }
  }
  return values;
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
function filesOf(scenario: Scenario, mistakes: Mistakes): Readonly<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  const read = (path: string, at: KeyPath): void => {
    if (Object.hasOwn(found, path)) return;
    const bytes = mistakes.at(at, () => readBytes(scenario, path, 'the file'));
    if (bytes !== undefined) found[path] = bytes;
  };
  for (const { path, request } of placedRequests(scenario)) {
    const { file, multipart, expect } = request as HttpRequest;
    if (typeof file === 'string') read(file, [...path, 'request', 'file']);
    for (const [name, part] of Object.entries(multipart ?? {})) {
      if (typeof part !== 'object' || part === null) continue;
      read(part.file, [...path, 'request', 'multipart', name]);
    }
    if (typeof expect?.schema === 'string') {
      read(expect.schema, [...path, 'request', 'expect', 'schema']);
    }
  }
  return found;
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
  const value = jsonOf(text, path);
  const isRow = (row: unknown): row is Row =>
    typeof row === 'object' && row !== null && !Array.isArray(row);
  if (Array.isArray(value) && value.every(isRow)) return value;
  throw scenarioError(`${path} is no list of objects.`, 'Write [{"name": "value"}, …].');
}

/** What a parser says of a text may quote it, and it may have secrets in it. */
function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    const line = at === undefined ? '' : ` in line ${text.slice(0, Number(at)).split('\n').length}`;
    throw scenarioError(`${path} is no JSON${line}.`, 'Mend the file.', error);
  }
}

function csvRows(text: string, path: string): readonly Row[] {
  try {
    const rows = parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
    return rows as readonly Readonly<Record<string, Json>>[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const why = CSV_FAULTS.find(([code]) => error.code.includes(code))?.[1] ?? 'it cannot be read';
    throw scenarioError(
      `${path} is no CSV: ${why} in line ${error['lines']}.`,
      'Its first line names the columns, and a value with a comma or a quote stands in quotes.',
      error,
    );
  }
}

/** In our words: the parser's quote the value, which may be secret. */
const CSV_FAULTS: readonly (readonly [string, string])[] = [
  ['INVALID_OPENING_QUOTE', 'a quote within a value that does not begin with one'],
  ['INVALID_CLOSING_QUOTE', 'something after the closing quote of a value'],
  ['QUOTE_NOT_CLOSED', 'a quote that is not closed'],
  ['INCONSISTENT', 'not as many values as columns'],
];

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
