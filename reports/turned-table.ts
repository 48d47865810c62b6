/**
 * A table turned on its side: a line for each figure, a column for each row. So a few conditions
 * with many figures fit a terminal, and each figure has its interval right beside it.
 */
import { besideCellText, cellText, columnTitle } from './cell-text.ts';
import type { Cell, Column, Row, Table } from './document.ts';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { isVerdict } from './verdict-text.ts';

/** More would be read across, which tables of rows are better at. */
const ROWS_MAX = 4;
const BETWEEN = 2;
/** What stands beside a figure is broken into lines of this width where there is little room. */
const BESIDE_WIDTH = 17;
const WORD_WIDTH_MAX = 40;

export interface TableWriter {
  readonly width: number;
  readonly paint: Paint;
  /** Whether columns that tell least may be left to other formats where there is no room. */
  readonly shortens: boolean;
}

/** A cell's lines, the figures of a column all ending at the same place. */
type Lines = readonly string[];

interface TurnedColumn {
  readonly name: string;
  /** One for each figure. */
  readonly cells: readonly Lines[];
  readonly tones: readonly (string | undefined)[];
  readonly width: number;
}

/**
 * Undefined where that does not fit, or has nothing to tell its columns by. Rows of a larger table
 * are named as they are told apart there.
 */
export function turnedTable(table: Table, writer: TableWriter, larger = table): string | undefined {
  const { columns, rows } = table;
  const keys = columns
    .map((column, index) => ({
      column,
      cells: larger.rows.map(({ cells }) => textOf(cells[index], column)),
    }))
    .filter(({ column }) => column.key);
  const telling = keys.filter(({ cells }) => new Set(cells).size > 1);
  const naming = namingColumns(telling.length > 0 ? telling : keys.slice(0, 1));
  if (rows.length === 0 || rows.length > ROWS_MAX || naming.length === 0) return undefined;
  const figures = columns.filter((column) => !naming.some((own) => own.column === column));
  const titles = figures.map((column) => plainText(columnTitle(column, columns)));
  const corner = naming.map(({ column }) => plainText(column.title)).join(' · ');
  const nameWidth = Math.max(corner.length, ...titles.map((title) => title.length));
  for (const besideMax of [Number.POSITIVE_INFINITY, BESIDE_WIDTH]) {
    const turned = rows.map((_, row): TurnedColumn => {
      const at = larger.rows.indexOf(rows[row] as Row);
      const name = naming.map(({ cells }) => cells[at] ?? '').join(' · ');
      const cells = figures.map((column) => rows[row]?.cells[columns.indexOf(column)]);
      return turnedColumn(name, cells, figures, besideMax);
    });
    const width = turned.reduce((sum, own) => sum + BETWEEN + own.width, nameWidth);
    if (width > writer.width) continue;
    return linesOf({ corner, titles, nameWidth, turned, width }, writer).join('\n');
  }
  return undefined;
}

/** The first columns that are enough to tell all rows apart. */
export function namingColumns<Named extends { readonly cells: readonly string[] }>(
  keys: readonly Named[],
): Named[] {
  for (let count = 1; count < keys.length; count++) {
    const some = keys.slice(0, count);
    const names = (some[0]?.cells ?? []).map((_, row) => some.map(({ cells }) => cells[row]));
    if (new Set(names.map((name) => JSON.stringify(name))).size === names.length) return some;
  }
  return [...keys];
}

const textOf = (cell: Cell | undefined, { unit }: Column): string =>
  plainText(cellText(cell ?? { value: '' }, unit));

const isFigure = ({ unit }: Column): boolean => unit !== 'text' && unit !== 'verdict';

function turnedColumn(
  name: string,
  cells: readonly (Cell | undefined)[],
  figures: readonly Column[],
  besideMax: number,
): TurnedColumn {
  const values = cells.map((cell, at) => textOf(cell, figures[at] as Column));
  const valueWidth = Math.max(
    0,
    ...values.map((text, at) => (isFigure(figures[at] as Column) ? text.length : 0)),
  );
  const lines = cells.map((cell, at): Lines => {
    const column = figures[at] as Column;
    const value = values[at] ?? '';
    const beside = plainText(besideCellText(cell ?? { value: '' }, column.unit));
    if (!isFigure(column)) {
      const whole = beside === '' ? value : `${value} ${beside}`;
      return broken(whole, Math.min(WORD_WIDTH_MAX, valueWidth + 1 + besideMax));
    }
    const [first = '', ...more] = broken(beside, besideMax);
    const indent = ' '.repeat(valueWidth + 1);
    const line = `${value.padStart(valueWidth)} ${first}`.trimEnd();
    return [line, ...more.map((text) => `${indent}${text}`)];
  });
  const width = Math.max(name.length, ...lines.flat().map((line) => line.length));
  const tones = cells.map((cell) => (typeof cell?.value === 'string' ? cell.value : undefined));
  return { name, cells: lines, tones, width };
}

/** Broken between words; a word that is too long stays whole, and makes its column wide. */
function broken(text: string, max: number): string[] {
  if (text.length <= max) return [text];
  // The parts of a reason each have their line.
  if (text.includes('; ')) return text.split(/(?<=;) /).flatMap((part) => broken(part, max));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= max) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

interface Turned {
  readonly corner: string;
  readonly titles: readonly string[];
  readonly nameWidth: number;
  readonly turned: readonly TurnedColumn[];
  readonly width: number;
}

function linesOf({ corner, titles, nameWidth, turned, width }: Turned, writer: TableWriter) {
  const { paint } = writer;
  const between = ' '.repeat(BETWEEN);
  const head = [corner.padEnd(nameWidth), ...turned.map((own) => own.name.padEnd(own.width))];
  const body = titles.flatMap((title, at) => {
    const height = Math.max(...turned.map(({ cells }) => cells[at]?.length ?? 0));
    return Array.from({ length: height }, (_, line) => {
      const cells = turned.map((own) => {
        const text = own.cells[at]?.[line] ?? '';
        const tone = own.tones[at];
        const shown = tone !== undefined && isVerdict(tone) ? paint(text, tone) : text;
        return `${shown}${' '.repeat(own.width - text.length)}`;
      });
      return [(line === 0 ? title : '').padEnd(nameWidth), ...cells].join(between).trimEnd();
    });
  });
  return [paint(head.join(between).trimEnd(), 'heading'), '─'.repeat(width), ...body];
}
