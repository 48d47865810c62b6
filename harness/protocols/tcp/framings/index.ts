import type { Framing } from './framing.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { line } from './line.ts';

/** A new framing is a file here and a line in this list; the first is the default. */
export const framings = [lengthPrefixed, line] as const satisfies readonly Framing[];
