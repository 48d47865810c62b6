/** Values that a session draws: `random.int(1,6)`, `random.uuid` and their like. */
import type { Rng } from '../model/rng.ts';
import { scenarioError } from './scenario-error.ts';

interface Drawing {
  /** How it is written. */
  readonly usage: string;
  /** Makes the drawing for its arguments; undefined if they make no sense. */
  with(given: readonly string[]): ((rng: Rng) => unknown) | undefined;
}

const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const below = (rng: Rng, count: number): number => Math.floor(rng() * count);

const spelt = (rng: Rng, letters: string, length: number): string => {
  let text = '';
  for (let index = 0; index < length; index++) text += letters[below(rng, letters.length)];
  return text;
};

/** A version 4 identifier (RFC 9562, section 5.4). */
const uuid = (rng: Rng): string => {
  const variant = '89ab'[below(rng, 4)];
  const part = (length: number): string => spelt(rng, HEX, length);
  return `${part(8)}-${part(4)}-4${part(3)}-${variant}${part(3)}-${part(12)}`;
};

const length = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;

const drawings: Readonly<Record<string, Drawing>> = {
  'random.int': {
    usage: 'random.int(1,6)',
    with([from, to, ...more]) {
      const [low, high] = [Number(from), Number(to)];
      const whole = Number.isSafeInteger(low) && Number.isSafeInteger(high) && low <= high;
      if (!whole || from === '' || to === '' || more.length > 0) return undefined;
      return (rng) => low + below(rng, high - low + 1);
    },
  },
  'random.number': {
    usage: 'random.number',
    with: (given) => (given.length > 0 ? undefined : (rng) => rng()),
  },
  'random.pick': {
    usage: 'random.pick(red,green)',
    with: (given) => (given.length === 0 ? undefined : (rng) => given[below(rng, given.length)]),
  },
  'random.uuid': {
    usage: 'random.uuid',
    with: (given) => (given.length > 0 ? undefined : uuid),
  },
  'random.hex': {
    usage: 'random.hex(16)',
    with([text]) {
      const count = length(text);
      return count === undefined ? undefined : (rng) => spelt(rng, HEX, count);
    },
  },
  'random.letters': {
    usage: 'random.letters(8)',
    with([text]) {
      const count = length(text);
      return count === undefined ? undefined : (rng) => spelt(rng, LETTERS, count);
    },
  },
};

/** How all of them are written. */
export const drawingUsages: readonly string[] = Object.values(drawings).map(({ usage }) => usage);

/**
 * The drawing that a name means; undefined for names of other things. Throws a scenario error for
 * one that is written wrongly.
 */
export function drawingOf(name: string): ((rng: Rng) => unknown) | undefined {
  if (!name.startsWith('random.') && name !== 'random') return undefined;
  const [, kind = '', given] = /^([^(]*)(?:\((.*)\))?$/.exec(name) ?? [];
  const drawing = Object.hasOwn(drawings, kind) ? drawings[kind] : undefined;
  const drawn = drawing?.with(given === undefined ? [] : given.split(',').map((one) => one.trim()));
  if (drawn) return drawn;
  throw scenarioError(
    `{{ ${name} }} is no way to draw a value.`,
    `Write ${drawing === undefined ? `one of ${drawingUsages.join(', ')}` : drawing.usage}.`,
  );
}
