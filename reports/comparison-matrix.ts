/**
 * Every target beside every other. With four it is enough to know who has which place and what each
 * is beside the first; with more, people ask for the pair in the middle.
 */
import { besideOf } from '../harness/experiments/comparison.ts';
import { type Compared, conditionNamed } from './compared.ts';
import { subjectOf } from './condition.ts';
import type { Block, Cell } from './document.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from './table.ts';

const TARGETS_MIN = 5;

/** By the metric that decides; nothing where fewer targets are compared. */
export function comparisonMatrix(compared: Compared, id: string): Block[] {
  const { comparison } = compared;
  const { metric, subjects } = comparison;
  const names = subjects.map(({ name }) => name);
  if (metric === undefined || names.length < TARGETS_MIN) return [];
  const beside = (name: string, reference: string): Cell => {
    const contrast = besideOf(comparison, { name, reference });
    if (contrast === undefined) return { value: null };
    const { ratio, state, bound } = contrast;
    const note = bound === 'at-most' ? `at most; ${state}` : state;
    return { value: ratio, atLeast: bound === 'at-least', note };
  };
  const columns: ColumnOf<string>[] = [
    keyColumn({ id: 'target', title: 'Target' }, (name) => name),
    ...names.map((reference, at) =>
      figureColumn<string>(
        { id: `beside-${at + 1}`, title: reference, group: 'Beside' },
        'ratio',
        (name) => beside(name, reference),
      ),
    ),
  ];
  const caption = `${metric.title} of each row as a ratio to that of each column`;
  const table = tableOf({ id: `${id}-matrix-table`, caption }, columns, names, (name) => {
    const condition = conditionNamed(compared, name);
    return condition ? subjectOf(condition) : { target: name };
  });
  const summary = `Each of ${names.length} targets beside each other`;
  return [{ kind: 'details', id: `${id}-matrix`, summary, open: false, blocks: [table] }];
}
