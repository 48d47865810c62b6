/**
 * Long form: one row a figure, so that a spreadsheet can filter and pivot. Figures are in base
 * units (nanoseconds, per second, bytes, shares of 1), as the record has them.
 */
import type { RunRecord } from '../../harness/model/record.ts';
import { compose } from '../compose.ts';
import type { Block, Cell, Column, Row, Table, Unit } from '../document.ts';
import type { Format, FormatOptions } from '../format.ts';

const header = [
  'section',
  'table',
  'run',
  'target',
  'servers',
  'scenario',
  'load',
  'trial',
  'row',
  'figure',
  'value',
  'unit',
  'remark',
  'low',
  'high',
] as const;

const unitNames: Readonly<Record<Unit, string>> = {
  text: 'text',
  verdict: 'verdict',
  count: 'count',
  ns: 'ns',
  perSecond: 'per second',
  bytes: 'bytes',
  share: 'share of 1',
  ratio: 'ratio',
};

function render(records: readonly RunRecord[], options: FormatOptions = {}): string {
  const { parts } = compose(records, { names: options.sections, depth: 'all' });
  const lines = parts.flatMap(({ name, passage }) =>
    passage.blocks.flatMap(tablesIn).flatMap((table) => tableLines(name, table)),
  );
  return [header, ...lines].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

function tablesIn(block: Block): readonly Table[] {
  if (block.kind === 'table') return [block];
  if (block.kind === 'details') return block.blocks.flatMap(tablesIn);
  return block.kind === 'chart' && block.data !== 'beside' ? [block.data] : [];
}

function tableLines(section: string, table: Table): string[][] {
  return table.rows.flatMap((row) =>
    table.columns.flatMap((column, index) => {
      const cell = row.cells[index];
      if (cell === undefined || column.key || cell.value === '') return [];
      return [figureLine(section, table, { row, column, cell })];
    }),
  );
}

function figureLine(
  section: string,
  table: Table,
  { row, column, cell }: { row: Row; column: Column; cell: Cell },
): string[] {
  const { run, target, servers, scenario, load, trial } = row.subject;
  const about = [run, target, servers, scenario, load, trial].map((part) => String(part ?? ''));
  // Key columns that repeat the subject would only make the row's name long.
  const named = table.columns
    .map((own, index) => (own.key ? String(row.cells[index]?.value ?? '') : ''))
    .filter((text) => text !== '' && !about.includes(text));
  const bound = cell.atLeast ? 'at least' : (cell.note ?? '');
  const remark = [bound, row.subject.invalid ? 'invalid' : ''].filter(Boolean).join('; ');
  const value = String(cell.value ?? '');
  const unit = unitNames[column.unit];
  const { low = '', high = '' } = cell.interval ?? {};
  const ends = [String(low), high === Number.POSITIVE_INFINITY ? '' : String(high)];
  return [section, table.id, ...about, named.join(' · '), column.id, value, unit, remark, ...ends];
}

/** RFC 4180, section 2: quotes around fields that need them, quotes within doubled. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csv = {
  name: 'csv',
  about: 'one line a figure, in base units, for spreadsheets and scripts',
  extension: 'csv',
  render,
} as const satisfies Format;
