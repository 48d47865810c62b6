/** What went wrong: of which kind, how often, from when to when, and how long callers waited. */
import type { AnswerExample, TrialRecord } from '../../harness/model/record.ts';
import { formatCount, formatShare } from '../../harness/model/units.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import type { Histogram } from '../../harness/stats/histogram.ts';
import { type Condition, errorCount, subjectOf } from '../condition.ts';
import { type Block, type Passage, plain, type Table } from '../document.ts';
import { type Failure, failures } from '../failure.ts';
import { failureChart } from '../failure-chart.ts';
import type { Reading } from '../reading.ts';
import type { Section } from '../section.ts';
import { largestCell, percentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** One kind of failure in one condition. */
interface Row {
  readonly condition: Condition;
  readonly failure: Failure;
  readonly count: number;
  /** Start of the first and of the last interval that has one; null where none is known. */
  readonly firstNs: number | null;
  readonly lastNs: number | null;
  readonly example: string;
}

function read({ conditions, trials }: Reading): Passage | undefined {
  const rows = conditions.flatMap(rowsOf);
  if (rows.length === 0) return undefined;
  const [worst] = [...trials].sort(
    (a, b) => errorCount(b.trial.counts) - errorCount(a.trial.counts),
  );
  const chart = worst && failureChart(worst, 'errors-over-time');
  const failing = conditions.filter(({ counts }) => errorCount(counts) > 0);
  const blocks: Block[] = [
    kindTable(rows),
    ...(chart ? [chart] : []),
    waitTable(failing),
    plain(
      'Every request that was due and did not get its right answer is in one kind. What it had ' +
        'waited by then is in the response times as “at least”, because leaving it out would ' +
        'flatter the target; here it stands apart.',
    ),
  ];
  return { heading: 'Errors', finding: findingOf(rows, failing), blocks };
}

function rowsOf(condition: Condition): Row[] {
  return failures.flatMap((failure): Row[] => {
    const count = failure.read(condition.counts);
    if (count === 0) return [];
    const times = condition.trials.flatMap(({ series }) =>
      series.flatMap((point) => (failure.read(point) > 0 ? [point.atNs] : [])),
    );
    const [firstNs, lastNs] = times.length === 0 ? [null, null] : [min(times), max(times)];
    const example = exampleOf(condition.trials, failure.name);
    return [{ ...{ condition, failure, count, firstNs, lastNs, example } }];
  });
}

const min = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const max = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** What the first wrong answer of a kind looked like, if one was kept. */
function exampleOf(trials: readonly TrialRecord[], kind: string): string {
  for (const { operations } of trials) {
    for (const [name, { example }] of Object.entries(operations)) {
      if (example?.outcome === kind) return `${name}: ${exampleText(example)}`;
    }
  }
  return '';
}

const exampleText = ({ expected, got }: AnswerExample): string =>
  `expected ${expected}, got ${got}`;

function findingOf(rows: readonly Row[], failing: readonly Condition[]): string {
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const due = failing.reduce((sum, { counts }) => sum + counts.intended, 0);
  const [most] = [...rows].sort((a, b) => b.count - a.count);
  const share = formatShare(count / Math.max(1, due));
  const of = failing.length === 1 ? ` of ${failing[0]?.label}` : '';
  const requests = `${formatCount(count)} of ${formatCount(due)} requests${of}`;
  const text = `${requests} (${share}) got no right answer`;
  return most === undefined
    ? `${text}.`
    : `${text}; most often: ${most.failure.name}, ${most.failure.meaning}.`;
}

function kindTable(rows: readonly Row[]): Table {
  const several = new Set(rows.map(({ condition }) => condition)).size > 1;
  const examples = rows.some(({ example }) => example !== '');
  const when = (ns: number | null, { condition }: Row) => ({
    value: ns,
    ...(ns !== null && condition.trials.length > 1 ? { note: 'of any trial' } : {}),
  });
  const columns: ColumnOf<Row>[] = [
    ...(several
      ? [keyColumn<Row>({ id: 'condition', title: 'Condition' }, (row) => row.condition.label)]
      : []),
    keyColumn({ id: 'kind', title: 'Kind' }, ({ failure }) => failure.name),
    figureColumn({ id: 'meaning', title: 'meaning' }, 'text', ({ failure }) => failure.meaning),
    figureColumn({ id: 'count', title: 'requests' }, 'count', ({ count }) => count),
    figureColumn(
      { id: 'share', title: 'of all due' },
      'share',
      ({ count, condition }) => count / Math.max(1, condition.counts.intended),
    ),
    figureColumn({ id: 'first', title: 'first in the interval from' }, 'ns', (row) =>
      when(row.firstNs, row),
    ),
    figureColumn({ id: 'last', title: 'last in the interval from' }, 'ns', (row) =>
      when(row.lastNs, row),
    ),
    ...(examples
      ? [figureColumn<Row>({ id: 'example', title: 'example' }, 'text', ({ example }) => example)]
      : []),
  ];
  const words = { id: 'errors-table', caption: 'Requests without their right answer, by kind' };
  return tableOf(words, columns, rows, ({ condition }) => subjectOf(condition));
}

/** Right answers and failures of a condition, which are otherwise never apart. */
interface Wait {
  readonly condition: Condition;
  readonly name: string;
  readonly waited: Distribution;
}

function waitTable(failing: readonly Condition[]): Table {
  const rows = failing.flatMap((condition): Wait[] => [
    { condition, name: 'right answers', waited: distributionOf(condition.response.answered) },
    { condition, name: 'all others', waited: distributionOf(condition.response.censored) },
  ]);
  const percentile = (percent: number): ColumnOf<Wait> =>
    figureColumn({ id: `waited-p${percent}`, title: `p${percent}`, group: 'Waited' }, 'ns', (row) =>
      percentileCell(row.waited, percent),
    );
  const columns: ColumnOf<Wait>[] = [
    keyColumn({ id: 'condition', title: 'Condition' }, ({ condition }) => condition.label),
    keyColumn({ id: 'requests', title: 'Requests' }, ({ name }) => name),
    figureColumn({ id: 'n', title: 'n' }, 'count', ({ waited }) => waited.count),
    ...[percentile(50), percentile(90), percentile(99)],
    figureColumn({ id: 'waited-max', title: 'max', group: 'Waited' }, 'ns', ({ waited }) =>
      largestCell(waited),
    ),
  ];
  const caption = 'How long callers waited, from when the request was due';
  return tableOf({ id: 'errors-wait', caption }, columns, rows, ({ condition }) =>
    subjectOf(condition),
  );
}

function distributionOf(values: Histogram): Distribution {
  const alone = new Distribution();
  alone.answered.add(values);
  return alone;
}

export const errors = {
  name: 'errors',
  about: 'requests without their right answer: kinds, times, examples',
  depth: 'detail',
  read,
} as const satisfies Section;
