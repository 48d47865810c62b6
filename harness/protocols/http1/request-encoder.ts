import type { Endpoint } from '../../model/protocol.ts';
import type { HttpRequest } from '../../model/scenario.ts';
import { scenarioError } from '../../scenario/scenario-error.ts';
import { ScenarioObject } from '../scenario-object.ts';
import { type BytePattern, bytePattern } from '../stream/byte-search.ts';
import type { EncodedRequest } from './encoded-request.ts';
import { HeadMemo } from './head-memo.ts';
import { type PlainRequest, plainRequest, shapeOf } from './request-shape.ts';
import { isToken } from './token.ts';

const EXPECT_KEYS = ['status', 'body', 'contains'] as const;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const METHODS_WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** A header field. */
export type Header = readonly [name: string, value: string];

/**
 * Checks a request and writes it as bytes. `Host` and `Content-Length` are added; no header is
 * otherwise. Throws a scenario error that names the bad value.
 */
export function encodeRequest(request: HttpRequest, endpoint: Endpoint): EncodedRequest {
  const plain = plainRequest(shapeOf(request));
  return encodePlain(plain, endpoint);
}

/** The same of a request whose parts are put together already. */
export function encodePlain(plain: PlainRequest, endpoint: Endpoint): EncodedRequest {
  const method = methodOf(plain.method);
  const path = pathOf(plain.target, method);
  const headers = headersOf(plain.headers);
  const body = Buffer.from(plain.body);
  if (method === 'TRACE' && body.length > 0) {
    throw scenarioError('A TRACE request has a body.', 'Leave the body out (RFC 9110).');
  }
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...addedHeaders({ method, headers, endpoint, bodyBytes: body.length }),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const expected = expectationOf(plain.expect);
  // No spread: V8 would give every request a shape of its own.
  return {
    bytes: Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]),
    bodiless: method === 'HEAD',
    closes: (headerOf(headers, 'connection') ?? '').split(',').some(isClose),
    statuses: expected.statuses,
    body: expected.body,
    contains: expected.contains,
    inspect: undefined,
    memo: new HeadMemo(),
    next: undefined,
  };
}

const isClose = (option: string): boolean => option.trim().toLowerCase() === 'close';

function methodOf(method = 'GET'): string {
  if (!isToken(method)) {
    throw scenarioError(
      `The method ${JSON.stringify(method)} is not a method.`,
      `Write one such as ${METHODS.join(', ')}.`,
    );
  }
  const upper = method.toUpperCase();
  if (upper === 'CONNECT') {
    throw scenarioError(
      'The method CONNECT opens a tunnel, which has no answers to measure.',
      `Write one such as ${METHODS.join(', ')}.`,
    );
  }
  if (method !== upper && METHODS.includes(upper)) {
    throw scenarioError(`The method "${method}" is in small letters.`, `Write "${upper}".`);
  }
  return method;
}

function pathOf(path: string | undefined, method: string): string {
  if (path === undefined) {
    throw scenarioError('A request has no path.', 'Add a path, such as "/".');
  }
  if (path === '*' && method === 'OPTIONS') return path;
  const shown = JSON.stringify(path);
  if (!path.startsWith('/')) {
    throw scenarioError(
      `The path ${shown} does not start with "/".`,
      'Give path and query only; the host comes from the target.',
    );
  }
  // Anything else could end the request line early, or mean another path to another server.
  const bad = /[^!-~]|#/.exec(path)?.[0];
  if (bad === undefined) return path;
  throw scenarioError(
    `The path ${shown} has ${JSON.stringify(bad)} in it.`,
    'Percent-encode it, as encodeURIComponent does; a fragment is never sent.',
  );
}

function headersOf(given: readonly Header[]): readonly Header[] {
  for (const [name, text] of given) {
    if (!isToken(name)) {
      throw scenarioError(
        `The header name ${JSON.stringify(name)} is not one.`,
        'Use letters, digits and dashes.',
      );
    }
    checkHeaderValue(name, text);
  }
  return given;
}

/** Throws a scenario error for a value that would end its line, or not arrive as it is. */
export function checkHeaderValue(name: string, text: string): void {
  if (/^[\t -~]*$/.test(text)) return;
  throw scenarioError(
    `The value ${JSON.stringify(text)} of the header ${name} cannot be sent.`,
    'Take out line ends and control characters, and percent-encode what is not ASCII.',
  );
}

/** The value of a header that may be given once, in whatever case. */
export function headerOf(headers: readonly Header[], name: string): string | undefined {
  const found = headers.filter((header) => header[0].toLowerCase() === name);
  if (found.length < 2) return found[0]?.[1];
  throw scenarioError(
    `The headers have ${found.map((header) => header[0]).join(' and ')}, which are one.`,
    'Keep one of them.',
  );
}

/** Whether a request says how long it is when it has no body (RFC 9110, section 8.6). */
export const saysLength = (method: string): boolean => METHODS_WITH_BODY.includes(method);

/** `Host` and `Content-Length`, so far as the scenario does not give them. */
function addedHeaders(options: {
  readonly method: string;
  readonly headers: readonly Header[];
  readonly endpoint: Endpoint;
  readonly bodyBytes: number;
}): readonly string[] {
  const { method, headers, endpoint, bodyBytes } = options;
  if (headerOf(headers, 'transfer-encoding') !== undefined) {
    throw scenarioError(
      'The headers have a Transfer-Encoding, but bodies are sent with their Content-Length.',
      'Leave it out.',
    );
  }
  const added = headerOf(headers, 'host') === undefined ? [`Host: ${endpoint.authority}`] : [];
  const given = headerOf(headers, 'content-length');
  if (given !== undefined && given.trim() !== `${bodyBytes}`) {
    throw scenarioError(
      `The headers say Content-Length: ${given}, but the body has ${bodyBytes} bytes.`,
      'Leave it out; it is added.',
    );
  }
  const needed = bodyBytes > 0 || saysLength(method);
  return given === undefined && needed ? [...added, `Content-Length: ${bodyBytes}`] : added;
}

export function expectationOf(
  value: unknown,
): Pick<EncodedRequest, 'statuses' | 'body' | 'contains'> {
  if (value === undefined) return { statuses: undefined, body: undefined, contains: undefined };
  const expect = new ScenarioObject('expectation', value, EXPECT_KEYS);
  const body = expect.text('body');
  return {
    statuses: statusesOf(expect.value('status')),
    body: body === undefined ? undefined : Buffer.from(body),
    contains: patternOf(expect.text('contains')),
  };
}

function patternOf(text: string | undefined): BytePattern | undefined {
  if (text !== '') return text === undefined ? undefined : bytePattern(Buffer.from(text));
  throw scenarioError(
    'The contains "" of the expectation is in every body.',
    'Write the text to look for, or leave it out; `body: ""` expects an empty body.',
  );
}

function statusesOf(value: unknown): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const statuses: readonly unknown[] = Array.isArray(value) ? value : [value];
  const bad = statuses.find((status) => !isStatus(status));
  if (statuses.length > 0 && bad === undefined) return statuses as readonly number[];
  throw scenarioError(
    `The expected status ${JSON.stringify(bad ?? value)} is not a status.`,
    'Write a number from 200 to 599, or a list of them.',
  );
}

/** 101 is the only one below 200 that is a whole answer. */
const isStatus = (status: unknown): boolean =>
  Number.isInteger(status) && (status === 101 || (Number(status) >= 200 && Number(status) <= 599));
