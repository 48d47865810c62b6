/** Tables in aligned columns of text, for a terminal of a given width. */
import { besideCellText, cellText, columnTitle, wholeCellText } from './cell-text.ts';
import type { Cell, Column, Table, Unit } from './document.ts';
import { BETWEEN, plainTable } from './plain-table.ts';
import { plainText } from './plain-text.ts';
import { namingColumns, type TableWriter, turnedTable } from './turned-table.ts';
import { isVerdict } from './verdict-text.ts';

/** What must always fit beside the names: `[5.82–8.51 ms]`. */
const FIGURE_WIDTH = 16;

interface TextColumn {
  readonly column: Column;
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  readonly tones: readonly (string | undefined)[];
  readonly width: number;
}

/**
 * One table where it fits, also turned on its side. Else what tells least is left out, and named
 * below; or the rest follows in tables of its own that repeat the key columns.
 */
export function tableText(table: Table, writer: TableWriter): string {
  const all = textColumns(table, writer);
  if (widthOf(all) <= writer.width) return pageText(all, writer);
  const turned = turnedTable(table, writer) ?? (writer.width < NARROW && cards(table, writer));
  if (turned) return turned;
  const { kept, left, same } = writer.shortens ? shortened(all, writer) : whole(all);
  const text = pagesOf(kept, writer)
    .map((page) => pageText(page, writer))
    .join('\n\n');
  const notes = [
    ...same.map(({ head, cells }) => `${head} of every row: ${cells[0]}.`),
    ...(left.length > 0 ? [`The report also has ${left.map(({ head }) => head).join(', ')}.`] : []),
  ];
  if (notes.length === 0) return text;
  const note = plainTable([[notes.join(' ')]], [writer.width], ['left']);
  return `${text}\n${writer.paint(note, 'faint')}`;
}

/** Narrower than this, rows of a table that does not fit are each turned for themselves. */
const NARROW = 60;

function cards(table: Table, writer: TableWriter): string | undefined {
  const { rows } = table;
  const texts = rows.map((row) => turnedTable({ ...table, rows: [row] }, writer, table));
  return texts.includes(undefined) ? undefined : texts.join('\n\n');
}

interface Shortened {
  readonly kept: readonly TextColumn[];
  readonly left: readonly TextColumn[];
  /** Key columns that hold the same in every row. */
  readonly same: readonly TextColumn[];
}

const whole = (kept: readonly TextColumn[]): Shortened => ({ kept, left: [], same: [] });

/** What is the same in each row is said once; then minor columns go, the most minor first. */
function shortened(columns: readonly TextColumn[], { width }: TableWriter): Shortened {
  const isSame = ({ column, cells }: TextColumn) => column.key && new Set(cells).size === 1;
  const same = columns.some(({ column, cells }) => column.key && new Set(cells).size > 1)
    ? columns.filter(isSame)
    : [];
  const kept = columns.filter((column) => !same.includes(column));
  while (widthOf(kept) > width) {
    const most = Math.max(...kept.map(({ column }) => column.minor ?? 0));
    if (most === 0) break;
    const last = kept.findLastIndex(({ column }) => column.minor === most);
    kept.splice(last, 1);
  }
  const left = columns.filter((column) => !kept.includes(column) && !same.includes(column));
  return { kept, left, same };
}

function pagesOf(columns: readonly TextColumn[], { width }: TableWriter): TextColumn[][] {
  const keys = namingColumns(columns.filter(({ column }) => column.key));
  const pages: TextColumn[][] = [];
  let page: TextColumn[] = [];
  for (const column of columns) {
    if (page.length > 0 && widthOf([...page, column]) > width) {
      pages.push(page);
      page = [...keys];
    }
    page.push(column);
  }
  return [...pages, page];
}

const widthOf = (columns: readonly TextColumn[]): number =>
  columns.reduce((sum, column) => sum + column.width + BETWEEN, -BETWEEN);

/** An interval, and why there is no figure, stand below, so that a table of them stays narrow. */
function isStacked(cell: Cell, { unit }: Column): boolean {
  return cell.interval !== undefined || (cell.note !== undefined && unit !== 'count');
}

/** An interval in one line; a reason, which may be long, in one for each of its parts. */
const reasonLines = (cell: Cell, unit: Unit): string => {
  const text = plainText(besideCellText(cell, unit));
  return cell.interval ? text : text.replaceAll(/([;:]) /g, '$1\n');
};

function textColumns({ columns, rows }: Table, { width }: TableWriter): TextColumn[] {
  const natural = columns.map((column, index): TextColumn => {
    const { unit } = column;
    const values = rows.map((row) => row.cells[index] ?? { value: '' });
    const cells = values.map((cell) =>
      isStacked(cell, column)
        ? `${plainText(cellText(cell, unit))}\n${reasonLines(cell, unit)}`
        : plainText(wholeCellText(cell, unit)),
    );
    const head = plainText(columnTitle(column, columns));
    // A reason is broken into lines; a figure and its interval never are.
    const whole = cells.flatMap((text, row) => {
      const [first = '', ...below] = text.split('\n');
      return values[row]?.interval === undefined ? [first] : [first, ...below];
    });
    const isBroken = values.some((cell) => isStacked(cell, column) && !cell.interval);
    const widest = Math.max(head.length, ...whole.map((text) => text.length));
    return {
      column,
      head,
      align: unit === 'text' || unit === 'verdict' ? 'left' : 'right',
      cells,
      tones: values.map(({ value }) => (typeof value === 'string' ? value : undefined)),
      width: isBroken ? Math.max(widest, FIGURE_WIDTH) : widest,
    };
  });
  // Wider texts are broken into lines, the widest first.
  const keyCap = keyWidthMax(natural, width);
  const textCap = Math.max(FIGURE_WIDTH, Math.floor(width * 0.45));
  return natural.map((own) => ({
    ...own,
    width: Math.min(own.width, own.column.key ? keyCap : textCap),
  }));
}

/** How wide a key column may be, so that all of them and one figure stand beside each other. */
function keyWidthMax(columns: readonly TextColumn[], width: number): number {
  const keys = columns.filter(({ column }) => column.key);
  const widths = keys.map((own) => own.width);
  const room = width - FIGURE_WIDTH - BETWEEN * widths.length;
  let cap = Math.max(0, ...widths);
  const taken = () => widths.reduce((sum, own) => sum + Math.min(own, cap), 0);
  while (taken() > room && cap > 1) cap--;
  return cap;
}

function pageText(columns: readonly TextColumn[], { width, paint }: TableWriter): string {
  const rows = columns[0]?.cells.length ?? 0;
  const body = Array.from({ length: rows }, (_, row) =>
    columns.map(({ cells, tones }) => {
      const tone = tones[row];
      const cell = cells[row] ?? '';
      return tone !== undefined && isVerdict(tone) ? paint(cell, tone) : cell;
    }),
  );
  const heads = columns.map(({ head }) => paint(head, 'heading'));
  const text = plainTable(
    [heads, ...body],
    columns.map((own) => own.width),
    columns.map(({ align }) => align),
  );
  const [head = '', ...lines] = text.split('\n');
  return [head, '─'.repeat(Math.min(width, Math.max(0, widthOf(columns)))), ...lines].join('\n');
}
