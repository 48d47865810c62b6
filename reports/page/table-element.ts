import { type ComponentChild, h } from 'preact';
import { besideCellText, cellText } from '../cell-text.ts';
import type { Cell, Column, Row, Table } from '../document.ts';
import { plainText } from '../plain-text.ts';
import { isVerdict } from '../verdict-text.ts';

/** A table that scrolls by itself where it is too wide for the page. */
export function tableElement({ id, caption, columns, rows }: Table): ComponentChild {
  const scroll = {
    class: 'scroll',
    tabIndex: 0,
    role: 'group',
    'aria-labelledby': `${id}-caption`,
  };
  return h(
    'div',
    scroll,
    h(
      'table',
      { id },
      h('caption', { id: `${id}-caption` }, plainText(caption)),
      h('thead', null, headRows(columns)),
      h(
        'tbody',
        null,
        rows.map((row) => rowElement(row, columns)),
      ),
    ),
  );
}

/** One row of titles, and above it the names of groups where there are any. */
function headRows(columns: readonly Column[]): ComponentChild[] {
  const spans: { readonly group: string; columns: Column[] }[] = [];
  for (const column of columns) {
    const last = spans.at(-1);
    if (last && column.group !== '' && last.group === column.group) last.columns.push(column);
    else spans.push({ group: column.group, columns: [column] });
  }
  const grouped = spans.some(({ group }) => group !== '');
  const title = (column: Column, rowSpan: number) =>
    h('th', { scope: 'col', rowSpan, class: cellClass(column) }, plainText(column.title));
  if (!grouped)
    return [
      h(
        'tr',
        null,
        columns.map((column) => title(column, 1)),
      ),
    ];
  const upper = spans.map(({ group, columns: own }) =>
    group === ''
      ? own.map((column) => title(column, 2))
      : h('th', { scope: 'colgroup', colSpan: own.length, class: 'group' }, plainText(group)),
  );
  const lower = columns.filter(({ group }) => group !== '').map((column) => title(column, 1));
  return [h('tr', null, upper), h('tr', null, lower)];
}

function rowElement({ cells }: Row, columns: readonly Column[]): ComponentChild {
  const first = columns.findIndex((column) => column.key);
  return h(
    'tr',
    null,
    columns.map((column, index) => {
      const cell = cells[index] ?? { value: '' };
      const content = cellContent(cell, column);
      return index === first
        ? h('th', { scope: 'row', class: isShort(cell) ? 'short' : undefined }, content)
        : h('td', { class: cellClass(column) }, content);
    }),
  );
}

/** A name that stays on one line; longer ones may break anywhere. */
const SHORT_MAX = 28;
const isShort = ({ value }: Cell): boolean => String(value ?? '').length <= SHORT_MAX;

/** Numbers are most cells by far, so they are the ones without a class. */
const cellClass = ({ unit, key }: Column): string | undefined =>
  unit === 'text' ? (key ? 'name' : 'text') : unit === 'verdict' ? 'word' : undefined;

function cellContent(cell: Cell, { unit }: Column) {
  const text = plainText(cellText(cell, unit));
  if (unit === 'verdict' && typeof cell.value === 'string' && isVerdict(cell.value)) {
    return h('span', { class: `verdict ${cell.value}` }, text);
  }
  // A number and its unit stay together.
  const beside = cell.interval
    ? besideCellText(cell, unit).replace(/ (?=[^\s\]]+\])/, '\u00a0')
    : (cell.note ?? '');
  return beside ? [text, ' ', h('span', { class: 'note' }, plainText(beside))] : text;
}
