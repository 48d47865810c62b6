/**
 * What the clients do, as a scenario file says it. Plain data, so that it crosses to the generator
 * threads; texts may have `{{ name }}` in them, which stands for a value of the session.
 */
import type { Named } from './registry.ts';
import type { ScenarioFunction } from './scenario-function.ts';

/** A value as JSON has it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** One part of a `multipart/form-data` body: a text, or a file. */
export type FormPart =
  | string
  | number
  | {
      /** Relative to the scenario's file. */
      readonly file: string;
      /** Its media type; `application/octet-stream` when absent. */
      readonly type?: string;
      /** What the server is told it is called; the file's own name when absent. */
      readonly name?: string;
    };

/** How a client says who it is. */
export type HttpAuth =
  | { readonly basic: { readonly user: string; readonly password: string } }
  | { readonly bearer: string }
  /** A function that is given the request, such as to sign it. */
  | { readonly call: string };

/** Fields of a query or a form; one with a list comes as often as it has values. */
export type Fields = Readonly<Record<string, Scalar | readonly Scalar[]>>;
type Scalar = string | number | boolean;

/** A request of the `http1` protocol, as a scenario writes it. At most one kind of body. */
export interface HttpRequest {
  /** `GET` when absent. */
  readonly method?: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  /** Added to the path, percent-encoded. */
  readonly query?: Fields;
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: HttpAuth;
  /** A text, as it is. */
  readonly body?: string;
  /** A value, sent as JSON. A text that is one `{{ name }}` alone keeps the value's own type. */
  readonly json?: Json;
  /** Fields, sent as `application/x-www-form-urlencoded`. */
  readonly form?: Fields;
  /** Fields and files, sent as `multipart/form-data`. */
  readonly multipart?: Readonly<Record<string, FormPart>>;
  /** A file that is the body, relative to the scenario's file. */
  readonly file?: string;
  /** What a right answer looks like. Any status from 200 to 399 when absent. */
  readonly expect?: HttpExpectation;
}

/** How a text must be: equal, or with another in it, or as a regular expression says. */
export type TextExpectation = string | { readonly contains: string } | { readonly matches: string };

/** What is checked of an answer; what is not given is not checked. */
export interface HttpExpectation {
  readonly status?: number | readonly number[];
  /** Header fields by name, in whatever case. */
  readonly headers?: Readonly<Record<string, TextExpectation>>;
  /** The whole body, byte for byte. */
  readonly body?: string;
  /** Text that is somewhere in the body, byte for byte; not empty. */
  readonly contains?: string;
  /** A regular expression that the body has a match for. */
  readonly matches?: string;
  /** What stands at JSON paths (RFC 9535) of the body. */
  readonly json?: Readonly<Record<string, Json>>;
  /** A JSON Schema (draft 7) of the body, or the file that has it. */
  readonly schema?: string | Readonly<Record<string, Json>>;
  /** Bytes of the body: exactly, or between the two. */
  readonly size?: number | { readonly min?: number; readonly max?: number };
  /** A function of the scenario's: an answer is right unless it returns false or a text. */
  readonly call?: string;
}

/** A request of the `tcp` protocol: one frame out, one frame back. */
export interface TcpRequest {
  readonly payload: string;
  /** How frames are told apart; `length-prefixed` when absent. */
  readonly framing?: string;
  /** The whole answer, byte for byte; any frame when absent. */
  readonly expect?: { readonly payload?: string };
}

/** One named thing a client does. */
export interface Operation<Request = unknown> {
  readonly name: string;
  /** Its share of the mix is its weight over the sum of all; 1 when absent. */
  readonly weight?: number;
  readonly request: Request;
  /** It has failed after this, such as `2s`; that of the load counts when absent. */
  readonly timeout?: string;
}

/** Which of several values is captured. */
export const captureChoices = ['first', 'last', 'random', 'all', 'count'] as const;
/** `all` is a list of them, for `each`; `count` is how many there are. */
export type CaptureChoice = (typeof captureChoices)[number];

/** Where in an answer a value is found: exactly one of the places. */
export interface Capture {
  /** A JSON path (RFC 9535) of the body. */
  readonly json?: string;
  /** A header's name. */
  readonly header?: string;
  /** A regular expression on the body; its first group, or all of the match. */
  readonly regex?: string;
  /** A cookie's name. */
  readonly cookie?: string;
  /** Of several that a path or an expression finds; `first` when absent. */
  readonly take?: CaptureChoice;
  /** Nothing found is an empty text, and not a wrong answer. */
  readonly optional?: true;
  /** The value must not be seen in any output. */
  readonly secret?: true;
}

/** A length of time: fixed, or drawn anew each time. Times as in `500ms`. */
export type ThinkTime =
  | string
  | { readonly uniform: readonly [string, string] }
  | { readonly exponential: string };

/** Whether a value is as said: exactly one comparison. */
export interface Condition {
  readonly value: string;
  readonly equals?: string | number | boolean;
  readonly not?: string | number | boolean;
  readonly above?: number;
  readonly below?: number;
  readonly matches?: string;
}

/** One request of a session. */
export interface RequestStep<Request = unknown> {
  readonly name: string;
  readonly request: Request;
  /** Values of the answer, by the name that later steps know them by. */
  readonly capture?: Readonly<Record<string, string | Capture>>;
  /** It has failed after this, such as `2s`; that of the load counts when absent. */
  readonly timeout?: string;
  /** Whether the session goes on when this request fails; it ends when absent. */
  readonly onFailure?: 'end' | 'continue';
}

/** One thing a session does. */
export type Step<Request = unknown> =
  | RequestStep<Request>
  | { readonly think: ThinkTime }
  /** `as` is the name for how many times it has been round, from 0. */
  | {
      readonly repeat: number | string;
      readonly as?: string;
      readonly steps: readonly Step<Request>[];
    }
  /** Once for each value of a list, which is known as `as`. */
  | { readonly each: string; readonly as: string; readonly steps: readonly Step<Request>[] }
  | { readonly while: Condition; readonly max: number; readonly steps: readonly Step<Request>[] }
  | {
      readonly when: Condition;
      readonly steps: readonly Step<Request>[];
      readonly else?: readonly Step<Request>[];
    }
  | {
      readonly choose: readonly {
        readonly weight?: number;
        readonly steps: readonly Step<Request>[];
      }[];
    }
  | { readonly group: string; readonly steps: readonly Step<Request>[] }
  | { readonly set: Readonly<Record<string, Json>> }
  /** A function; `into` is the name for what it returns. */
  | { readonly call: string; readonly into?: string };

/** Which row a session gets. */
export const rowOrders = ['sequential', 'random', 'unique'] as const;
/**
 * `sequential`: the rows in turn, over and over · `random`: any, by the seed · `unique`: each
 * client its own, and an error when there are more clients than rows. A client of a closed load is
 * the same over all its sessions; in an open load every arrival is a new one.
 */
export type RowOrder = (typeof rowOrders)[number];

/** Rows of data: from a file, or numbers counted up, or from a function. Exactly one of these. */
export interface DataSource {
  /** CSV with a line of names, or JSON: a list of objects. Relative to the scenario's file. */
  readonly file?: string;
  readonly rows?: readonly Readonly<Record<string, Json>>[];
  /** One column `value`, with whole numbers. */
  readonly range?: { readonly from: number; readonly to: number };
  /** A function of the scenario's that is given the index and returns a row. */
  readonly call?: string;
  /** `sequential` when absent. */
  readonly order?: RowOrder;
  /** Columns that must not be seen in any output. */
  readonly secret?: readonly string[];
}

/** Which protocols' cookies are kept: by each session, as a browser does, or not at all. */
export const cookieModes = ['session', 'client', 'off'] as const;
/** `client` keeps them over all sessions of a closed load's client. */
export type CookieMode = (typeof cookieModes)[number];

/** What becomes of an answer that leads elsewhere. */
export const redirectModes = ['answer', 'follow'] as const;
/**
 * `answer`: it is an answer like any other, and the scenario says what comes next · `follow`: the
 * client asks there, and the request has its answer when it has come to the end.
 */
export type RedirectMode = (typeof redirectModes)[number];

/** What the clients do, not how much: operations in a mix, or the steps of a session. */
export interface Scenario<Request = unknown> extends Named {
  /** Name of the protocol its requests are of. */
  readonly protocol: string;
  /** One of these for each arrival. */
  readonly operations?: readonly Operation<Request>[];
  /** All of these for each arrival, in order. */
  readonly steps?: readonly Step<Request>[];
  /** Once before each trial; what they capture and set, every session knows. */
  readonly setup?: readonly Step<Request>[];
  /** Once after each trial. */
  readonly teardown?: readonly Step<Request>[];
  /** Values by name; they may refer to each other. */
  readonly variables?: Readonly<Record<string, Json>>;
  readonly data?: Readonly<Record<string, DataSource>>;
  /** `session` when absent. */
  readonly cookies?: CookieMode;
  /** `answer` when absent. */
  readonly redirects?: RedirectMode;
  /** Sent with every request, under those of the request itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For every request that has none of its own. */
  readonly auth?: HttpAuth;
  /** Functions by name, or the module that exports them, relative to the scenario's file. */
  readonly functions?: string | Readonly<Record<string, ScenarioFunction>>;
  /** Where its files are; absolute. Set by whoever reads the scenario. */
  readonly folder?: string;
  /** The module that it was read from; absolute. Set by whoever reads the scenario. */
  readonly file?: string;
}

/** What of a step is asked, and looked for in its answer. */
export type AskedStep = Pick<RequestStep, 'name' | 'request' | 'capture' | 'timeout'>;

/** Every request of a list of steps, in the order in which they are written. */
export function requestSteps<Request>(
  steps: readonly Step<Request>[],
): readonly RequestStep<Request>[] {
  return steps.flatMap((step): readonly RequestStep<Request>[] => {
    if ('request' in step) return [step];
    if ('choose' in step) return step.choose.flatMap((choice) => requestSteps(choice.steps));
    if (!('steps' in step)) return [];
    const otherwise = 'else' in step ? (step.else ?? []) : [];
    return [...requestSteps(step.steps), ...requestSteps(otherwise)];
  });
}

/** What is measured by name: the operations of the mix, or the requests of the session. */
export function operationsOf<Request>(scenario: Scenario<Request>): readonly Operation<Request>[] {
  return scenario.operations ?? requestSteps(scenario.steps ?? []);
}
