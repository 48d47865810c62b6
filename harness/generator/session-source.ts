/** Everything that sessions of a scenario are made of on one thread, put together before a run. */
import { readFileSync } from 'node:fs';
import { importModule } from '../host/import-module.ts';
import { siblingFile } from '../host/sibling.ts';
import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import type {
  AnswerFault,
  Endpoint,
  Protocol,
  SessionOperation,
  SessionPreparer,
  SessionRequest,
  SessionTools,
  SessionView,
} from '../model/protocol.ts';
import type { AskedStep, Json, Step } from '../model/scenario.ts';
import type { BoundScenario } from '../scenario/bound-scenario.ts';
import { capturesOf, compileProgram, type Program } from '../scenario/program.ts';
import { ScenarioFault, scenarioError } from '../scenario/scenario-error.ts';
import { Session, type SessionOwner } from '../scenario/session.ts';
import { type CalledFunction, SessionNames } from '../scenario/session-names.ts';
import { compileJson } from '../scenario/template.ts';
import { withoutSecrets } from '../scenario/without-secrets.ts';

/** Shorter ones would hide half of every text, and are no secrets. */
const SECRET_MIN = 3;

export class SessionSource {
  readonly #bound: BoundScenario;
  readonly #names: SessionNames;
  readonly #preparer: SessionPreparer;
  /** By session: values by what they take the place of, which is themselves where it is nothing. */
  readonly #hidden = new WeakMap<object, Map<string, string>>();
  readonly #tools: SessionTools;
  /** Why no session can go on, found out where an answer was looked at. */
  fault: ScenarioFault | undefined;

  private constructor(bound: BoundScenario, names: SessionNames, preparer: SessionPreparer) {
    this.#bound = bound;
    this.#names = names;
    this.#preparer = preparer;
    this.#tools = {
      files: bound.files,
      cookies: bound.scenario.cookies !== 'off' && keepsCookies(bound),
      redirects: bound.scenario.redirects === 'follow',
      call: (name, session, ...given) => names.call(name, session as Session, ...given),
      unable: (error) => this.#unable(error),
      hide: (session, value, instead = value) => {
        const hidden = this.#hidden.get(session) ?? new Map<string, string>();
        this.#hidden.set(session, hidden.set(instead, value));
      },
    };
  }

  /** Loads what sessions need. Rejects with a scenario error. */
  static async load(bound: BoundScenario, protocol: Protocol, clock: Clock) {
    if (bound.scenario.redirects === 'follow' && protocol.next === undefined) {
      throw scenarioError(
        `"${bound.scenario.name}" is to follow redirections, which ${protocol.name} has not.`,
        'Leave "redirects" out.',
      );
    }
    const functions = await functionsOf(bound);
    const names = new SessionNames(bound, functions, () => clock.nowNs());
    const preparer = (await protocol.forSessions?.()) ?? onePerRequest(protocol);
    return new SessionSource(bound, names, preparer);
  }

  /** Nobody is there to catch it: answers come from the network. */
  #unable(error: unknown): AnswerFault {
    if (!(error instanceof HarnessError)) throw error;
    if (error instanceof ScenarioFault) this.fault ??= error;
    return { expected: 'an answer that can be checked', got: error.message };
  }

  /** Throws a scenario error for a function that is not there. */
  checkFunction(name: string): void {
    this.#names.functionOf(name);
  }

  /** How long functions of the user's took so far. */
  get functionNs(): number {
    return this.#names.functionNs;
  }

  begin(program: Program, owner: SessionOwner): Session {
    return new Session(program, this.#names, owner);
  }

  /** The scenario's own requests for an endpoint, by operation. */
  requests(endpoint: Endpoint): readonly SessionRequest[] {
    return this.#bound.operations.map((operation) => this.prepare(operation, endpoint));
  }

  prepare(step: AskedStep, endpoint: Endpoint) {
    const operation = { request: step.request, captures: capturesOf(step) };
    return this.#preparer.prepare(operation, endpoint, this.#tools);
  }

  /** The program of each operation of a mix, or of the steps. */
  programs(): readonly Program[] {
    const { steps, operations } = this.#bound.scenario;
    if (steps !== undefined) return [compileProgram(steps)];
    return (operations ?? []).map((operation, index) => compileProgram([operation as Step], index));
  }

  /** What a session has captured that must not be seen. */
  hiddenIn(session: Session): readonly string[] {
    return [...(this.#hidden.get(session)?.values() ?? [])];
  }

  /** Takes out whatever a session knows that must not be seen, however it is written. */
  hide(session: Session, text: string): string {
    const secrets = [
      ...Object.values(this.#bound.secrets),
      ...this.#names.secretsOf(session),
      ...this.hiddenIn(session),
      ...this.#bound.hidden,
    ].filter((secret) => secret.length >= SECRET_MIN);
    return withoutSecrets(text, secrets);
  }
}

/** A mix of single requests has no use for cookies, unless they are kept or lead on. */
const keepsCookies = ({ scenario }: BoundScenario): boolean =>
  scenario.steps !== undefined ||
  scenario.setup !== undefined ||
  scenario.cookies === 'client' ||
  scenario.redirects === 'follow';

async function functionsOf({ module }: BoundScenario) {
  if (module === undefined) return {};
  try {
    const wanted = readFileSync(module, 'utf8').includes('steelyard');
    const exported = await importModule(
      module,
      wanted ? { steelyard: siblingFile('../index') } : {},
    );
    const { default: main } = exported;
    const inside = typeof main === 'object' && main !== null && 'functions' in main;
    const named = inside ? (main.functions as object) : (main ?? {});
    const all = Object.entries({ ...exported, ...(typeof named === 'object' ? named : {}) });
    return Object.fromEntries(
      all.filter((entry): entry is [string, CalledFunction] => typeof entry[1] === 'function'),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(
      `Cannot load the functions in ${module}: ${why}.`,
      'Mend the file; running it with node alone shows where it fails.',
      error,
    );
  }
}

/** For protocols that know nothing of sessions. */
function onePerRequest(protocol: Protocol): SessionPreparer {
  const prepare = ({ request, captures }: SessionOperation, endpoint: Endpoint) => {
    const [capture] = captures;
    if (capture !== undefined) {
      throw scenarioError(
        `"${capture.name}" cannot be captured: ${protocol.name} has no captures.`,
        'Leave it out, or use the protocol http1.',
      );
    }
    const filler = compileJson(request as Json);
    return {
      fill: ({ lookup }: SessionView) => protocol.prepare(filler(lookup), endpoint),
    };
  };
  return { prepare };
}
