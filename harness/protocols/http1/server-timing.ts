/** One metric of a `Server-Timing` field: its name, and its parameters as they stand. */
const METRIC =
  /([!#$%&'*+.^_`|~\w-]+)((?:\s*;\s*[\w-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^;,"\s]*))?)*)/g;
const PARAMETER = /;\s*([\w-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^;,"\s]*)))?/g;
const MILLISECONDS = /^\d+(?:\.\d+)?$/;

const NS_PER_MS = 1e6;
/** The metric that stands for all of it, where a server has one. */
const WHOLE = 'total';

/**
 * How long the server says that it took, in ns: the duration of the metric `total`, or the longest
 * of all, because the others tend to be parts of it; -1 where none has a duration. See
 * https://www.w3.org/TR/server-timing/, whose durations are milliseconds by convention.
 */
export function serverTimeNs(field: string): number {
  let longest = -1;
  for (const [, name = '', parameters = ''] of field.matchAll(METRIC)) {
    const ns = durationNs(parameters);
    if (name.toLowerCase() === WHOLE && ns >= 0) return ns;
    longest = Math.max(longest, ns);
  }
  return longest;
}

function durationNs(parameters: string): number {
  for (const [, name = '', quoted, token] of parameters.matchAll(PARAMETER)) {
    const value = quoted ?? token ?? '';
    if (name.toLowerCase() !== 'dur') continue;
    return MILLISECONDS.test(value) ? Math.round(Number(value) * NS_PER_MS) : -1;
  }
  return -1;
}
