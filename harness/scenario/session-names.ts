/** What the names of a scenario's templates mean in a session. */
import { nearest } from '../model/registry.ts';
import type { Json } from '../model/scenario.ts';
import type { BoundScenario } from './bound-scenario.ts';
import { noColumn, type Row, rowIndex } from './data-rows.ts';
import { drawingOf } from './drawn-value.ts';
import { ScenarioFault, scenarioError } from './scenario-error.ts';
import type { Session } from './session.ts';
import { compileJson } from './template.ts';

/** Finds the value of a name in a session. */
type Source = (session: Session) => unknown;

/** A function of the user's, as it is called here. */
export type CalledFunction = (...given: readonly unknown[]) => unknown;

/** Without the value itself, of which parts may be secret. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : value === null ? 'null' : `a value of type ${typeof value}`;

export class SessionNames {
  readonly #scenario: BoundScenario;
  readonly #functions: ReadonlyMap<string, CalledFunction>;
  readonly #sources = new Map<string, Source>();
  readonly #rows = new WeakMap<Session, Map<string, Row>>();
  /** How long functions of the user's took, by the given clock. */
  functionNs = 0;
  readonly #nowNs: () => number;

  /** `nowNs` is for telling how long the user's functions take. */
  constructor(
    scenario: BoundScenario,
    functions: Readonly<Record<string, CalledFunction>>,
    nowNs: () => number,
  ) {
    this.#scenario = scenario;
    this.#functions = new Map(Object.entries(functions));
    this.#nowNs = nowNs;
  }

  /** Throws a scenario error for a name that means nothing, or nothing yet. */
  valueOf(name: string, session: Session): unknown {
    const known = this.#sources.get(name);
    if (known !== undefined) return known(session);
    const source = this.#sourceOf(name);
    this.#sources.set(name, source);
    return source(session);
  }

  #sourceOf(name: string): Source {
    const { variables, env, secrets, shared } = this.#scenario;
    if (Object.hasOwn(shared, name)) return () => shared[name];
    if (Object.hasOwn(variables, name)) {
      const fill = compileJson(variables[name] as Json);
      // Drawn once for each session, whatever it is made of.
      return (session) => {
        const value = fill(session.lookup);
        session.set(name, value);
        return value;
      };
    }
    if (name === 'session') return (session) => session.session;
    if (name === 'client') return (session) => session.client;
    const drawing = drawingOf(name);
    if (drawing) return (session) => drawing(session.rng);
    const [, head = '', rest = ''] = /^([^.]*)\.(.*)$/.exec(name) ?? [];
    if (head === 'env' && Object.hasOwn(env, rest)) return () => env[rest];
    if (head === 'secret' && Object.hasOwn(secrets, rest)) return () => secrets[rest];
    if (head === 'call') return (session) => this.call(rest, session);
    if (this.#scenario.data.some((data) => data.name === head)) {
      return (session) => this.#column(this.row(head, session), head, rest);
    }
    return () => {
      throw scenarioError(
        `{{ ${name} }} has no value: the step that captures it was not taken.`,
        'Capture it before it is used, on every way through the steps.',
      );
    };
  }

  #column(row: Row, data: string, column: string): unknown {
    if (Object.hasOwn(row, column)) return row[column];
    throw noColumn(data, column, row);
  }

  /** The session's row of a set of data, the same all the time. */
  row(name: string, session: Session): Row {
    const taken = this.#rows.get(session) ?? new Map<string, Row>();
    this.#rows.set(session, taken);
    const row = taken.get(name) ?? this.#pick(name, session);
    taken.set(name, row);
    return row;
  }

  #pick(name: string, session: Session): Row {
    const data = this.#scenario.data.find((one) => one.name === name);
    if (data === undefined) throw new TypeError(`no data called ${name}`);
    if (data.rows === undefined) return this.#madeRow(name, data.call ?? '', session);
    return data.rows[rowIndex(data, data.rows.length, session.owner)] as Row;
  }

  #madeRow(data: string, call: string, session: Session): Row {
    const row = this.call(call, session);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Row;
    throw scenarioError(
      `The function "${call}" makes ${kindOf(row)} for the data "${data}".`,
      'Let it return an object: a value for each column.',
    );
  }

  /** Values of the session that must not be seen, so far as its rows have such. */
  secretsOf(session: Session): readonly string[] {
    const taken = this.#rows.get(session);
    return this.#scenario.data.flatMap(({ name, secret }) => {
      const row = taken?.get(name);
      return row === undefined ? [] : secret.map((column) => String(row[column]));
    });
  }

  /** Throws a scenario error for one that is not there. */
  functionOf(name: string): CalledFunction {
    const found = this.#functions.get(name);
    if (found !== undefined) return found;
    const known = [...this.#functions.keys()];
    const guess = nearest(name, known);
    throw new ScenarioFault(
      `The scenario has no function "${name}".`,
      `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${known.join(', ') || 'none'}.`,
    );
  }

  /** Calls a function of the user's. Throws a scenario error for what it throws. */
  call(name: string, session: Session, ...given: readonly unknown[]): unknown {
    const run = this.functionOf(name);
    const startNs = this.#nowNs();
    try {
      const value = run(...given, session);
      if (!(value instanceof Promise)) return value;
      value.catch(() => undefined);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw scenarioError(`The function "${name}" failed: ${why}.`, 'Mend it.', error);
    } finally {
      this.functionNs += this.#nowNs() - startNs;
    }
    throw new ScenarioFault(
      `The function "${name}" returns a promise, and no request waits for one.`,
      'Let it return its value at once; do what takes time in setup.',
    );
  }
}
