/**
 * The steps of a session as a list of instructions, so that a session is a place in the list and
 * some variables, and can wait anywhere.
 */
import { strict as assert } from 'node:assert';
import type { Rng } from '../model/rng.ts';
import type { Capture, Condition, RequestStep, Step, ThinkTime } from '../model/scenario.ts';
import { compileCondition } from './condition.ts';
import { scenarioError } from './scenario-error.ts';
import { compileJson, type Filler, fillTemplate, type Lookup, parseTemplate } from './template.ts';
import { thinkNs } from './think-time.ts';

/** A capture with nothing left to guess. */
export interface NamedCapture extends Capture {
  readonly name: string;
}

/** One instruction. Jumps are to places in the list. */
export type Instruction =
  | {
      readonly does: 'request';
      /** Place among the scenario's operations. */
      readonly operation: number;
      readonly goesOn: boolean;
    }
  | { readonly does: 'think'; readonly drawNs: (rng: Rng) => number }
  | { readonly does: 'set'; readonly values: readonly (readonly [string, Filler])[] }
  | { readonly does: 'call'; readonly name: string; readonly into: string | undefined }
  | { readonly does: 'jump'; readonly to: number }
  | { readonly does: 'unless'; readonly holds: (lookup: Lookup) => boolean; readonly to: number }
  | {
      readonly does: 'begin-loop';
      readonly slot: number;
      readonly times: (lookup: Lookup) => number;
    }
  | { readonly does: 'begin-list'; readonly slot: number; readonly list: Filler }
  | {
      readonly does: 'loop';
      readonly slot: number;
      readonly as: string | undefined;
      readonly to: number;
    }
  | { readonly does: 'choose'; readonly upTo: readonly number[]; readonly to: readonly number[] }
  | { readonly does: 'enter-group'; readonly group: number }
  | { readonly does: 'leave-group'; readonly group: number };

/** A compiled session. */
export interface Program {
  readonly instructions: readonly Instruction[];
  /** How many loops there are, each of which counts for itself. */
  readonly slots: number;
  /** Names of its groups, in the order in which they are written. */
  readonly groups: readonly string[];
}

/** The captures of a request step. A text is a JSON path. */
export const capturesOf = (step: RequestStep): readonly NamedCapture[] =>
  Object.entries(step.capture ?? {}).map(([name, capture]) =>
    typeof capture === 'string' ? { name, json: capture } : { name, ...capture },
  );

const LOOPS_MAX = 1e6;

/**
 * Compiles steps whose requests are the operations from `first` on. Throws a scenario error for
 * what cannot be read.
 */
export function compileProgram(steps: readonly Step[], first = 0): Program {
  const compiler = new Compiler(first);
  compiler.steps(steps);
  return compiler.program();
}

class Compiler {
  readonly #instructions: Instruction[] = [];
  readonly #groups: string[] = [];
  #slots = 0;
  #operation: number;

  constructor(first: number) {
    this.#operation = first;
  }

  program(): Program {
    return { instructions: this.#instructions, slots: this.#slots, groups: this.#groups };
  }

  steps(steps: readonly Step[]): void {
    for (const step of steps) this.#step(step);
  }

  get #here(): number {
    return this.#instructions.length;
  }

  /** Reserves a place for an instruction that is known later. */
  #reserve(): number {
    return this.#instructions.push({ does: 'jump', to: -1 }) - 1;
  }

  #step(step: Step): void {
    if ('request' in step) this.#request(step);
    else if ('think' in step) this.#think(step.think);
    else if ('repeat' in step) this.#repeat(step.repeat, step.as, step.steps);
    else if ('each' in step) this.#each(step.each, step.as, step.steps);
    else if ('while' in step) this.#while(step.while, step.max, step.steps);
    else if ('when' in step) this.#when(step.when, step.steps, step.else ?? []);
    else if ('choose' in step) this.#choose(step.choose);
    else if ('group' in step) this.#group(step.group, step.steps);
    else if ('set' in step) {
      const values = Object.entries(step.set).map(
        ([name, value]) => [name, compileJson(value)] as const,
      );
      this.#instructions.push({ does: 'set', values });
    } else this.#instructions.push({ does: 'call', name: step.call, into: step.into });
  }

  #request(step: RequestStep): void {
    const goesOn = step.onFailure === 'continue';
    this.#instructions.push({ does: 'request', operation: this.#operation++, goesOn });
  }

  #think(think: ThinkTime): void {
    this.#instructions.push({ does: 'think', drawNs: thinkNs(think) });
  }

  #repeat(repeat: number | string, as: string | undefined, steps: readonly Step[]): void {
    const slot = this.#slots++;
    this.#instructions.push({ does: 'begin-loop', slot, times: timesOf(repeat) });
    this.#loop(slot, as, steps);
  }

  #each(list: string, as: string, steps: readonly Step[]): void {
    const slot = this.#slots++;
    this.#instructions.push({ does: 'begin-list', slot, list: compileJson(list) });
    this.#loop(slot, as, steps);
  }

  #loop(slot: number, as: string | undefined, steps: readonly Step[]): void {
    const check = this.#reserve();
    this.steps(steps);
    this.#instructions.push({ does: 'jump', to: check });
    this.#instructions[check] = { does: 'loop', slot, as, to: this.#here };
  }

  #while(condition: Condition, max: number, steps: readonly Step[]): void {
    const slot = this.#slots++;
    this.#instructions.push({ does: 'begin-loop', slot, times: timesOf(max) });
    const check = this.#reserve();
    const test = this.#reserve();
    this.steps(steps);
    this.#instructions.push({ does: 'jump', to: check });
    this.#instructions[check] = { does: 'loop', slot, as: undefined, to: this.#here };
    const holds = compileCondition(condition);
    this.#instructions[test] = { does: 'unless', holds, to: this.#here };
  }

  #when(condition: Condition, steps: readonly Step[], otherwise: readonly Step[]): void {
    const test = this.#reserve();
    this.steps(steps);
    const skip = this.#reserve();
    const holds = compileCondition(condition);
    this.#instructions[test] = { does: 'unless', holds, to: this.#here };
    this.steps(otherwise);
    this.#instructions[skip] = { does: 'jump', to: this.#here };
  }

  #choose(choices: Extract<Step, { choose: unknown }>['choose']): void {
    const weights = weightsOf(choices);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const choose = this.#reserve();
    const ends: number[] = [];
    const to = choices.map(({ steps }) => {
      const start = this.#here;
      this.steps(steps);
      ends.push(this.#reserve());
      return start;
    });
    let sum = 0;
    const upTo = weights.map((weight) => {
      sum += weight;
      return sum / total;
    });
    this.#instructions[choose] = { does: 'choose', upTo, to };
    for (const end of ends) this.#instructions[end] = { does: 'jump', to: this.#here };
  }

  #group(name: string, steps: readonly Step[]): void {
    if (this.#groups.includes(name)) {
      throw scenarioError(
        `Two groups are called "${name}".`,
        'Give every group a name of its own; its time is told by it.',
      );
    }
    const group = this.#groups.push(name) - 1;
    this.#instructions.push({ does: 'enter-group', group });
    this.steps(steps);
    this.#instructions.push({ does: 'leave-group', group });
  }
}

/** The weights of the ways of a `choose`. Throws a scenario error where none can be taken. */
export function weightsOf(choices: readonly { readonly weight?: number }[]): readonly number[] {
  const weights = choices.map(({ weight = 1 }) => weight);
  if (weights.some((weight) => weight > 0)) return weights;
  throw scenarioError(
    'No way of a "choose" has a weight above 0.',
    'Give at least one of them a weight above 0, or leave the weights out.',
  );
}

/** How often a loop runs: a number, or a text that becomes one in the session. */
function timesOf(repeat: number | string): (lookup: Lookup) => number {
  if (typeof repeat === 'number') return () => repeat;
  const template = parseTemplate(repeat);
  assert(template.names.length > 0, 'the schema lets only numbers and templates through');
  return (lookup) => {
    const times = Number(fillTemplate(template, lookup));
    if (Number.isInteger(times) && times >= 0 && times <= LOOPS_MAX) return times;
    throw scenarioError(
      `"${repeat}" of a "repeat" became ${times}.`,
      `It must become a whole number from 0 to ${LOOPS_MAX}.`,
    );
  };
}
