/** What functions of the user's are given, and what they are. */

/** What a function of the user's is given. */
export interface ScenarioContext {
  /** The session's variables by name. */
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  /** Of the session, from 0, over all threads. */
  readonly session: number;
  /** Of the client, from 0. */
  readonly client: number;
  /** The next number of the session's own chance, uniform over (0, 1). */
  random(): number;
}

/**
 * A request, as a function of the user's that signs it is given it. It returns what goes into the
 * `Authorization` header, or headers by name.
 */
export interface UnsignedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By name in small letters; without those that say how long the body is, and cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes where files are in it. */
  readonly body: string | Uint8Array;
}

/** An answer, as a function of the user's is given it. */
export interface CheckedAnswer {
  readonly status: number;
  /** By name in small letters; fields given several times are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. Throws where it is none. */
  json(): unknown;
}

/** A function of the user's: for `call` steps, checks, signatures, and rows of data. */
// The uses differ in what they are given; each is checked where it is called.
export type ScenarioFunction = (...given: never[]) => unknown;
