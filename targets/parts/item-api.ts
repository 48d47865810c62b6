/**
 * What the HTTP targets have in common, so that they differ in their framework only: texts, limits,
 * and every answer that is not the wanted one. Each framework reports such a case in its own way;
 * here is what the client gets to read.
 */
import { InvalidInput } from './item-store.ts';

export const TEXT = 'Hello, World!';
export const GREETING = { message: TEXT } as const;
export const BODY_BYTES_MAX = 100 * 1024;
export const TEXT_TYPE = 'text/plain; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';

const ALLOWED: readonly { readonly path: RegExp; readonly methods: string }[] = [
  { path: /^\/$/, methods: 'GET, HEAD' },
  { path: /^\/json$/, methods: 'GET, HEAD' },
  { path: /^\/echo$/, methods: 'POST' },
  { path: /^\/items$/, methods: 'GET, HEAD, POST' },
  { path: /^\/items\/[^/]+$/, methods: 'GET, HEAD, PUT, DELETE' },
];

/** An answer other than the wanted one. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** The methods that would have been allowed, where that is the matter. */
  readonly allow: string | undefined;

  constructor(status: number, message: string, allow?: string) {
    super(message);
    this.status = status;
    this.allow = allow;
  }

  get body(): { readonly error: string } {
    return { error: this.message };
  }
}

export const refusals = {
  nothing: () => new Refusal(404, 'there is nothing here'),
  badPath: () => new Refusal(400, 'the path is not valid'),
  notJson: () => new Refusal(400, 'the body is not JSON'),
  noDocument: () => new Refusal(400, 'the body must be a JSON object or array'),
  tooLarge: () => new Refusal(413, `the body is larger than ${BODY_BYTES_MAX} bytes`),
  unsupportedType: () => new Refusal(415, 'the body must be application/json'),
  broken: () => new Refusal(500, 'the server failed'),
} as const satisfies Readonly<Record<string, () => Refusal>>;

/** For a method and path that no route takes: 405 where another method would do, 404 elsewhere. */
export function unmatched(url: string): Refusal {
  const path = url.split('?', 1)[0] ?? '';
  decodePath(path);
  const known = ALLOWED.find((entry) => entry.path.test(path));
  return known === undefined
    ? refusals.nothing()
    : new Refusal(405, 'the method is not allowed here', known.methods);
}

/** A path with its percent signs resolved. Throws a refusal where they make no sense. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusals.badPath();
  }
}

/** Passes objects and arrays on. Throws a refusal of anything else, no body included. */
export function requireDocument(body: unknown): object {
  if (typeof body === 'object' && body !== null) return body;
  throw refusals.noDocument();
}

/** Passes a found item on. Throws a refusal when there is none. */
export function requireItem<T>(item: T | undefined): T {
  if (item === undefined) throw refusals.nothing();
  return item;
}

/** What the client is told of an error of ours or of the domain; undefined for any other. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof InvalidInput) return new Refusal(400, error.message);
  return undefined;
}
