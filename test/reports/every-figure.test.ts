/** Every cell of every table: the page shows what the document holds, and that is in the record. */
import { parseHTML } from 'linkedom';
import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { besideCellText, cellText } from '../../reports/cell-text.ts';
import { compose } from '../../reports/compose.ts';
import type { Block, Cell, Column, Table } from '../../reports/document.ts';
import { html } from '../../reports/formats/html.ts';
import { plainText } from '../../reports/plain-text.ts';
import { capacityRecord, objectivesRecord } from '../support/answered-record.ts';
import { compareRecord, failingRecord, scaleRecord } from '../support/sample-record.ts';
import { serverViewRecord } from '../support/server-view-record.ts';
import { sessionsRecord } from '../support/sessions-record.ts';

const records = {
  compare: compareRecord,
  scale: scaleRecord,
  capacity: capacityRecord,
  objectives: objectivesRecord,
  failing: failingRecord,
  sessions: sessionsRecord,
  'server view': serverViewRecord,
} as const;

interface Placed {
  readonly section: string;
  readonly table: Table;
}

function tablesIn(block: Block): readonly Table[] {
  if (block.kind === 'table') return [block];
  if (block.kind === 'details') return block.blocks.flatMap(tablesIn);
  return block.kind === 'chart' && block.data !== 'beside' ? [block.data] : [];
}

const tablesOf = (record: RunRecord): Placed[] =>
  compose([record], { names: undefined, depth: 'all' }).parts.flatMap(({ name, passage }) =>
    passage.blocks.flatMap(tablesIn).map((table) => ({ section: name, table })),
  );

/** As it is read, with spaces that must not break taken for spaces. */
const plainly = (text: string | null | undefined): string =>
  (text ?? '').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();

function expected(cell: Cell, { unit }: Column): string {
  const beside = cell.interval ? besideCellText(cell, unit) : (cell.note ?? '');
  return plainly(plainText(`${cellText(cell, unit)} ${beside}`));
}

for (const [name, make] of Object.entries(records)) {
  t.test(`the page of ${name} shows each cell, and no other`, async (t) => {
    const record = make();
    const { document } = parseHTML(html.render([record]));
    const placed = tablesOf(record);
    t.equal(document.querySelectorAll('table').length, placed.length);
    for (const { table } of placed) {
      const rows: Element[] = [...document.querySelectorAll(`#${table.id} tbody tr`)];
      const shown = rows.map((row) =>
        [...row.querySelectorAll('th, td')].map(({ textContent }) => plainly(textContent)),
      );
      const wanted = table.rows.map(({ cells }) =>
        table.columns.map((column, at) => expected(cells[at] ?? { value: '' }, column)),
      );
      t.same(shown, wanted, table.id);
    }
  });
}

/** All numbers of a record, wherever they stand. */
function numbersIn(value: unknown, found = new Set<number>()): Set<number> {
  if (typeof value === 'number') found.add(value);
  else if (value !== null && typeof value === 'object') {
    for (const own of Object.values(value)) numbersIn(own, found);
  }
  return found;
}

/** Figures of single trials that are worked out of others in the record, as all shares are. */
const workedOut: ReadonlySet<string> = new Set(['sent-rate', 'mean']);

for (const [name, make] of Object.entries(records)) {
  t.test(`what ${name} says of single trials is in the record, to the last digit`, async (t) => {
    const record = make();
    const known = numbersIn(record);
    const failed = record.trials.map(({ counts, warmup }) =>
      [counts, warmup].map((own) => Object.values(own.failed).reduce((a, b) => a + b, 0)),
    );
    for (const count of failed.flat()) known.add(count);
    let looked = 0;
    const missing = tablesOf(record)
      .filter(({ section }) => ['trials', 'server-view', 'sessions'].includes(section))
      .flatMap(({ table }) =>
        table.rows.flatMap(({ cells }) =>
          table.columns.flatMap(({ id, unit }, at): string[] => {
            const value = cells[at]?.value;
            if (typeof value !== 'number' || workedOut.has(id) || unit === 'share') return [];
            looked++;
            return known.has(value) ? [] : [`${table.id} ${id} ${value}`];
          }),
        ),
      );
    t.same(missing, []);
    t.ok(looked > 30, `${looked} figures`);
  });
}
