import type { FigureInterval } from '../harness/experiments/figure-interval.ts';
import { formatCount } from '../harness/model/units.ts';
import type { Cell } from './document.ts';

/**
 * A figure with the interval it lies in, as a cell; or why it has none, and where the data cannot
 * even support the figure itself, what it would take.
 */
export function figureCell(figure: FigureInterval): Cell {
  const { value, atLeast, count } = figure;
  if (figure.state === 'known') {
    return { value, atLeast, interval: { low: figure.low, high: figure.high } };
  }
  if (count === 0) return { value, note: 'n=0' };
  if (figure.countNeeded <= count) return { value, atLeast };
  const needed = `≥ ${formatCount(figure.countNeeded)}`;
  if (value === null) return { value, note: `n=${formatCount(count)}; needs ${needed}` };
  return { value, atLeast, note: `interval: n ${needed}` };
}
