import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { comparedIn } from '../../reports/compared.ts';
import { comparisonMatrix } from '../../reports/comparison-matrix.ts';
import type { Table } from '../../reports/document.ts';
import { readRecords } from '../../reports/reading.ts';
import { figuredTrial } from '../support/figured-trial.ts';
import { compareRecord } from '../support/sample-record.ts';
import { somePlan } from '../support/some-plan.ts';

/** Of each target as many times the first; blocks differ, and all targets alike in each. */
function recordOf(times: Readonly<Record<string, number>>): RunRecord {
  const trials = Object.entries(times).flatMap(([target, factor]) =>
    [10, 20, 40, 15].map((timeMs, at) =>
      figuredTrial(
        { ...somePlan, target, repetition: at + 1 },
        { p99Ns: Math.round(timeMs * factor * (1 + at / 1000) * 1e6) },
      ),
    ),
  );
  return { ...compareRecord(), trials, config: {} };
}

function matrixOf(times: Readonly<Record<string, number>>): Table | undefined {
  const [compared] = comparedIn(readRecords([recordOf(times)]));
  if (compared === undefined) throw new Error('nothing is compared');
  const [block] = comparisonMatrix(compared, 'comparison-1');
  if (block === undefined) return undefined;
  const [table] = block.kind === 'details' ? block.blocks : [];
  return table?.kind === 'table' ? table : undefined;
}

t.test('five targets are each beside each other', async (t) => {
  const times = { a: 1, b: 1.5, c: 3, d: 1, e: 0.5 };
  const table = matrixOf(times);
  const names = Object.keys(times);
  t.same(
    table?.columns.map(({ title }) => title),
    ['Target', ...names],
  );
  t.same(
    table?.rows.map(({ subject, cells: [first] }) => [subject.target, first?.value]),
    names.map((name) => [name, name]),
  );
  const factors = Object.values(times);
  for (const [row, own] of factors.entries()) {
    for (const [column, other] of factors.entries()) {
      const cell = table?.rows[row]?.cells[column + 1];
      if (row === column) {
        t.equal(cell?.value, null, 'nobody is beside itself');
        continue;
      }
      const about = `${names[row]} beside ${names[column]}`;
      // Three digits of a histogram.
      t.ok(Math.abs(Number(cell?.value) / (own / other) - 1) < 0.005, about);
      t.equal(cell?.note, own === other ? 'alike' : own > other ? 'worse' : 'better', about);
    }
  }
});

t.test('of four, places and the first tell enough', async (t) => {
  t.equal(matrixOf({ a: 1, b: 1.5, c: 3, d: 1 }), undefined);
});
