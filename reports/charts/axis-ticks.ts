/** Where the ticks of an axis stand and what they say. */
import {
  formatCount,
  formatRate,
  NS_PER_MS,
  NS_PER_S,
  NS_PER_US,
} from '../../harness/model/units.ts';
import { unreachable } from '../../harness/model/unreachable.ts';
import type { Axis, Tick } from './chart-spec.ts';

/** The percentiles that a log-nines axis names, as long as they lie within it. */
const namedPercentiles = [0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999];

const NS_SCALES = [
  { size: 60 * NS_PER_S, unit: 'min', from: 600 * NS_PER_S },
  { size: NS_PER_S, unit: 's', from: NS_PER_S },
  { size: NS_PER_MS, unit: 'ms', from: NS_PER_MS },
  { size: NS_PER_US, unit: 'µs', from: NS_PER_US },
] as const;

/** Where a percentile stands on a log-nines axis: 1/(1 − q). */
export function ninesOf(percent: number): number {
  return Number((100 / (100 - percent)).toPrecision(9));
}

export function ninesTicks(max: number): Tick[] {
  return namedPercentiles
    .map((percent) => ({ at: ninesOf(percent), text: `p${percent}` }))
    .filter((tick) => tick.at <= max * 1.000001);
}

/** 1, 2 and 5 of every decade, or powers of ten, or some of these where more would be a crowd. */
export function logTicks(
  min: number,
  max: number,
  format: (value: number) => string,
  most = Number.POSITIVE_INFINITY,
): Tick[] {
  const firstDecade = Math.floor(Math.log10(min));
  const decades = Math.ceil(Math.log10(max)) - firstDecade;
  const ticksOf = (steps: readonly number[], every: number): Tick[] =>
    Array.from({ length: Math.floor(decades / every) + 1 }, (_, index) =>
      steps.map((step) => step * 10 ** (firstDecade + index * every)),
    )
      .flat()
      .filter((at) => at >= min * 0.999999 && at <= max * 1.000001)
      .map((at) => ({ at, text: format(at) }));
  if (decades <= 4) {
    const fine = ticksOf([1, 2, 5], 1);
    if (fine.length <= most) return fine;
  }
  for (let every = 1; ; every++) {
    const ticks = ticksOf([1], every);
    if (ticks.length <= most || every > decades) return ticks;
  }
}

/** The 1, 2 or 5 of a decade at or below a value, or at or above it. */
export function roundedLog(value: number, direction: 'down' | 'up'): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10];
  const found =
    direction === 'down'
      ? steps.findLast((step) => step * power <= value * 1.000001)
      : steps.find((step) => step * power >= value * 0.999999);
  return (found ?? 1) * power;
}

/**
 * What to divide a linear axis's values by, so that its ticks come out round, and how to write the
 * quotient.
 */
export function linearScale(axis: Axis, max: number): LinearScale {
  switch (axis.unit) {
    case 'ns': {
      const scale = NS_SCALES.find(({ from }) => max >= from);
      const { size, unit } = scale ?? { size: 1, unit: 'ns' };
      return { size, format: (value) => (value === 0 ? '0' : `${roundOff(value)} ${unit}`) };
    }
    case 'perSecond':
      return { size: 1, format: (value) => (value === 0 ? '0' : formatRate(value)) };
    case 'count':
      return { size: 1, format: (value) => (Number.isInteger(value) ? formatCount(value) : '') };
    case 'ratio':
      return { size: 1, format: (value) => `${roundOff(value)} ×` };
    case 'amount':
      return { size: 1, format: roundOff };
    case 'share':
      return { size: 0.01, format: (value) => `${roundOff(value)} %` };
    case 'bytes':
      return { size: 1e6, format: (value) => `${roundOff(value)} MB` };
    default:
      return unreachable(axis.unit);
  }
}

export interface LinearScale {
  readonly size: number;
  format(quotient: number): string;
}

/** Takes away what binary fractions add: 0.30000000000000004 is 0.3. */
function roundOff(value: number): string {
  return Number(value.toPrecision(6)).toString().replace('-', '−');
}
