import type { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';
import type { Json, RowOrder } from '../model/scenario.ts';
import { uniformAt } from '../stats/rng.ts';
import { ScenarioFault, scenarioError } from './scenario-error.ts';

/** One row: values by column. */
export type Row = Readonly<Record<string, Json>>;

/** Rows that have been read, or a function that makes them. Plain data but for the function. */
export interface DataRows {
  readonly name: string;
  readonly order: RowOrder;
  /** Undefined where a function makes the rows. */
  readonly rows: readonly Row[] | undefined;
  /** The function's name. */
  readonly call: string | undefined;
  /** Columns that must not be seen in any output. */
  readonly secret: readonly string[];
  /** Where the rows come from, for messages. */
  readonly from: string;
}

/** Keeps the choice of rows apart from other uses of the same seed. */
const ROW_STREAM = 0x726f77;

/** Who asks for a row. */
export interface RowTaker {
  readonly seed: number;
  readonly session: number;
  readonly client: number;
}

/** Which of `count` rows somebody gets. Throws a fault when a unique set has run out. */
export function rowIndex(data: DataRows, count: number, taker: RowTaker): number {
  switch (data.order) {
    case 'sequential':
      return taker.session % count;
    case 'random':
      return Math.floor(uniformAt(taker.seed + ROW_STREAM, taker.session) * count);
    default:
      if (taker.client < count) return taker.client;
      throw new ScenarioFault(
        `The unique rows of ${data.from} have run out: client ${taker.client + 1} finds no row, ` +
          `there are ${count}.`,
        `Add rows, use fewer clients or arrivals, or another order for the data "${data.name}".`,
      );
  }
}

/** For a column that is asked for and not there. */
export function noColumn(data: string, column: string, row: Row): HarnessError {
  const known = Object.keys(row);
  const guess = nearest(column, known);
  return scenarioError(
    `A row of the data "${data}" has no column "${column}".`,
    `${guess ? `Did you mean "${guess}"? ` : ''}It has: ${known.join(', ')}.`,
  );
}
