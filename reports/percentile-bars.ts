/** Response percentiles as rows of blocks: the shape of a distribution at a glance, from 0 on. */
import { formatNs } from '../harness/model/units.ts';
import type { Condition } from './condition.ts';
import { latencyFigure } from './latency-figure.ts';

const PERCENTS = [50, 75, 90, 95, 99, 99.9, 99.99];
/** More would no longer be a glance. */
const CONDITIONS_MAX = 4;
const BAR_MAX = 48;

interface Row {
  readonly name: string;
  readonly valueNs: number;
  readonly text: string;
}

/** Lines for the first conditions; all bars have the same scale. None for records without any. */
export function percentileBars(conditions: readonly Condition[], width: number): string {
  const drawn = conditions
    .slice(0, CONDITIONS_MAX)
    .map((condition) => ({ label: condition.label, rows: rowsOf(condition) }))
    .filter(({ rows }) => rows.length > 1);
  const values = drawn.flatMap(({ rows }) => rows.map(({ valueNs }) => valueNs));
  if (values.length === 0) return '';
  const longest = Math.max(...drawn.flatMap(({ rows }) => rows.map(({ text }) => text.length)));
  const room = Math.min(BAR_MAX, width - longest - 12);
  const scale = room / Math.max(...values);
  const blocks = drawn.map(({ label, rows }) => {
    const lines = rows.map(({ name, valueNs, text }) => {
      const bar = '█'.repeat(Math.max(1, Math.round(valueNs * scale)));
      return `  ${name.padStart(6)}  ${bar} ${text}`;
    });
    return [`Response percentiles of ${label}, from 0`, ...lines].join('\n');
  });
  const left = conditions.length - CONDITIONS_MAX;
  return [...blocks, ...(left > 0 ? [`and ${left} more`] : [])].join('\n\n');
}

/** Those that the tables show, too. */
const rowsOf = (condition: Condition): readonly Row[] =>
  PERCENTS.flatMap((percent) => {
    const { value, atLeast } = latencyFigure(condition, 'response', percent);
    if (value === null) return [];
    const text = `${atLeast ? '≥ ' : ''}${formatNs(value)}`;
    return [{ name: `p${percent}`, valueNs: value, text }];
  });
