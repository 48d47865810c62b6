import type { ArrivalPhase } from '../arrivals/index.ts';
import { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';
import { parseDurationNs } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';
import { positiveNumber } from './number-option.ts';

/** Kinds that a few words can describe; recorded times need a file. */
const kinds = ['poisson', 'constant', 'ramp'] as const;

const bad = (text: string, what: string): HarnessError =>
  new HarnessError(
    'usage',
    `The phase "${text}" ${what}.`,
    'Write kind:rate:length, such as poisson:500:10s, constant:500:10s or ramp:100..900:30s.',
  );

/** Reads `poisson:500:10s`, `constant:500:10s` or `ramp:100..900:30s`. Throws a usage error. */
export function parsePhase(text: string): ArrivalPhase {
  const [name = '', rate = '', length = '', ...rest] = text.split(':');
  if (rest.length > 0 || length === '') throw bad(text, 'does not have three parts');
  const kind = kinds.find((known) => known === name);
  if (kind === undefined) {
    const guess = nearest(name, kinds);
    throw bad(text, `is of no known kind${guess ? ` (did you mean "${guess}"?)` : ''}`);
  }
  const durationNs = parseDurationNs(length, `length of the phase "${text}"`);
  switch (kind) {
    case 'poisson':
    case 'constant':
      return { kind, ratePerSecond: positiveNumber(rate, '--phase'), durationNs };
    case 'ramp': {
      const ends = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)$/.exec(rate);
      if (!ends) throw bad(text, 'has no two rates to go from and to');
      return { kind, fromPerSecond: Number(ends[1]), toPerSecond: Number(ends[2]), durationNs };
    }
    default:
      return unreachable(kind);
  }
}
