import { validateHeaderName, validateHeaderValue } from 'node:http';
import { HarnessError } from '../../model/harness-error.ts';
import type { Endpoint } from '../../model/protocol.ts';
import type { HttpRequest } from '../../model/scenario.ts';
import type { PreparedBytes } from '../stream/codec.ts';

/** A request as the hot path sends it, and what is to be known of its answer. */
export interface PreparedHttp extends PreparedBytes {
  /** An answer to HEAD has a Content-Length and no body. */
  readonly head: boolean;
  /** The statuses that are right; 200 to 399 when undefined. */
  readonly statuses: readonly number[] | undefined;
  /** The whole body that is right; any when undefined. */
  readonly body: Buffer | undefined;
}

const bad = (what: string, next: string): HarnessError => new HarnessError('scenario', what, next);

/** RFC 9110 §5.6.2: what a method may be made of. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible ASCII: anything else in a target must be percent-encoded (RFC 9112 §3.2). */
const VISIBLE = /^[\x21-\x7e]+$/;

function checkedMethod(method: string): string {
  if (!TOKEN.test(method))
    throw bad(`"${method}" is not a method.`, 'Use one such as GET or POST.');
  if (method !== 'CONNECT') return method;
  throw bad('CONNECT opens a tunnel and is not a request to measure.', 'Use another method.');
}

function checkedPath(path: string): string {
  if (!path.startsWith('/') && path !== '*') {
    throw bad(`The path "${path}" does not start with a slash.`, `Write it as "/${path}".`);
  }
  if (VISIBLE.test(path) && !path.includes('#')) return path;
  throw bad(
    `The path "${path}" has characters that must be percent-encoded.`,
    'Encode it with encodeURI, such as /caf%C3%A9.',
  );
}

function checkedHeader(name: string, value: string): string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (error) {
    throw bad(
      `The header ${JSON.stringify(name)} cannot be sent: ${(error as Error).message}.`,
      'Use a name and a value without line breaks or control characters.',
    );
  }
  return `${name}: ${value}\r\n`;
}

/** Methods for which a request without a body says so (RFC 9110 §8.6). */
const ANNOUNCE_EMPTY = new Set(['POST', 'PUT', 'PATCH']);

/** Encodes a request. `Host` and `Content-Length` are added unless the scenario gives them. */
export function encodeRequest(request: HttpRequest, endpoint: Endpoint): PreparedHttp {
  const method = checkedMethod(request.method ?? 'GET');
  const path = checkedPath(request.path);
  const headers = Object.entries(request.headers ?? {});
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const body = Buffer.from(request.body ?? '');
  let head = `${method} ${path} HTTP/1.1\r\n`;
  if (!given.has('host')) head += `Host: ${endpoint.authority}\r\n`;
  for (const [name, value] of headers) head += checkedHeader(name, value);
  const framed = given.has('content-length') || given.has('transfer-encoding');
  if (!framed && (body.length > 0 || ANNOUNCE_EMPTY.has(method))) {
    head += `Content-Length: ${body.length}\r\n`;
  }
  const { status, body: wanted } = request.expect ?? {};
  return {
    bytes: Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body]),
    head: method === 'HEAD',
    statuses: typeof status === 'number' ? [status] : status,
    body: wanted === undefined ? undefined : Buffer.from(wanted),
  };
}
