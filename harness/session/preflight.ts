/**
 * Correctness before speed. Before a trial every operation is sent once and its answer checked: a
 * server that answers wrongly is not measured, so that nobody ranks one that returns errors fast.
 * And what a scenario does once for each trial, before it and after it.
 */
import { SessionSource } from '../generator/session-source.ts';
import { SoloClient } from '../generator/solo-client.ts';
import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Endpoint, Protocol } from '../model/protocol.ts';
import { type AskedStep, requestSteps, type Step } from '../model/scenario.ts';
import type { BoundScenario } from '../scenario/bound-scenario.ts';
import { compileProgram, type Program } from '../scenario/program.ts';
import type { Session } from '../scenario/session.ts';
import { timeLimitNs } from '../scenario/time-limit.ts';

export interface PreflightOptions {
  readonly target: string;
  readonly protocol: Protocol;
  readonly endpoints: readonly Endpoint[];
  readonly seed: number;
  readonly timeoutNs: number;
  readonly clock: Clock;
}

/** Out of the way of the trial's own sessions. */
const FIRST_SESSION = 2 ** 31;
/** To go every way through the steps that chance leads to. */
const SESSIONS_MAX = 20;

/** Sends everything once. Rejects with a `target` error that shows expected and got. */
export async function preflight(bound: BoundScenario, options: PreflightOptions): Promise<void> {
  const rehearsal = new Rehearsing(bound, options);
  if (bound.isStatic) await rehearsal.operations();
  else await rehearsal.sessions();
}

/** Runs what comes once before each trial; the result knows what it captured and set. */
export async function setUp(
  bound: BoundScenario,
  options: PreflightOptions,
): Promise<BoundScenario> {
  const { setup } = bound.scenario;
  if (setup === undefined) return bound;
  const ran = await new Rehearsing(bound, options).once(setup, 'setup');
  return { ...bound, shared: { ...bound.shared, ...ran.values }, hidden: ran.hidden };
}

/**
 * Measures, and runs what comes once after each trial, whatever came in between: an interrupt, a
 * wrong answer, a mistake. `left` is why that failed, where it did.
 */
export async function withTearDown<T>(
  bound: BoundScenario,
  options: PreflightOptions,
  measured: () => Promise<T>,
): Promise<{ readonly results: T; readonly left: HarnessError | undefined }> {
  try {
    const results = await measured();
    return { results, left: await tearDown(bound, options) };
  } catch (error) {
    const left = await tearDown(bound, options);
    // A target that is not there cannot be cleaned up, and it has been said that it is not.
    if (!(error instanceof HarnessError) || error.exit === 'target' || !left) throw error;
    const message = `${error.message} The scenario's teardown failed, too: ${left.message}`;
    throw new HarnessError(error.exit, message, error.next, { cause: error });
  }
}

/** Resolves with why it could not be done, if it could not. */
async function tearDown(
  bound: BoundScenario,
  options: PreflightOptions,
): Promise<HarnessError | undefined> {
  const { teardown } = bound.scenario;
  if (teardown === undefined) return undefined;
  try {
    await new Rehearsing(bound, options).once(teardown, 'teardown');
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
}

interface Turn {
  readonly endpoint: Endpoint;
  /** Of the session. */
  readonly number: number;
  /** What was asked for so far; undefined where nothing is to be measured. */
  readonly asked?: Set<number>;
}

class Rehearsing {
  readonly #bound: BoundScenario;
  readonly #options: PreflightOptions;

  constructor(bound: BoundScenario, options: PreflightOptions) {
    this.#bound = bound;
    this.#options = options;
  }

  /** Every operation to every server. */
  async operations(): Promise<void> {
    const { endpoints, protocol } = this.#options;
    for (const endpoint of endpoints) {
      await this.#withClient(endpoint, async (client) => {
        for (const operation of this.#bound.operations) {
          const prepared = protocol.prepare(operation.request, endpoint);
          const { fault } = await client.ask(prepared, timeLimitNs(operation));
          if (fault) throw this.#wrong(`"${operation.name}"`, fault, endpoint);
        }
      });
    }
  }

  /** To every server, sessions until each request was sent, or chance does not lead to the rest. */
  async sessions(): Promise<void> {
    const { protocol, clock, endpoints } = this.#options;
    const source = await SessionSource.load(this.#bound, protocol, clock);
    const programs = source.programs();
    const { operations } = this.#bound;
    for (const [server, endpoint] of endpoints.entries()) {
      const asked = new Set<number>();
      for (let turn = 0; turn < SESSIONS_MAX && asked.size < operations.length; turn++) {
        for (const program of programs) {
          const number = server * SESSIONS_MAX + turn;
          await this.#play(source, program, operations, { endpoint, number, asked });
        }
      }
    }
  }

  /** One run through steps that are not measured. */
  async once(steps: readonly Step[], what: string) {
    const { protocol, clock } = this.#options;
    const source = await SessionSource.load(this.#bound, protocol, clock);
    const [endpoint] = this.#options.endpoints;
    if (endpoint === undefined) throw new TypeError(`${what} without a server`);
    const turn = { endpoint, number: 0 };
    const session = await this.#play(source, compileProgram(steps), requestSteps(steps), turn);
    return { values: session.values, hidden: source.hiddenIn(session) };
  }

  async #play(
    source: SessionSource,
    program: Program,
    asks: readonly AskedStep[],
    { endpoint, number, asked }: Turn,
  ): Promise<Session> {
    const { seed } = this.#options;
    const owner = { seed, session: FIRST_SESSION + number, client: this.#lastClient() };
    const session = source.begin(program, owner);
    const requests = asks.map((ask) => source.prepare(ask, endpoint));
    await this.#withClient(endpoint, async (client) => {
      for (let next = session.advance(); next.does !== 'end'; next = session.advance()) {
        if (next.does !== 'request') continue;
        asked?.add(next.operation);
        const limitNs = timeLimitNs(asks[next.operation] ?? {});
        const request = requests[next.operation]?.fill(session, true);
        const { fault } = await client.ask(request, limitNs);
        if (source.fault !== undefined) throw source.fault;
        // A session may go on after a wrong answer; that does not make it a right one.
        if (fault === undefined || (asked === undefined && session.goesOn)) continue;
        throw this.#wrong(`"${asks[next.operation]?.name}"`, fault, endpoint);
      }
    }).catch((error: unknown) => {
      if (!(error instanceof HarnessError)) throw error;
      // Whatever it is about may have a secret in it: an answer, or a header that cannot be sent.
      const shown = source.hide(session, error.message);
      throw new HarnessError(error.exit, shown, error.next, { cause: error });
    });
    return session;
  }

  /** Unique rows are for the trial's clients, and the last of them is the last to be needed. */
  #lastClient(): number {
    const counts = this.#bound.data
      .filter(({ order }) => order === 'unique')
      .flatMap(({ rows }) => (rows === undefined ? [] : [rows.length]));
    return counts.length === 0 ? 0 : Math.min(...counts) - 1;
  }

  async #withClient(
    endpoint: Endpoint,
    work: (client: SoloClient) => Promise<void>,
  ): Promise<void> {
    const client = new SoloClient({ ...this.#options, endpoint });
    try {
      await work(client);
    } finally {
      client.close();
    }
  }

  #wrong(
    what: string,
    { expected, got }: { readonly expected: string; readonly got: string },
    endpoint: Endpoint,
  ): HarnessError {
    return new HarnessError(
      'target',
      `"${this.#options.target}" (${endpoint.authority}) answers ${what} wrongly.\n` +
        `  expected: ${expected}\n  got:      ${got}`,
      'It was not measured. Mend the server or what the scenario expects; --no-preflight measures.',
    );
  }
}
