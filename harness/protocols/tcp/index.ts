/** Every way to frame messages on a TCP stream. A new one is a file of its own and a line here. */
import type { Framing } from './framing.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { line } from './line.ts';

export const framings = [lengthPrefixed, line] as const satisfies readonly Framing[];
