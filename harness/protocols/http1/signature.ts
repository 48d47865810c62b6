/** Requests that a function of the user's signs: what it is given, and what it returns. */
import type { UnsignedRequest } from '../../model/scenario-function.ts';
import { scenarioError } from '../../scenario/scenario-error.ts';
import type { SentRequest } from './redirection.ts';
import { checkHeaderValue } from './request-encoder.ts';
import { isToken } from './token.ts';

/** The request as the function sees it. */
export function unsigned({ method, head, body }: SentRequest): UnsignedRequest {
  const [line = '', ...fields] = head.trimEnd().split('\r\n');
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  });
  const path = line.slice(method.length + 1, -' HTTP/1.1'.length);
  return { method, path, headers: Object.fromEntries(headers), body };
}

/** The headers that a function has returned, by name. Throws a scenario error for anything else. */
export function signatureHeaders(
  returned: unknown,
  name: string,
): Readonly<Record<string, string>> {
  if (typeof returned === 'string')
    return { Authorization: checkedValue('Authorization', returned) };
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) {
    throw scenarioError(
      `The function "${name}" signs with ${Array.isArray(returned) ? 'a list' : typeof returned}.`,
      'Let it return the text for the Authorization header, or headers by name.',
    );
  }
  for (const [key, value] of Object.entries(returned)) {
    if (!isToken(key) || typeof value !== 'string') {
      throw scenarioError(
        `The function "${name}" returns a ${typeof value} for the header ${JSON.stringify(key)}.`,
        'Let it return texts, by names of letters, digits and dashes.',
      );
    }
    checkedValue(key, value);
  }
  return returned as Readonly<Record<string, string>>;
}

function checkedValue(name: string, value: string): string {
  checkHeaderValue(name, value);
  return value;
}

/** The header with the signature in it, which stands above what was there under the same name. */
export function signedHead(head: string, headers: Readonly<Record<string, string>>): string {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const [line = '', ...fields] = head.trimEnd().split('\r\n');
  const kept = fields.filter(
    (field) => !names.has(field.slice(0, field.indexOf(':')).toLowerCase()),
  );
  const added = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[line, ...kept, ...added].join('\r\n')}\r\n`;
}
