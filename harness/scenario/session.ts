/**
 * One run through a scenario's steps: where it is, what it knows, and its own chance. What it draws
 * depends on the seed and its number alone, whichever thread plays it.
 */
import type { Rng } from '../model/rng.ts';
import type { ScenarioContext } from '../model/scenario-function.ts';
import { seededRng } from '../stats/rng.ts';
import type { Instruction, Program } from './program.ts';
import { ScenarioFault, scenarioError } from './scenario-error.ts';
import type { SessionNames } from './session-names.ts';
import type { Lookup } from './template.ts';

/** What comes next in a session. */
export type Next =
  | { readonly does: 'request'; readonly operation: number }
  | { readonly does: 'think'; readonly ns: number }
  | { readonly does: 'enter-group'; readonly group: number }
  | { readonly does: 'leave-group'; readonly group: number }
  | { readonly does: 'end' };

/** Who runs through the steps. */
export interface SessionOwner {
  readonly seed: number;
  /** Of the session, from 0, over all threads. */
  readonly session: number;
  /** Of the client, from 0, over all threads. */
  readonly client: number;
}

/** How far a loop is. */
interface Rounds {
  done: number;
  readonly times: number;
  /** The values that it is about, where it is about some. */
  readonly list: readonly unknown[] | undefined;
}

/** Keeps a session's chance apart from other uses of the same seed. */
const SESSION_STREAM = 0x736573;
/** Instructions without a request or a pause in between: after so many, they never end. */
const INSTRUCTIONS_MAX = 1e6;

const END: Next = { does: 'end' };

export class Session implements ScenarioContext {
  readonly owner: SessionOwner;
  readonly session: number;
  readonly client: number;
  /** Whatever the protocol keeps for the session, such as cookies. */
  jar: unknown;
  readonly lookup: Lookup;
  readonly #program: Program;
  readonly #names: SessionNames;
  readonly #values = new Map<string, unknown>();
  /** By the slot of each loop. */
  readonly #rounds: Rounds[] = [];
  #rng: Rng | undefined;
  #at = 0;

  constructor(program: Program, names: SessionNames, owner: SessionOwner) {
    this.#program = program;
    this.#names = names;
    this.owner = owner;
    this.session = owner.session;
    this.client = owner.client;
    this.lookup = (name) => this.get(name);
  }

  /** The session's own chance, made when it is first needed. */
  get rng(): Rng {
    this.#rng ??= seededRng(this.owner.seed, SESSION_STREAM ^ this.session);
    return this.#rng;
  }

  random(): number {
    return this.rng();
  }

  /** Throws a scenario error for a name without a value. */
  get(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name);
    return this.#names.valueOf(name, this);
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }

  /** Everything that was captured and set so far. */
  get values(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#values);
  }

  /** Whether the request it stands at may fail without ending the session. */
  get goesOn(): boolean {
    const instruction = this.#program.instructions[this.#at - 1];
    return instruction?.does === 'request' && instruction.goesOn;
  }

  /** Goes on to the next request, pause or end. Throws a scenario error where it cannot. */
  advance(): Next {
    const { instructions } = this.#program;
    for (let steps = 0; steps < INSTRUCTIONS_MAX; steps++) {
      const instruction = instructions[this.#at++];
      if (instruction === undefined) return END;
      const next = this.#obey(instruction);
      if (next !== undefined) return next;
    }
    throw new ScenarioFault(
      'The steps of a session go round in a loop that asks for nothing.',
      'Put a request or a think time into the loop, or end it.',
    );
  }

  #obey(instruction: Instruction): Next | undefined {
    switch (instruction.does) {
      case 'request':
        return { does: 'request', operation: instruction.operation };
      case 'think':
        return { does: 'think', ns: instruction.drawNs(this.rng) };
      case 'enter-group':
      case 'leave-group':
        return instruction;
      case 'set':
        for (const [name, fill] of instruction.values) this.set(name, fill(this.lookup));
        return undefined;
      case 'call':
        this.#call(instruction.name, instruction.into);
        return undefined;
      default:
        this.#jump(instruction);
        return undefined;
    }
  }

  #call(name: string, into: string | undefined): void {
    const value = this.#names.call(name, this);
    if (into !== undefined) this.set(into, value);
  }

  #jump(
    instruction: Extract<
      Instruction,
      { does: 'jump' | 'unless' | 'begin-loop' | 'begin-list' | 'loop' | 'choose' }
    >,
  ): void {
    switch (instruction.does) {
      case 'jump':
        this.#at = instruction.to;
        break;
      case 'unless':
        if (!instruction.holds(this.lookup)) this.#at = instruction.to;
        break;
      case 'begin-loop': {
        const times = instruction.times(this.lookup);
        this.#rounds[instruction.slot] = { done: 0, times, list: undefined };
        break;
      }
      case 'begin-list': {
        const list = listOf(instruction.list(this.lookup));
        this.#rounds[instruction.slot] = { done: 0, times: list.length, list };
        break;
      }
      case 'loop':
        this.#round(instruction);
        break;
      default: {
        const chance = this.rng();
        const way = instruction.upTo.findIndex((upTo) => chance < upTo);
        this.#at = instruction.to[way < 0 ? instruction.to.length - 1 : way] as number;
      }
    }
  }

  /** Once more, or past the end of the loop. */
  #round({ slot, as, to }: Extract<Instruction, { does: 'loop' }>): void {
    const rounds = this.#rounds[slot] as Rounds;
    if (rounds.done >= rounds.times) {
      this.#at = to;
      return;
    }
    if (as !== undefined) {
      this.set(as, rounds.list === undefined ? rounds.done : rounds.list[rounds.done]);
    }
    rounds.done++;
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw scenarioError(
    `An "each" goes through ${value === null ? 'null' : `a ${typeof value}`}, which is no list.`,
    'Capture one: { json: $.items[*].id, take: all }.',
  );
}
