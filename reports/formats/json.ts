import type { RunRecord } from '../../harness/model/record.ts';
import type { Format } from '../format.ts';

/** One record as an object, several as an array; fields in the order they have in the record. */
function render(records: readonly RunRecord[]): string {
  const [first] = records;
  const what = records.length === 1 ? first : records;
  return `${JSON.stringify(what, null, 2)}\n`;
}

export const json = {
  name: 'json',
  about: 'the run record itself, which every other report is made from',
  extension: 'json',
  render,
} as const satisfies Format;
