import type { Named } from './registry.ts';

/** A request of the `http1` protocol, as a scenario writes it. */
export interface HttpRequest {
  /** `GET` when absent. */
  readonly method?: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What a right answer looks like. Any status from 200 to 399 when absent. */
  readonly expect?: HttpExpectation;
}

/** What is checked of an answer; what is not given is not checked. */
export interface HttpExpectation {
  readonly status?: number | readonly number[];
  /** The whole body, byte for byte. */
  readonly body?: string;
  /** Text that is somewhere in the body, byte for byte; not empty. */
  readonly contains?: string;
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
}

/** What the clients do, not how much. Plain data, so that it crosses to the generator threads. */
export interface Scenario<Request = unknown> extends Named {
  /** Name of the protocol its requests are of. */
  readonly protocol: string;
  readonly operations: readonly Operation<Request>[];
}
