/**
 * Requests that depend on their session: what is known beforehand is put together once, the rest
 * for each request; and the answers are looked at for what is expected of them and for values that
 * later requests need.
 */
import type {
  AnswerFault,
  Endpoint,
  SessionOperation,
  SessionPreparer,
  SessionRequest,
  SessionTools,
  SessionView,
} from '../../model/protocol.ts';
import type { HttpRequest } from '../../model/scenario.ts';
import { jsonPath } from '../../scenario/json-path.ts';
import { regexOf } from '../../scenario/regex.ts';
import { scenarioError } from '../../scenario/scenario-error.ts';
import { asText } from '../../scenario/template.ts';
import { type AnswerCheck, checksOf } from './answer-checks.ts';
import { excerpt } from './answer-text.ts';
import { SessionCookies } from './cookie-jar.ts';
import type { EncodedRequest, Inspector } from './encoded-request.ts';
import { leadsOn, redirected, type SentRequest } from './redirection.ts';
import { checkHeaderValue, encodePlain, headerOf, saysLength } from './request-encoder.ts';
import { fillShape, type RequestShape, shapeOf } from './request-shape.ts';
import { signatureHeaders, signedHead, unsigned } from './signature.ts';
import { WholeAnswer } from './whole-answer.ts';

type NamedCapture = SessionOperation['captures'][number];

/** Finds a value in an answer; undefined where there is none. */
type Finder = (answer: WholeAnswer, session: SessionView) => unknown;

/** A request of a session, on its way to being encoded. */
interface Asked extends SentRequest {
  readonly session: SessionView;
  readonly checks: boolean;
}

/** Stands for every name when a request is looked at before there is a session. */
const SOMETHING = '/1';

/** Prepares requests of sessions. */
export const httpSessions: SessionPreparer<HttpRequest, EncodedRequest> = {
  prepare: (operation, endpoint, tools) => new HttpSessionRequest(operation, endpoint, tools),
};

class HttpSessionRequest implements SessionRequest<EncodedRequest> {
  readonly #shape: RequestShape;
  readonly #tools: SessionTools;
  readonly #origin: string;
  readonly #captures: readonly (readonly [NamedCapture, Finder])[];
  readonly #checks: readonly AnswerCheck[];
  /** With names filled somehow: what does not depend on them is right. */
  readonly #sample: EncodedRequest;
  /** The header as it is up to its `Content-Length`, where nothing of it varies. */
  readonly #head: string | undefined;
  readonly #host: string;
  /** What the request calls the server. */
  readonly #authority: string;
  readonly #files: boolean;

  constructor(
    { request, captures }: SessionOperation<HttpRequest>,
    endpoint: Endpoint,
    tools: SessionTools,
  ) {
    this.#tools = tools;
    this.#shape = shapeOf(request, tools.files);
    this.#origin = `${endpoint.tls ? 'https' : 'http'}://${endpoint.authority}`;
    const { status } = (request.expect ?? {}) as { readonly status?: unknown };
    const sample = { ...fillShape(this.#shape, () => SOMETHING), expect: { status } };
    this.#sample = encodePlain(sample, endpoint);
    this.#checks = checksOf(request.expect, tools);
    this.#captures = captures.map((capture) => [capture, finderOf(capture)] as const);
    const named = headerOf(sample.headers, 'host');
    this.#authority = named ?? endpoint.authority;
    this.#host = named === undefined ? `Host: ${endpoint.authority}\r\n` : '';
    this.#files = this.#shape.body.some((piece) => piece instanceof Uint8Array);
    const { target, headers } = this.#shape;
    const varies = target.varies || headers.some(([, value]) => value.varies);
    this.#head = varies ? undefined : this.#headOf(() => SOMETHING);
  }

  #headOf(lookup: SessionView['lookup']): string {
    const { method = 'GET', target, headers } = this.#shape;
    const path = target.varies ? pathIn(target.fill(lookup)) : target.fill(lookup);
    let head = `${method} ${path} HTTP/1.1\r\n${this.#host}`;
    for (const [name, part] of headers) {
      const value = part.fill(lookup);
      if (part.varies) checkHeaderValue(name, value);
      head += `${name}: ${value}\r\n`;
    }
    return head;
  }

  fill(session: SessionView, checks: boolean): EncodedRequest {
    const head = this.#head ?? this.#headOf(session.lookup);
    const { method = 'GET' } = this.#shape;
    const body = this.#bodyOf(session);
    return this.#encode({ method, head, body, followed: 0, session, checks });
  }

  #encode(asked: Asked): EncodedRequest {
    const { method, body } = asked;
    const head = this.#signed(asked);
    const cookies = this.#cookiesOf(asked.session);
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const said = length > 0 || saysLength(method) ? `Content-Length: ${length}\r\n` : '';
    const needsUrl = cookies !== undefined || this.#tools.redirects;
    const url = needsUrl ? this.#urlOf(head, method) : '';
    const kept = cookies?.header(url) ?? '';
    const text = `${head}${said}${kept === '' ? '' : `Cookie: ${kept}\r\n`}\r\n`;
    const bytes = Buffer.allocUnsafe(text.length + length);
    bytes.write(text, 0, 'latin1');
    if (typeof body === 'string') bytes.write(body, text.length, 'utf8');
    else body.copy(bytes, text.length);
    const lead = (next: EncodedRequest): void => {
      encoded.next = next;
    };
    const inspect = this.#inspector(asked, cookies, url, lead);
    const encoded: EncodedRequest = { ...this.#sample, bytes, inspect };
    return encoded;
  }

  /** Anew for each place that a redirection leads to. */
  #signed(asked: Asked): string {
    const { signedBy } = this.#shape;
    if (signedBy === undefined) return asked.head;
    const returned = this.#tools.call(signedBy, asked.session, unsigned(asked));
    const headers = signatureHeaders(returned, signedBy);
    // Of a session's signatures only the last can be in the answer that is looked at.
    for (const [name, value] of Object.entries(headers)) {
      this.#tools.hide(asked.session, value, `auth ${name}`);
    }
    return signedHead(asked.head, headers);
  }

  /** Asks where an answer has led to, or says why not. */
  #follow(
    answer: WholeAnswer,
    asked: Asked,
    url: string,
    lead: (next: EncodedRequest) => void,
  ): AnswerFault | undefined {
    const to = redirected(asked, answer, url, this.#authority);
    if ('got' in to) return to;
    lead(this.#encode({ ...asked, ...to }));
    return undefined;
  }

  /** `OPTIONS *` is about the server as a whole. */
  #urlOf(head: string, method: string): string {
    const target = head.slice(method.length + 1, head.indexOf(' HTTP/1.1\r\n'));
    return `${this.#origin}${target === '*' ? '/' : target}`;
  }

  #cookiesOf(session: SessionView): SessionCookies | undefined {
    if (!this.#tools.cookies) return undefined;
    session.jar ??= new SessionCookies();
    return session.jar as SessionCookies;
  }

  /** A body without files is one text. */
  #bodyOf({ lookup }: SessionView): string | Buffer {
    const pieces = this.#shape.body;
    if (this.#files) {
      return Buffer.concat(
        pieces.map((piece) =>
          piece instanceof Uint8Array ? piece : Buffer.from(piece.fill(lookup)),
        ),
      );
    }
    let body = '';
    for (const piece of pieces) if (!(piece instanceof Uint8Array)) body += piece.fill(lookup);
    return body;
  }

  #inspector(
    asked: Asked,
    cookies: SessionCookies | undefined,
    url: string,
    lead: (next: EncodedRequest) => void,
  ): Inspector | undefined {
    const { session } = asked;
    const { redirects } = this.#tools;
    const needed = asked.checks && this.#checks.length > 0;
    const looks = needed || this.#captures.length > 0 || cookies !== undefined || redirects;
    if (!looks) return undefined;
    return (raw, welcome) => {
      const answer = new WholeAnswer(raw);
      // Looked for first, because taking lines apart costs more than looking.
      if (cookies && /^set-cookie:/im.test(raw.head)) cookies.store(answer.all('set-cookie'), url);
      try {
        if (redirects && leadsOn(answer, this.#sample.statuses)) {
          return this.#follow(answer, asked, url, lead);
        }
        if (!welcome) return undefined;
        return (
          (needed ? this.#check(answer, session) : undefined) ?? this.#capture(answer, session)
        );
      } catch (error) {
        return this.#tools.unable(error);
      }
    };
  }

  #check(answer: WholeAnswer, session: SessionView): AnswerFault | undefined {
    for (const check of this.#checks) {
      const fault = check(answer, session);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #capture(answer: WholeAnswer, session: SessionView): AnswerFault | undefined {
    for (const [capture, find] of this.#captures) {
      const value = find(answer, session) ?? (capture.optional ? '' : undefined);
      if (value === undefined) {
        return { expected: `${placeOf(capture)} for "${capture.name}"`, got: excerpt(answer.body) };
      }
      session.set(capture.name, value);
      if (capture.secret) this.#tools.hide(session, asText(value));
    }
    return undefined;
  }
}

/** A path that a session has put together. Of a whole URL, as in redirections, it is the path. */
function pathIn(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '');
  if (path.startsWith('/')) return path;
  throw scenarioError(
    `The path became "${path.slice(0, 100)}", which does not start with "/".`,
    'Look at the values that it is made of.',
  );
}

const placeOf = ({ json, header, regex, cookie }: NamedCapture): string => {
  if (json !== undefined) return `a value at ${json}`;
  if (header !== undefined) return `a header ${header}`;
  if (regex !== undefined) return `a match for /${regex}/`;
  return `a cookie ${cookie}`;
};

/** Which of the values that were found; undefined where there are none. */
function taken(
  values: readonly unknown[],
  take: NamedCapture['take'],
  { random }: Pick<SessionView, 'random'>,
): unknown {
  if (take === 'count') return values.length;
  if (values.length === 0) return undefined;
  if (take === 'all') return values;
  if (take === 'random') return values[Math.floor(random() * values.length)];
  return take === 'last' ? values.at(-1) : values[0];
}

function finderOf({ json, header, regex, cookie, take }: NamedCapture): Finder {
  if (json !== undefined) {
    const find = jsonPath(json);
    return (answer, session) => {
      try {
        return taken(find(answer.json()), take, { random: () => session.random() });
      } catch {
        return undefined;
      }
    };
  }
  if (header !== undefined) return (answer) => answer.headers[header.toLowerCase()];
  if (regex !== undefined) {
    const { source, flags } = regexOf(regex, 'capture');
    const pattern = new RegExp(source, take === undefined ? flags : `${flags}g`);
    const found = (match: RegExpExecArray | null): unknown => match?.[1] ?? match?.[0];
    if (take === undefined) return (answer) => found(pattern.exec(answer.text));
    return (answer, session) => {
      const values = [...answer.text.matchAll(pattern)].map(found);
      return taken(values, take, { random: () => session.random() });
    };
  }
  return (answer) => {
    const line = answer.all('set-cookie').find((one) => one.startsWith(`${cookie}=`));
    return line?.slice(line.indexOf('=') + 1).split(';')[0];
  };
}
