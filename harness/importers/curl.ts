import { parseArgs } from 'node:util';
import type { HttpRequest, Json } from '../model/scenario.ts';
import { literal } from '../scenario/template.ts';
import { type Importer, keptHeaders, literalJson, unreadable } from './imported.ts';
import { shellWords } from './shell-words.ts';

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
  'form-string': { type: 'string', multiple: true },
  'upload-file': { type: 'string', short: 'T' },
  user: { type: 'string', short: 'u' },
  'oauth2-bearer': { type: 'string' },
  'user-agent': { type: 'string', short: 'A' },
  referer: { type: 'string', short: 'e' },
  range: { type: 'string', short: 'r' },
  cookie: { type: 'string', short: 'b' },
  url: { type: 'string', multiple: true },
  'url-query': { type: 'string', multiple: true },
  get: { type: 'boolean', short: 'G' },
  location: { type: 'boolean', short: 'L' },
  'location-trusted': { type: 'boolean' },
  'max-time': { type: 'string', short: 'm' },
  head: { type: 'boolean', short: 'I' },
} as const;

const flag = { type: 'boolean' } as const;
const taking = { type: 'string' } as const;

/** Those that say how curl is to behave, and change nothing here. */
const idle = {
  silent: { type: 'boolean', short: 's' },
  'show-error': { type: 'boolean', short: 'S' },
  verbose: { type: 'boolean', short: 'v' },
  include: { type: 'boolean', short: 'i' },
  fail: { type: 'boolean', short: 'f' },
  insecure: { type: 'boolean', short: 'k' },
  globoff: { type: 'boolean', short: 'g' },
  'no-buffer': { type: 'boolean', short: 'N' },
  'progress-bar': { type: 'boolean', short: '#' },
  'remote-name': { type: 'boolean', short: 'O' },
  ipv4: { type: 'boolean', short: '4' },
  ipv6: { type: 'boolean', short: '6' },
  tlsv1: { type: 'boolean', short: '1' },
  'http1.0': { type: 'boolean', short: '0' },
  disable: { type: 'boolean', short: 'q' },
  output: { type: 'string', short: 'o' },
  'write-out': { type: 'string', short: 'w' },
  'cookie-jar': { type: 'string', short: 'c' },
  'dump-header': { type: 'string', short: 'D' },
  'speed-limit': { type: 'string', short: 'Y' },
  'speed-time': { type: 'string', short: 'y' },
  cert: { type: 'string', short: 'E' },
  proxy: { type: 'string', short: 'x' },
  ...{ compressed: flag, 'fail-with-body': flag, 'http1.1': flag, http2: flag, http3: flag },
  ...{ 'http2-prior-knowledge': flag, 'tlsv1.2': flag, 'tlsv1.3': flag, 'path-as-is': flag },
  ...{ 'no-progress-meter': flag, 'no-keepalive': flag, 'retry-connrefused': flag },
  ...{ 'retry-all-errors': flag, basic: flag, 'tcp-nodelay': flag },
  ...{ 'connect-timeout': taking, retry: taking, 'retry-delay': taking, cacert: taking },
  ...{ 'retry-max-time': taking, capath: taking, key: taking, resolve: taking, ciphers: taking },
  ...{ 'connect-to': taking, 'max-redirs': taking, 'limit-rate': taking, interface: taking },
  ...{ 'keepalive-time': taking, noproxy: taking, 'unix-socket': taking, stderr: taking },
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
    if (values.proxy !== undefined) notes.add('It is sent to the target itself, not to a proxy.');
    const name = `${request.method ?? 'GET'} ${request.path.split('?')[0]}`;
    return {
      scenario: {
        about: name,
        ...(values.location || values['location-trusted'] ? { redirects: 'follow' } : {}),
        operations: [{ name, request, ...timeoutOf(values, notes) }],
      },
      notes: [...notes],
    };
  },
} as const satisfies Importer;

/** curl counts in seconds. */
function timeoutOf(values: Values, notes: Set<string>): { readonly timeout?: string } {
  const text = values['max-time'];
  if (text === undefined) return {};
  const seconds = Number(text);
  if (seconds > 0 && seconds < Number.POSITIVE_INFINITY) return { timeout: `${seconds}s` };
  notes.add(`--max-time ${text} is no time and was left out.`);
  return {};
}

type Values = ReturnType<typeof argumentsOf>['values'];

/** What follows the name of the program. */
function wordsOf(text: string): string[] {
  const words = shellWords(text);
  if (/(?:^|\/)curl(?:\.exe)?$/.test(words[0] ?? '')) return words.slice(1);
  const [begin = ''] = words;
  throw unreadable(
    `It begins with "${begin.slice(0, 60)}", not with curl.`,
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
  const added = (values['url-query'] ?? []).map(urlEncoded);
  if (values.get === true && body.body !== undefined) added.push(body.body);
  const inQuery = added.join('&');
  const sent = values.get === true ? {} : body;
  const user = values.user ?? (username === '' ? undefined : `${username}:${password}`);
  const isForm = values.json === undefined && values['upload-file'] === undefined;
  if (isForm && (sent.body !== undefined || sent.file !== undefined)) asForm(headers);
  const method = values.request ?? methodOf(values, Object.keys(sent).length > 0);
  const joint = search === '' ? '?' : '&';
  return {
    ...(method === 'GET' ? {} : { method }),
    path: literal(`${pathname}${search}${inQuery === '' ? '' : joint}${inQuery}`),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...authOf(user, values['oauth2-bearer'], notes),
    ...(literalJson(sent as Json) as Body),
  };
}

function methodOf(values: Values, hasBody: boolean): string {
  if (values.head) return 'HEAD';
  if (values['upload-file'] !== undefined) return 'PUT';
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
  const given = (values.header ?? []).flatMap((line): (readonly [string, string])[] => {
    // `X-A;` is one without a value, `X-A:` none at all.
    if (/^[^:]+;$/.test(line)) return [[line.slice(0, -1).trim(), '']];
    const [, name = '', value = ''] = /^([^:]*):\s*(.*?)\s*$/s.exec(line) ?? [];
    return value === '' ? [] : [[name.trim(), value]];
  });
  if (values['user-agent'] !== undefined) given.push(['User-Agent', values['user-agent']]);
  if (values.range !== undefined) given.push(['Range', `bytes=${values.range}`]);
  const headers = keptHeaders(given, notes);
  if (values.json !== undefined) headers['Accept'] ??= 'application/json';
  const cookies = values.cookie ?? given.find(([name]) => /^cookie$/i.test(name))?.[1];
  if (cookies === undefined) return headers;
  notes.add('Set COOKIE in the environment: its recorded value was left out.');
  return { ...headers, Cookie: '{{ secret.COOKIE }}' };
}

function authOf(
  user: string | undefined,
  bearer: string | undefined,
  notes: Set<string>,
): Pick<HttpRequest, 'auth'> {
  const hidden = (name: string): string => {
    notes.add(`Set ${name} in the environment: its recorded value was left out.`);
    return `{{ secret.${name} }}`;
  };
  if (bearer !== undefined) return { auth: { bearer: hidden('TOKEN') } };
  if (user === undefined) return {};
  const [name = ''] = user.split(':');
  return { auth: { basic: { user: literal(name), password: hidden('PASSWORD') } } };
}

type Body = Pick<HttpRequest, 'body' | 'json' | 'multipart' | 'file'>;

function bodyOf(values: Values): Body {
  const { form, 'form-string': texts = [], 'upload-file': upload } = values;
  if (upload !== undefined) return { file: upload };
  if (form !== undefined || texts.length > 0) {
    const parts = [...(form ?? []).map(formPart), ...texts.map((text) => fieldOf(text))];
    return { multipart: Object.fromEntries(parts) };
  }
  if (values.json !== undefined) return jsonBody(values.json.join(''));
  const raw = values['data-raw'] ?? [];
  const mayBeFile = [
    ...(values.data ?? []),
    ...(values['data-ascii'] ?? []),
    ...(values['data-binary'] ?? []),
  ];
  const plain = [...mayBeFile, ...raw, ...(values['data-urlencode'] ?? []).map(urlEncoded)];
  const file = mayBeFile.find((text) => text.startsWith('@'));
  if (file === undefined) return plain.length === 0 ? {} : { body: plain.join('&') };
  if (plain.length === 1) return { file: fileIn(file) };
  throw unreadable(
    `The body is the file ${file.slice(1)} and something else.`,
    'Write all of it into one file, and give that alone.',
  );
}

/** The file of `@file`; what is piped in is none. */
function fileIn(text: string): string {
  if (text !== '@-') return text.slice(1);
  throw unreadable('The body is what is piped in.', 'Write it into a file: -d @FILE.');
}

function jsonBody(text: string): Body {
  if (text.startsWith('@')) return { file: fileIn(text) };
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { body: text };
  }
}

/** `name=content` and `content` of which the content is encoded; `name@file` has it elsewhere. */
function urlEncoded(text: string): string {
  const [, name, sign = '', rest = ''] = /^([^=@]*)([=@])(.*)$/s.exec(text) ?? [];
  if (name === undefined) return encodeURIComponent(text);
  if (sign === '@') {
    throw unreadable(
      `A part of the body is the encoded file ${rest}.`,
      'Write its contents in the place of the file.',
    );
  }
  return `${name === '' ? '' : `${name}=`}${encodeURIComponent(rest)}`;
}

function fieldOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw unreadable(`"${text}" is no field of a form.`, 'Write -F name=value.');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function formPart(text: string) {
  const [name, value] = fieldOf(text);
  if (!value.startsWith('@') && !value.startsWith('<')) {
    return [name, value.replace(/;type=[^;]*$/, '')] as const;
  }
  const [file = '', ...more] = value.slice(1).split(';');
  const said = (key: string): string | undefined =>
    more
      .find((one) => one.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replaceAll('"', '');
  const [type, filename] = [said('type'), said('filename')];
  const named = filename === undefined ? {} : { name: filename };
  return [name, { file, ...(type === undefined ? {} : { type }), ...named }] as const;
}
