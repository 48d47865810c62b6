import type { HttpRequest } from '../model/scenario.ts';
import {
  type Importer,
  type ImportOptions,
  type Recorded,
  replayOf,
  unreadable,
} from './imported.ts';

/**
 * Common Log Format, with whatever follows in the combined one:
 * `host ident user [day/month/year:time zone] "method path protocol" status bytes …`.
 */
const LINE = new RegExp(
  [
    /^\S+ \S+ .*?/,
    /\[(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{4})\] /,
    /"([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?" (\d{3}) /,
  ]
    .map(({ source }) => source)
    .join(''),
);

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** Requests with a name of their own, the most frequent first; all others share one by method. */
const NAMES_MAX = 20;
/** What a server may rightly say to what was asked for some other day. */
const ANSWERED = [200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404];
/** Requests with these were sent with bodies, which no log has. */
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

interface Line {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly atSeconds: number;
}

/** An access log in common or combined format, of nginx, Apache and most others. */
export const accessLog = {
  name: 'access-log',
  about: 'an access log in common or combined format, sent again at its times',
  read(text, options) {
    const written = text.split('\n').filter((line) => line.trim() !== '');
    const lines = written.flatMap((line) => lineOf(line) ?? []);
    if (lines.length === 0) {
      throw unreadable(
        `Not one of ${written.length} lines is in common or combined log format.`,
        'Lines look like: 10.0.0.1 - - [23/Nov/2026:20:00:00 +0000] "GET / HTTP/1.1" 200 12',
      );
    }
    return replayOf(
      spread(lines).map(named(lines)),
      options as ImportOptions,
      notesOf(written, lines),
    );
  },
} as const satisfies Importer;

function lineOf(line: string): Line | undefined {
  const [, day, month, year, time, zone, method = '', target = '', status] =
    LINE.exec(`${line} `) ?? [];
  const place = MONTHS.indexOf(month ?? '?');
  if (day === undefined || place < 0) return undefined;
  const number = String(place / 3 + 1).padStart(2, '0');
  const iso = `${year}-${number}-${day}T${time}${zone?.slice(0, 3)}:${zone?.slice(3)}`;
  const atSeconds = Date.parse(iso) / 1000;
  const path = target.startsWith('/') ? target : pathOf(target);
  if (Number.isNaN(atSeconds) || path === undefined || method === 'CONNECT') return undefined;
  return { method, path, status: Number(status), atSeconds };
}

/** Requests through a proxy name the whole URL. */
function pathOf(target: string): string | undefined {
  if (!URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}

function notesOf(written: readonly string[], lines: readonly Line[]): string[] {
  const left = written.length - lines.length;
  const bodies = lines.filter(({ method }) => WITH_BODY.includes(method)).length;
  const wrong = lines.filter(({ status }) => status >= 400).length;
  return [
    ...(left > 0
      ? [`${left} of ${written.length} lines could not be read and were left out.`]
      : []),
    ...(bodies > 0
      ? [`${bodies} requests had bodies, which no log has: they are sent without.`]
      : []),
    ...(wrong > 0
      ? [`${wrong} requests had failed when recorded; whatever comes now is right.`]
      : []),
    'A log has whole seconds: requests of the same second are spread over it evenly.',
  ];
}

/** Lines of one second share it evenly, in their order. */
function spread(lines: readonly Line[]): readonly Line[] {
  const counts = new Map<number, number>();
  for (const { atSeconds } of lines) counts.set(atSeconds, (counts.get(atSeconds) ?? 0) + 1);
  const seen = new Map<number, number>();
  return lines.map((line) => {
    const index = seen.get(line.atSeconds) ?? 0;
    seen.set(line.atSeconds, index + 1);
    return { ...line, atSeconds: line.atSeconds + index / (counts.get(line.atSeconds) ?? 1) };
  });
}

/** Numbers and identifiers in a path are places in it, and not requests of their own. */
const shapeOf = (path: string): string =>
  (path.split('?')[0] ?? path)
    .split('/')
    .map((part) => (/^\d+$|^[0-9a-f]{8,}(?:-|$)/i.test(part) ? ':id' : part))
    .join('/');

function named(lines: readonly Line[]): (line: Line) => Recorded {
  const counts = new Map<string, number>();
  const nameOf = ({ method, path }: Line): string => `${method} ${shapeOf(path)}`;
  for (const line of lines) counts.set(nameOf(line), (counts.get(nameOf(line)) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, NAMES_MAX);
  const own = new Set(frequent.map(([name]) => name));
  return (line) => {
    const name = own.has(nameOf(line)) ? nameOf(line) : `${line.method} (others)`;
    const request: HttpRequest = {
      ...(line.method === 'GET' ? {} : { method: line.method }),
      path: '{{ log.path }}',
      expect: { status: ANSWERED },
    };
    return { name, request, atSeconds: line.atSeconds, row: { path: line.path } };
  };
}
