/** Cells in words, the same in every format that people read. */
import {
  formatBytes,
  formatCount,
  formatNs,
  formatRange,
  formatRate,
  formatShare,
} from '../harness/model/units.ts';
import { unreachable } from '../harness/model/unreachable.ts';
import type { Cell, Column, Unit } from './document.ts';
import { verdictText } from './verdict-text.ts';

/** A column's title where groups cannot stand above: with its group, unless that is plain. */
export function columnTitle(column: Column, columns: readonly Column[]): string {
  const { group, title } = column;
  const clashes = columns.some(
    (own) =>
      own.group === group &&
      columns.some((other) => other.group !== group && other.title === own.title),
  );
  return group !== '' && clashes ? `${group} ${title}` : title;
}

/** What stands where there is no figure. */
export const NO_FIGURE = '—';

/** A cell's text without its note. */
export function cellText(cell: Cell, unit: Unit): string {
  if (cell.value === null) return NO_FIGURE;
  return `${cell.atLeast ? '≥ ' : ''}${valueText(cell.value, unit)}`;
}

/** What stands below or behind a cell's value: `[4.12–4.38 ms]`, `(n=200; needs ≥ 500)`. */
export function besideCellText(cell: Cell, unit: Unit): string {
  const { interval, note } = cell;
  const range = interval && `[${formatRange(interval, (value) => valueText(value, unit))}]`;
  return [range, note && `(${note})`].filter((text) => text).join(' ');
}

/** A cell's whole text: `≥ 12.1 ms`, `4.2 ms [4.12–4.38 ms]`, `— (n=200; needs ≥ 500)`. */
export function wholeCellText(cell: Cell, unit: Unit): string {
  return `${cellText(cell, unit)} ${besideCellText(cell, unit)}`.trimEnd();
}

/** How many times as much: two decimals, or three digits from 10 on. */
export function ratioText(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : Number(ratio.toPrecision(3)).toString();
}

/** A figure with its unit. */
export function valueText(value: number | string, unit: Unit): string {
  if (typeof value === 'string') return unit === 'verdict' ? verdictText(value) : value;
  switch (unit) {
    case 'text':
    case 'verdict':
      return String(value);
    case 'count':
      return formatCount(value);
    case 'ns':
      return formatNs(value);
    case 'perSecond':
      return formatRate(value);
    case 'bytes':
      return formatBytes(value);
    case 'share':
      return formatShare(value);
    case 'ratio':
      return `${ratioText(value)} ×`;
    default:
      return unreachable(unit);
  }
}
