/**
 * What a server tells of itself: it appends lines of JSON, each an object of numbers by name, to
 * the file that `STEELYARD_NUMBERS` names. A file, because every language can append to one and
 * processes between us and the server, such as a shell or npm, hand on its name.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnNumber } from '../model/usage.ts';

/** The environment's name for the file. */
export const NUMBERS_VARIABLE = 'STEELYARD_NUMBERS';

const NAME = /^[A-Za-z][\w.-]{0,63}$/;
const NAMES_MAX = 50;
const SHOWN_MAX = 100;

/** What was told within the window. */
export interface OwnNumbers {
  readonly numbers: Readonly<Record<string, OwnNumber>>;
  /** What was wrong with the first line that was left out; absent where none was. */
  readonly fault?: string;
}

/** Reads lines as a server writes them; what is no object of numbers is left out and named. */
export function readNumbers(text: string): OwnNumbers {
  const all = new Map<string, number[]>();
  let fault: string | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const told = numbersOf(line);
    if (told === undefined) fault ??= `not an object of numbers: ${line.slice(0, SHOWN_MAX)}`;
    for (const [name, value] of told ?? []) {
      const values = all.get(name) ?? [];
      if (values.length === 0 && all.size >= NAMES_MAX) {
        fault ??= `more than ${NAMES_MAX} names, such as ${name}`;
        continue;
      }
      all.set(name, values);
      values.push(value);
    }
  }
  const numbers = Object.fromEntries([...all].map(([name, values]) => [name, summary(values)]));
  return fault === undefined ? { numbers } : { numbers, fault };
}

function numbersOf(line: string): [string, number][] | undefined {
  try {
    const told: unknown = JSON.parse(line);
    if (typeof told !== 'object' || told === null || Array.isArray(told)) return undefined;
    const entries = Object.entries(told);
    return entries.every(([name, value]) => NAME.test(name) && Number.isFinite(value))
      ? entries
      : undefined;
  } catch {
    return undefined;
  }
}

const summary = (values: readonly number[]): OwnNumber => ({
  readings: values.length,
  mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  max: values.reduce((most, value) => Math.max(most, value)),
});

/** One server's file, from its start to its end. */
export class NumbersFile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'steelyard-numbers-'));
  readonly #path = join(this.#folder, 'numbers');
  #from = 0;

  /** What the server's environment says of it. */
  get environment(): Readonly<Record<string, string>> {
    return { [NUMBERS_VARIABLE]: this.#path };
  }

  /** What is told from here on counts. */
  begin(): void {
    this.#from = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** What was told since the beginning; undefined where nothing was. */
  read(): OwnNumbers | undefined {
    if (statSync(this.#path, { throwIfNoEntry: false }) === undefined) return undefined;
    const text = readFileSync(this.#path).subarray(this.#from).toString('utf8');
    // A line that is being written has no end yet.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    return whole === '' ? undefined : readNumbers(whole);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
