/** Numbers that servers tell of themselves, as tables: by condition, and of each server. */
import type { OwnNumber, ServerUsage } from '../harness/model/usage.ts';
import { type Condition, subjectOf, trialSubject } from './condition.ts';
import { type Block, plain, type Table, type Unit } from './document.ts';
import type { TrialReading } from './reading.ts';
import { groupBy } from './scaling-series.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from './table.ts';

/** What one server told in one trial. */
export interface Told {
  readonly reading: TrialReading;
  readonly server: ServerUsage;
  readonly name: string;
  readonly number: OwnNumber;
}

/** A number of all servers in all trials of a condition. */
interface Merged {
  readonly condition: Condition;
  readonly name: string;
  /** Servers, counted in each trial anew. */
  readonly from: number;
  readonly number: OwnNumber;
}

/** What `steelyard/numbers` tells, for those who do not know the names. */
const meanings: Readonly<Record<string, string>> = {
  eventLoopDelayNsMax: 'longest time that Node.js could not turn to anything new, in a second',
  eventLoopBusyShare: 'part of the time in which its event loop ran code',
  gcNs: 'time it collected garbage, in a second',
  heapBytes: 'memory of its JavaScript objects',
};

export const toldIn = (reading: TrialReading): Told[] =>
  reading.trial.usage.target.servers.flatMap((server) =>
    Object.entries(server.numbers ?? {}).map(([name, number]) => ({
      ...{ reading, server, name, number },
    })),
  );

/** One row a condition and number; of each server only on demand, where there are several. */
export function numberBlocks(told: readonly Told[]): Block[] {
  if (told.length === 0) return [];
  const all = mergedOf(told);
  const each = tablesOf(told, eachTable);
  const said = plain('Each reading is what a server told; they are its own figures, not ours.');
  if (all.length === told.length) return [...each, ...meaningBlocks(told), said];
  const details = {
    ...({ kind: 'details', id: 'numbers-details', open: false } as const),
    summary: `Each server of each trial (${new Set(told.map(({ server }) => server)).size})`,
    blocks: each,
  };
  return [...tablesOf(all, mergedTable), ...meaningBlocks(told), said, details];
}

function mergedOf(told: readonly Told[]): Merged[] {
  const groups = groupBy(told, ({ reading, name }) =>
    JSON.stringify([reading.condition.style, name]),
  );
  return groups.flatMap((own): Merged[] => {
    const [first] = own;
    if (first === undefined) return [];
    const numbers = own.map(({ number }) => number);
    const readings = numbers.reduce((sum, number) => sum + number.readings, 0);
    const total = numbers.reduce((sum, number) => sum + number.mean * number.readings, 0);
    return [
      {
        ...{ condition: first.reading.condition, name: first.name, from: own.length },
        number: {
          readings,
          mean: readings > 0 ? total / readings : 0,
          max: Math.max(...numbers.map(({ max }) => max)),
        },
      },
    ];
  });
}

/** Terms for the names that are known. */
function meaningBlocks(told: readonly Told[]): Block[] {
  const items = [...new Set(told.map(({ name }) => name))].flatMap((term) => {
    const text = meanings[term];
    return text === undefined ? [] : [{ term, text }];
  });
  return items.length > 0 ? [{ kind: 'terms', items }] : [];
}

type NumberUnit = Extract<Unit, 'ns' | 'bytes' | 'share' | 'count'>;

const captions: Readonly<Record<NumberUnit, string>> = {
  ns: 'Their own times',
  bytes: 'Their own sizes',
  share: 'Their own shares',
  count: 'Their own counts',
};

/** A table for each unit that there is. */
function tablesOf<Row extends { readonly name: string }>(
  rows: readonly Row[],
  table: (rows: readonly Row[], unit: NumberUnit) => Table,
): Table[] {
  return (['ns', 'bytes', 'share', 'count'] as const).flatMap((unit) => {
    const own = rows.filter(({ name }) => unitOf(name) === unit);
    return own.length === 0 ? [] : [table(own, unit)];
  });
}

/** What a number is, by the unit in its name. */
function unitOf(name: string): NumberUnit {
  const [, unit] = /(Ns|Bytes|Share)(?:[A-Z]|$)/.exec(name) ?? [];
  switch (unit) {
    case 'Ns':
      return 'ns';
    case 'Bytes':
      return 'bytes';
    case 'Share':
      return 'share';
    default:
      return 'count';
  }
}

type Numbered = Pick<Told, 'name' | 'number'>;

const figureColumns = (unit: NumberUnit): readonly ColumnOf<Numbered>[] => [
  keyColumn({ id: 'name', title: 'Number' }, ({ name }) => name),
  figureColumn({ id: 'readings', title: 'readings' }, 'count', ({ number }) => number.readings),
  figureColumn({ id: 'mean', title: 'mean' }, unit, ({ number }) => rounded(number.mean, unit)),
  figureColumn({ id: 'max', title: 'max' }, unit, ({ number }) => number.max),
];

/** Nanoseconds and bytes have no parts. */
const rounded = (value: number, unit: NumberUnit): number =>
  unit === 'ns' || unit === 'bytes' ? Math.round(value) : value;

const mergedTable = (rows: readonly Merged[], unit: NumberUnit): Table =>
  tableOf<Merged>(
    { id: `numbers-${unit}-all-table`, caption: captions[unit] },
    [
      keyColumn({ id: 'condition', title: 'Condition' }, ({ condition }) => condition.label),
      ...figureColumns(unit),
      figureColumn({ id: 'servers', title: 'servers, over all trials' }, 'count', (o) => o.from),
    ],
    rows,
    ({ condition }) => subjectOf(condition),
  );

const eachTable = (rows: readonly Told[], unit: NumberUnit): Table =>
  tableOf<Told>(
    { id: `numbers-${unit}-table`, caption: captions[unit] },
    [
      keyColumn({ id: 'trial', title: 'Trial' }, ({ reading }) => reading.label),
      keyColumn({ id: 'server', title: 'Server' }, ({ server }) => server.server, 'count'),
      ...figureColumns(unit),
    ],
    rows,
    ({ reading: { condition, trial } }) => trialSubject(condition, trial),
  );
