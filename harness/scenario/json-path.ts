/** JSON paths (RFC 9535), compiled once. */
import { compile, type JSONPathQuery } from 'json-p3';
import { scenarioError } from './scenario-error.ts';

type JsonValue = Parameters<JSONPathQuery['query']>[0];

/** Finds the values at a path, in the order of the document. */
export type JsonFinder = (value: unknown) => readonly unknown[];

/** Compiles a path. Throws a scenario error for one that is none. */
export function jsonPath(path: string): JsonFinder {
  const query = compiled(path);
  return (value) => query.query(value as JsonValue).values();
}

function compiled(path: string): JSONPathQuery {
  try {
    return compile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(
      `"${path}" is no JSON path: ${why}.`,
      'Write one as in RFC 9535, such as $.items[0].id.',
      error,
    );
  }
}
