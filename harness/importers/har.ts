import { z } from 'zod';
import type { HttpRequest, Step } from '../model/scenario.ts';
import { literal } from '../scenario/template.ts';
import {
  type Imported,
  type Importer,
  type ImportOptions,
  keptHeaders,
  literalJson,
  Names,
  type Recorded,
  replayOf,
  unreadable,
} from './imported.ts';

const pair = z.looseObject({ name: z.string(), value: z.string() });

const entry = z.looseObject({
  startedDateTime: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), 'This is no date and time.'),
  // Browsers write -1 for what they do not know.
  time: z.number().transform((ms) => Math.max(0, ms)),
  request: z.looseObject({
    method: z.string(),
    url: z.string(),
    headers: z.array(pair),
    postData: z
      .looseObject({
        mimeType: z.string().default(''),
        text: z.string().optional(),
        params: z
          .array(
            z.looseObject({
              name: z.string(),
              value: z.string().optional(),
              fileName: z.string().optional(),
              contentType: z.string().optional(),
            }),
          )
          .optional(),
      })
      .optional(),
  }),
  response: z.looseObject({ status: z.number() }),
});

const archive = z.looseObject({ log: z.looseObject({ entries: z.array(entry) }) });

type Entry = z.infer<typeof entry>;

/** HTTP Archive 1.2, as browsers export it. */
export const har = {
  name: 'har',
  about: 'an HTTP archive that a browser has exported',
  read(text, options) {
    const entries = entriesOf(text);
    const notes = new Set<string>();
    const asked = entries.filter(({ request }) => hostOf(request.url) !== undefined);
    const host = options.host ?? hostOf(asked[0]?.request.url ?? '') ?? '';
    const own = asked.filter(({ request }) => hostOf(request.url) === host);
    if (own.length === 0) {
      const hosts = [...new Set(asked.map(({ request }) => hostOf(request.url)))];
      throw unreadable(
        `The archive has no request to ${host || 'any host'}.`,
        hosts.length === 0 ? 'Record some first.' : `--host takes one of: ${hosts.join(', ')}.`,
      );
    }
    const told = (count: number, what: string): void => {
      if (count > 0) notes.add(`${count} requests ${what} were left out.`);
    };
    told(entries.length - asked.length, 'that are not HTTP (data:, ws: and the like)');
    told(asked.length - own.length, `to other hosts than ${host}`);
    const answered = own.filter(({ response }) => response.status >= 100);
    told(own.length - answered.length, 'that had no answer');
    if (answered.length === 0) {
      throw unreadable(`No request to ${host} has an answer.`, 'Record some that have.');
    }
    return options.timing === 'replay'
      ? replay(answered, options, notes)
      : steps(answered, options, notes);
  },
} as const satisfies Importer;

/** Undefined for what is no request over HTTP. */
function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  return ['http:', 'https:'].includes(protocol) ? host : undefined;
}

function entriesOf(text: string): readonly Entry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(
      'This is no HTTP archive, since it is no JSON.',
      'Export one as HAR from the browser.',
      error,
    );
  }
  const checked = archive.safeParse(value);
  if (checked.success) return checked.data.log.entries;
  const [issue] = checked.error.issues;
  throw unreadable(
    `This is no HTTP archive: ${issue?.path.join('.')}: ${issue?.message}.`,
    'Export one as HAR from the browser; its version is 1.2.',
  );
}

/** What a browser was asked for again; it may have had it already, which a server says with 304. */
const statusOf = (status: number): number | readonly number[] =>
  status === 304 ? [200, 304] : status;

function requestOf({ request, response }: Entry, notes: Set<string>): HttpRequest {
  const { pathname, search } = new URL(request.url);
  const headers = keptHeaders(
    request.headers.map(({ name, value }) => [name, value] as const),
    notes,
  );
  const body = bodyOf(request.postData, headers, notes);
  return {
    ...(request.method === 'GET' ? {} : { method: request.method }),
    path: literal(`${pathname}${search}`),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...body,
    expect: { status: statusOf(response.status) },
  };
}

type PostData = NonNullable<Entry['request']['postData']>;
type Body = Pick<HttpRequest, 'body' | 'json' | 'multipart'>;

/** The body, and in `headers` of which type it is. */
function bodyOf(
  postData: PostData | undefined,
  headers: Record<string, string>,
  notes: Set<string>,
): Body {
  if (postData === undefined) return {};
  const { mimeType, params = [] } = postData;
  const typed = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  if (postData.text === undefined && mimeType.startsWith('multipart/')) {
    // Its boundary is ours.
    if (typed !== undefined) delete headers[typed];
    return { multipart: partsOf(params, notes) };
  }
  const text = postData.text ?? formOf(params);
  if (typed === undefined && mimeType !== '') headers['Content-Type'] = mimeType;
  if (!mimeType.includes('json')) return { body: literal(text) };
  // JSON is easier to change as JSON.
  try {
    return { json: literalJson(JSON.parse(text)) };
  } catch {
    return { body: literal(text) };
  }
}

const formOf = (params: NonNullable<PostData['params']>): string =>
  new URLSearchParams(params.map(({ name, value }) => [name, value ?? ''])).toString();

/** An archive names the files of a form, and has nothing of what is in them. */
function partsOf(params: NonNullable<PostData['params']>, notes: Set<string>) {
  const parts = params.map(({ name, value = '', fileName, contentType }) => {
    if (fileName === undefined) return [name, literal(value)] as const;
    notes.add(`Put the file ${fileName} beside the scenario: the archive only names it.`);
    const type = contentType === undefined ? {} : { type: contentType };
    return [name, { file: fileName, ...type }] as const;
  });
  return Object.fromEntries(parts);
}

const nameOf = ({ request }: Entry): string => `${request.method} ${new URL(request.url).pathname}`;

function steps(entries: readonly Entry[], options: ImportOptions, notes: Set<string>): Imported {
  const names = new Names();
  let endedMs = Number.NaN;
  const made = entries.flatMap((one): Step[] => {
    const startMs = Date.parse(one.startedDateTime);
    const gapMs = Math.round((startMs - endedMs) / options.factor);
    endedMs = Math.max(Number.isNaN(endedMs) ? 0 : endedMs, startMs + one.time);
    const step = { name: names.of(nameOf(one)), request: requestOf(one, notes) };
    return options.timing === 'think' && gapMs > 0 ? [{ think: `${gapMs}ms` }, step] : [step];
  });
  notes.add('One after the other, where a browser asks for several at once.');
  const about = `${entries.length} requests of a browser, one after the other`;
  return { scenario: { about, steps: made }, notes: [...notes] };
}

function replay(entries: readonly Entry[], options: ImportOptions, notes: Set<string>): Imported {
  const names = new Names();
  const recorded = entries.map(
    (one): Recorded => ({
      name: names.of(nameOf(one)),
      request: requestOf(one, notes),
      atSeconds: Date.parse(one.startedDateTime) / 1000,
      row: {},
    }),
  );
  return replayOf(recorded, options, [...notes]);
}
