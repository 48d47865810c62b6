import type { Cell, Column, Subject, Table, Unit } from './document.ts';

/** A column together with how to read its cell off a thing that makes a row. */
export interface ColumnOf<Thing> extends Column {
  cell(thing: Thing, index: number): Cell;
}

interface ColumnWords {
  readonly id: string;
  readonly title: string;
  readonly group?: string;
  readonly minor?: 1 | 2;
}

/** A column that says what the row is about. */
export function keyColumn<Thing>(
  words: ColumnWords,
  value: (thing: Thing, index: number) => string | number,
  unit: Unit = 'text',
): ColumnOf<Thing> {
  return { group: '', ...words, unit, key: true, cell: (...row) => ({ value: value(...row) }) };
}

/** A column that measures. A plain number stands for a cell that holds it. */
export function figureColumn<Thing>(
  words: ColumnWords,
  unit: Unit,
  figure: (thing: Thing, index: number) => Cell | number | string | null,
): ColumnOf<Thing> {
  return { group: '', ...words, unit, key: false, cell: (...row) => asCell(figure(...row)) };
}

function asCell(figure: Cell | number | string | null): Cell {
  // A record of an older version may lack a field, whatever the types say.
  return typeof figure === 'object' && figure !== null ? figure : { value: figure ?? null };
}

/** Lays things out as rows, one cell a column. */
export function tableOf<Thing>(
  words: { readonly id: string; readonly caption: string },
  columns: readonly ColumnOf<Thing>[],
  things: readonly Thing[],
  subjectOf: (thing: Thing) => Subject,
): Table {
  return {
    kind: 'table',
    ...words,
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: things.map((thing, index) => ({
      subject: subjectOf(thing),
      cells: columns.map((column) => column.cell(thing, index)),
    })),
  };
}
