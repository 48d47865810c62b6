/** Response percentiles as rows of blocks: the shape of a distribution at a glance, from 0 on. */
import { formatNs } from '../harness/model/units.ts';
import type { Condition } from './condition.ts';
import { latencyFigure } from './latency-figure.ts';

const PERCENTS = [50, 75, 90, 95, 99, 99.9, 99.99];
const BAR_MAX = 48;

interface Row {
  readonly name: string;
  readonly valueNs: number;
  readonly text: string;
}

/** A heading and lines for one condition; none where there is no shape to show. */
export function percentileBars(condition: Condition, width: number): string[] {
  const rows = rowsOf(condition);
  if (rows.length < 2) return [];
  const room = Math.min(BAR_MAX, width - Math.max(...rows.map(({ text }) => text.length)) - 12);
  const scale = room / Math.max(...rows.map(({ valueNs }) => valueNs));
  const lines = rows.map(({ name, valueNs, text }) => {
    const bar = '█'.repeat(Math.max(1, Math.round(valueNs * scale)));
    return `  ${name.padStart(6)}  ${bar} ${text}`;
  });
  return [`Response percentiles of ${condition.label}, from 0`, ...lines];
}

/** Those that the tables show, too. */
const rowsOf = (condition: Condition): readonly Row[] =>
  PERCENTS.flatMap((percent) => {
    const { value, atLeast } = latencyFigure(condition, 'response', percent);
    if (value === null) return [];
    const text = `${atLeast ? '≥ ' : ''}${formatNs(value)}`;
    return [{ name: `p${percent}`, valueNs: value, text }];
  });
