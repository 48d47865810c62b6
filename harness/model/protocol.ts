import type { Clock } from './clock.ts';
import type { Named } from './registry.ts';
import type { Capture } from './scenario.ts';
import type { ScenarioContext } from './scenario-function.ts';

/** How an exchange can fail. A failure is an outcome, not an exception. */
export const failureKinds = [
  'connect',
  'timeout',
  'reset',
  'malformed',
  'status',
  'mismatch',
] as const;

/**
 * `connect`: no connection could be made · `timeout`: no whole answer in time · `reset`: the
 * connection ended before the whole answer · `malformed`: the bytes are not of the protocol ·
 * `status`: the server answered that it failed · `mismatch`: the answer is not the expected one.
 */
export type FailureKind = (typeof failureKinds)[number];

/** How an exchange ended. */
export type Outcome = 'ok' | FailureKind;

/** Where an exchange reports its end: once each, and never from within `exchange` itself. */
export interface ExchangeSink {
  /** `atNs` of the clock: when the last byte was read, or when it failed. */
  settle(outcome: Outcome, atNs: number): void;
}

/** What was wrong with an answer, for people: excerpts, and nothing that is secret. */
export interface AnswerFault {
  readonly expected: string;
  readonly got: string;
}

/** What a client must trust and present on a TLS connection. */
export interface TlsOptions {
  readonly servername: string;
  /** PEM text of the authorities to trust; the system's when absent. */
  readonly ca?: string;
  /** `false` only when the user said `--insecure`. */
  readonly verify: boolean;
}

/** One address that takes load. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** As in a URL: host, and the port where it is not the scheme's own. Goes into `Host`. */
  readonly authority: string;
  readonly tls?: TlsOptions;
}

/**
 * Bytes over the wire as the client sees them; the connections of one thread add to one of these.
 */
export interface Traffic {
  bytesIn: number;
  bytesOut: number;
  /** Answers that were looked at as a whole, and how long that took. */
  inspected: number;
  inspectNs: number;
  /** Answers that led on, and were followed. */
  followed: number;
}

/** How long one connection took to come up. `handshakeNs` is 0 without TLS. */
export interface ConnectTiming {
  readonly connectNs: number;
  readonly handshakeNs: number;
}

/**
 * One client's connection to one endpoint, reopened as often as it takes. It holds as many
 * exchanges in flight as its depth allows; whoever calls `exchange` keeps count.
 */
export interface Connection<Prepared = unknown> {
  /** Starts connecting; ends in exactly one call of the owner's `opened` or `closed`. */
  open(): void;
  /** Starts one exchange on an open connection; the request is written before this returns. */
  exchange(request: Prepared, sink: ExchangeSink): void;
  /**
   * Gives up on one exchange: it settles as `timeout`. What the connection can then no longer
   * answer settles as `reset`.
   */
  expire(sink: ExchangeSink): void;
  /**
   * Of the answer that was settled last, if it was not the expected one: what was wrong with it.
   * Only to be asked from within `settle`.
   */
  fault?(): AnswerFault | undefined;
  /** Of the same answer: how long the server says that it took, in ns; -1 when it does not. */
  readonly serverNs?: number;
  /** Ends it for good and silently: nothing is settled and the owner is not called any more. */
  close(): void;
}

/** Whoever keeps the connections: the load loop. */
export interface ConnectionOwner<Prepared = unknown> {
  opened(connection: Connection<Prepared>, timing: ConnectTiming): void;
  /**
   * The connection cannot take exchanges until it is opened again. Called before the exchanges it
   * broke are settled, and, when the server announced the close, before the last answer is. `cause`
   * says why in words, such as `ECONNREFUSED`.
   */
  closed(connection: Connection<Prepared>, cause: string): void;
}

/** What holds for every connection of a trial. */
export interface ConnectionOptions {
  /** How many exchanges may be in flight on the connection at once; 1 is no pipelining. */
  readonly depth: number;
  readonly connectTimeoutNs: number;
}

/** A request and a whole answer to it, as bytes, that a thread can rehearse with. */
export interface Rehearsal<Request = unknown> {
  readonly request: Request;
  readonly answer: Uint8Array;
}

/** Whose requests differ: one session, as a protocol sees it. */
export interface SessionView extends ScenarioContext {
  /** The value of a template's name. Throws a scenario error where there is none. */
  readonly lookup: (name: string) => unknown;
  /** Whatever the protocol keeps for the session. */
  jar: unknown;
}

/** What a protocol is given to make requests of sessions. */
export interface SessionTools {
  /** Contents of the scenario's files by the path that it has for them. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly cookies: boolean;
  /** Whether an answer that leads elsewhere is followed. */
  readonly redirects: boolean;
  /** Calls a function of the user's. */
  call(name: string, session: SessionView, ...given: readonly unknown[]): unknown;
  /**
   * What went wrong while an answer was looked at, as a fault of it. Throws what is no mistake of
   * the scenario's.
   */
  unable(error: unknown): AnswerFault;
  /** The value must not be seen in any output; it takes the place of the last one of that name. */
  hide(session: SessionView, value: string, instead?: string): void;
}

/** A request with its captures, as a scenario writes it. */
export interface SessionOperation<Request = unknown> {
  readonly request: Request;
  readonly captures: readonly (Capture & { readonly name: string })[];
}

/** A request that is made anew for each session. */
export interface SessionRequest<Prepared = unknown> {
  /** `checks` says whether the answer is to be compared with what is expected of it. */
  fill(session: SessionView, checks: boolean): Prepared;
}

/** Checks a request of sessions and prepares all of it that is known beforehand. */
export interface SessionPreparer<Request = unknown, Prepared = unknown> {
  prepare(
    operation: SessionOperation<Request>,
    endpoint: Endpoint,
    tools: SessionTools,
  ): SessionRequest<Prepared>;
}

/**
 * How a client talks to one endpoint: one request, one outcome. `Request` is what a scenario says,
 * `Prepared` what the hot path sends, encoded before the run.
 */
export interface Protocol<Request = unknown, Prepared = unknown> extends Named {
  /** URL schemes that mean this protocol, without the colon. */
  readonly schemes: readonly string[];
  /** Those of the schemes that mean TLS; none when absent. */
  readonly tlsSchemes?: readonly string[];
  /** Ports of schemes whose URLs need not name one. */
  readonly defaultPorts?: Readonly<Record<string, number>>;
  /**
   * Without one, the first thousands of requests meet code that is not compiled yet. Both sides are
   * short: each fits into one packet.
   */
  readonly rehearsal?: Rehearsal<Request>;
  /** Checks and encodes a request. Throws a `scenario` error that names the bad value. */
  prepare(request: Request, endpoint: Endpoint): Prepared;
  /** Whether `prepare` can do all that the request says; it always can when absent. */
  isPlain?(request: Request): boolean;
  /**
   * The same with templates, captures and all checks, loaded where it is needed. Without one,
   * requests are filled and prepared one by one, and nothing is captured.
   */
  forSessions?(): Promise<SessionPreparer<Request, Prepared>>;
  /**
   * Where the answer to a request of a session has led: what is to be asked before that request is
   * answered. Only to be asked from within `settle`. A protocol without one leads nowhere.
   */
  next?(prepared: Prepared): Prepared | undefined;
  /** The request with its answers' checks left out, but for what costs nothing. */
  unchecked?(prepared: Prepared): Prepared;
  connect(
    endpoint: Endpoint,
    options: ConnectionOptions,
    owner: ConnectionOwner<Prepared>,
    clock: Clock,
    traffic: Traffic,
  ): Connection<Prepared>;
}
