/** What stands in the place of a secret. */
const HIDDEN = '(secret)';

/** Base64 of either alphabet, long enough to hold something. */
const BASE64 = /[A-Za-z0-9+/_-]{6,}={0,2}/g;

/** Of a secret that is cut off, this many letters say nothing yet. */
const SHOWN_OF_CUT_MAX = 3;

/** Where a text is cut, if it is: at an ellipsis or at its end, perhaps after closing quotes. */
const CUT = /(?:\\*")*\s*(?:…|$)/g;

/** What one letter may be written as: in JSON, percent-encoded, in HTML. */
const WRITTEN = new RegExp(
  [
    /\\+u([0-9a-f]{4})/,
    /((?:%[0-9a-f]{2})+)/,
    /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(amp|lt|gt|quot|apos));/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giy',
);

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
};

/** A blank may be a plus; and so JSON writes what ends a line. Backslashes count as nothing. */
const SAME: Readonly<Record<string, string>> = {
  ...{ '+': ' ', '\n': 'n', '\r': 'r', '\t': 't', '\f': 'f', '\b': 'b', '\\': '' },
};

/** Ways of writing within each other, such as JSON in a query. */
const ROUNDS = 3;

/** A text by its meaning, and where in the written one each letter of it begins. */
interface Read {
  readonly text: string;
  /** One more than letters: the last is the end. */
  readonly at: readonly number[];
}

/** Takes one way of writing off, or two that do not touch each other. */
function readOnce({ text, at }: Read): Read {
  let read = '';
  const places: number[] = [];
  for (let index = 0; index < text.length; ) {
    WRITTEN.lastIndex = index;
    const match = WRITTEN.exec(text);
    const meant = match === null ? undefined : meaningOf(match);
    const letter = text[index] as string;
    const letters = meant ?? SAME[letter] ?? letter;
    for (let count = 0; count < letters.length; count++) places.push(at[index] as number);
    read += letters;
    index += meant === undefined ? 1 : (match?.[0].length ?? 1);
  }
  return { text: read, at: [...places, at.at(-1) as number] };
}

function meaningOf([, unicode, percents, decimal, hex, entity]: RegExpExecArray): string {
  if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
  if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? '';
  if (percents !== undefined) return Buffer.from(percents.replaceAll('%', ''), 'hex').toString();
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return String.fromCodePoint(Math.min(code, 0x10ffff));
}

function readOf(text: string): Read {
  let read: Read = { text, at: Array.from({ length: text.length + 1 }, (_, index) => index) };
  for (let round = 0; round < ROUNDS; round++) read = readOnce(read);
  return read;
}

/** From and to, in the written text. */
type Span = readonly [number, number];

/** Where a secret stands in a text. */
function whole({ text, at }: Read, secret: string): Span[] {
  const spans: Span[] = [];
  for (let from = text.indexOf(secret); from >= 0; from = text.indexOf(secret, from + 1)) {
    spans.push([at[from] as number, at[from + secret.length] as number]);
  }
  return spans;
}

/** How many letters a text ends with that a secret begins with. */
function begunAtEnd(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

/** Where a text is cut within a secret. */
function cutOff({ text, at }: Read, secret: string): Span[] {
  return [...text.matchAll(CUT)].flatMap(({ index }): Span[] => {
    const begun = begunAtEnd(text.slice(0, index), secret);
    if (begun <= SHOWN_OF_CUT_MAX) return [];
    return [[at[index - begun] as number, at[index] as number]];
  });
}

function replaced(text: string, spans: readonly Span[]): string {
  let shown = '';
  let upTo = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (from >= upTo) shown += text.slice(upTo, from) + HIDDEN;
    upTo = Math.max(upTo, to);
  }
  return shown + text.slice(upTo);
}

/**
 * A text without secrets: neither as they are, nor percent-encoded, nor as JSON or HTML write them,
 * however often, nor within something in base64, such as the user and password of an Authorization
 * header. A secret that is cut off where the text is goes, too.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text;
  const meant = secrets.map((secret) => readOf(secret).text).filter((secret) => secret !== '');
  const read = readOf(text);
  const spans = meant.flatMap((secret) => [...whole(read, secret), ...cutOff(read, secret)]);
  return replaced(text, spans).replaceAll(BASE64, (word) => {
    const decoded = readOf(Buffer.from(word, 'base64').toString('utf8')).text;
    const holds = (secret: string): boolean =>
      decoded.includes(secret) || begunAtEnd(decoded, secret) > SHOWN_OF_CUT_MAX;
    return meant.some(holds) ? HIDDEN : word;
  });
}
