import { parseArgs } from 'node:util';
import { parse } from 'shell-quote';
import type { HttpRequest } from '../model/scenario.ts';
import { type Importer, keptHeaders, unreadable } from './imported.ts';

/** Those of curl's options that say what is asked for. */
const options = {
  request: { type: 'string', short: 'X' },
  header: { type: 'string', short: 'H', multiple: true },
  data: { type: 'string', short: 'd', multiple: true },
  'data-raw': { type: 'string', multiple: true },
  'data-binary': { type: 'string', multiple: true },
  'data-ascii': { type: 'string', multiple: true },
  'data-urlencode': { type: 'string', multiple: true },
  json: { type: 'string', multiple: true },
  form: { type: 'string', short: 'F', multiple: true },
  user: { type: 'string', short: 'u' },
  'user-agent': { type: 'string', short: 'A' },
  referer: { type: 'string', short: 'e' },
  cookie: { type: 'string', short: 'b' },
  url: { type: 'string', multiple: true },
  get: { type: 'boolean', short: 'G' },
  head: { type: 'boolean', short: 'I' },
} as const;

/** Those that say how curl is to behave, and change nothing here. */
const idle = {
  silent: { type: 'boolean', short: 's' },
  'show-error': { type: 'boolean', short: 'S' },
  verbose: { type: 'boolean', short: 'v' },
  include: { type: 'boolean', short: 'i' },
  fail: { type: 'boolean', short: 'f' },
  insecure: { type: 'boolean', short: 'k' },
  location: { type: 'boolean', short: 'L' },
  compressed: { type: 'boolean' },
  'http1.1': { type: 'boolean' },
  http2: { type: 'boolean' },
  globoff: { type: 'boolean', short: 'g' },
  output: { type: 'string', short: 'o' },
  'max-time': { type: 'string', short: 'm' },
  'connect-timeout': { type: 'string' },
  'write-out': { type: 'string', short: 'w' },
  'cookie-jar': { type: 'string', short: 'c' },
} as const;

/** A command line of curl, as browsers copy it. */
export const curl = {
  name: 'curl',
  about: 'a curl command line, such as a browser copies',
  read(text) {
    const words = wordsOf(text);
    const { values, positionals } = argumentsOf(words);
    const urls = [...(values.url ?? []), ...positionals];
    const [url, second] = urls;
    if (url === undefined || second !== undefined) {
      throw unreadable(
        url === undefined ? 'The command names no URL.' : `The command names ${urls.length} URLs.`,
        'Give one command with one URL.',
      );
    }
    const notes = new Set<string>();
    const request = requestOf(url, values, notes);
    if (values.location) notes.add('Redirections are not followed; add a step for each.');
    const name = `${request.method ?? 'GET'} ${request.path.split('?')[0]}`;
    return {
      scenario: { about: name, operations: [{ name, request }] },
      notes: [...notes],
    };
  },
} as const satisfies Importer;

type Values = ReturnType<typeof argumentsOf>['values'];

function wordsOf(text: string): string[] {
  const words = parse(text.trim().replaceAll(/\\\r?\n/g, ' ')).map((word) => {
    if (typeof word === 'string') return word;
    // A pattern of the shell's, such as the ? of a URL without quotes.
    if ('pattern' in word) return word.pattern;
    throw unreadable('There is more than one command in it.', 'Give the curl command alone.');
  });
  if (/(?:^|\/)curl(?:\.exe)?$/.test(words[0] ?? '')) return words.slice(1);
  throw unreadable(
    `It begins with "${words[0] ?? ''}", not with curl.`,
    'Copy it as cURL (bash) from the network view of a browser.',
  );
}

function argumentsOf(words: readonly string[]) {
  try {
    const known = { ...options, ...idle };
    return parseArgs({ args: [...words], options: known, allowPositionals: true });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw unreadable(`curl: ${why}.`, 'Take the option out, if it does not matter here.', error);
  }
}

function requestOf(url: string, values: Values, notes: Set<string>): HttpRequest {
  const { pathname, search, username, password } = urlOf(url);
  const headers = headersOf(values, notes);
  const body = bodyOf(values);
  const inQuery = values.get === true ? (body.body ?? '') : '';
  const sent = values.get === true ? {} : body;
  const user = values.user ?? (username === '' ? undefined : `${username}:${password}`);
  if (sent.body !== undefined && values.json === undefined) asForm(headers);
  const method = values.request ?? methodOf(values, Object.keys(sent).length > 0);
  const joint = search === '' ? '?' : '&';
  return {
    ...(method === 'GET' ? {} : { method }),
    path: `${pathname}${search}${inQuery === '' ? '' : joint}${inQuery}`,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...authOf(user, notes),
    ...sent,
  };
}

function methodOf({ head }: Values, hasBody: boolean): string {
  if (head) return 'HEAD';
  return hasBody ? 'POST' : 'GET';
}

function urlOf(url: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  if (URL.canParse(withScheme)) return new URL(withScheme);
  throw unreadable(`"${url}" is not a URL.`, 'Write one such as http://127.0.0.1:8080/.');
}

/** What curl says of data whose type nobody has said. */
function asForm(headers: Record<string, string>): void {
  if (Object.keys(headers).some((name) => /^content-type$/i.test(name))) return;
  headers['Content-Type'] = 'application/x-www-form-urlencoded';
}

function headersOf(values: Values, notes: Set<string>): Record<string, string> {
  const given = (values.header ?? []).map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon < 0 ? undefined : colon).trim(), line.slice(colon + 1).trim()];
  });
  if (values['user-agent'] !== undefined) given.push(['User-Agent', values['user-agent']]);
  const headers = keptHeaders(given, notes);
  if (values.json !== undefined) headers['Accept'] ??= 'application/json';
  const cookies = values.cookie ?? given.find(([name]) => /^cookie$/i.test(name))?.[1];
  if (cookies === undefined) return headers;
  notes.add('Set COOKIE in the environment: its recorded value was left out.');
  return { ...headers, Cookie: '{{ secret.COOKIE }}' };
}

function authOf(user: string | undefined, notes: Set<string>): Pick<HttpRequest, 'auth'> {
  if (user === undefined) return {};
  notes.add('Set PASSWORD in the environment: its recorded value was left out.');
  const [name = ''] = user.split(':');
  return { auth: { basic: { user: name, password: '{{ secret.PASSWORD }}' } } };
}

function bodyOf(values: Values): Pick<HttpRequest, 'body' | 'json' | 'multipart'> {
  if (values.form !== undefined)
    return { multipart: Object.fromEntries(values.form.map(formPart)) };
  if (values.json !== undefined) {
    const text = values.json.join('');
    try {
      return { json: JSON.parse(text) };
    } catch {
      return { body: text };
    }
  }
  const plain = [
    ...(values.data ?? []),
    ...(values['data-ascii'] ?? []),
    ...(values['data-raw'] ?? []),
    ...(values['data-binary'] ?? []),
    ...(values['data-urlencode'] ?? []).map(urlEncoded),
  ];
  const file = plain.find((text) => text.startsWith('@') && values['data-raw'] === undefined);
  if (file !== undefined) {
    throw unreadable(
      `The body is the file ${file.slice(1)}.`,
      'Take --data out, and write file: PATH into the request of the scenario.',
    );
  }
  return plain.length === 0 ? {} : { body: plain.join('&') };
}

function urlEncoded(text: string): string {
  const equals = text.indexOf('=');
  if (equals < 0) return encodeURIComponent(text);
  return `${text.slice(0, equals + 1)}${encodeURIComponent(text.slice(equals + 1))}`;
}

function formPart(text: string) {
  const equals = text.indexOf('=');
  const [name, value] = [text.slice(0, equals), text.slice(equals + 1)];
  if (equals < 1) throw unreadable(`"${text}" is no field of a form.`, 'Write -F name=value.');
  if (!value.startsWith('@')) return [name, value] as const;
  const [file = '', ...more] = value.slice(1).split(';');
  const type = more.find((one) => one.startsWith('type='))?.slice(5);
  return [name, { file, ...(type === undefined ? {} : { type }) }] as const;
}
