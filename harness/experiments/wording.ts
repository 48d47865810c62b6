import { formatNs, formatRate } from '../model/units.ts';
import type { Figure } from './measured.ts';

/** `≥` in front of what may be larger. */
export const nsText = ({ value, atLeast }: Figure): string =>
  `${atLeast ? '≥ ' : ''}${formatNs(Math.round(value))}`;

export const rateText = ({ value }: Figure): string => formatRate(value);

/** `1 server`, `4 servers`. */
export const serversText = (servers: number): string =>
  servers === 1 ? '1 server' : `${servers} servers`;

/** Items as a sentence lists them: `a`, `a and b`, `a, b and c`. */
export const listText = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** A ratio with two decimals below ten: `1.57 ×`, `23.4 ×`. */
export const timesText = (ratio: number): string =>
  `${ratio < 10 ? ratio.toFixed(2) : ratio.toPrecision(3)} ×`;
