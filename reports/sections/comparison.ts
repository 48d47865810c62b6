/**
 * Targets beside each other under the same load. Every ratio has its interval, and a place in the
 * ranking is given only as far as the intervals tell targets apart.
 */
import { besideOf } from '../../harness/experiments/comparison.ts';
import { comparisonFindings } from '../../harness/experiments/comparison-findings.ts';
import { BLOCKS_MIN, type Contrast } from '../../harness/experiments/contrast.ts';
import { ratioText } from '../../harness/experiments/contrast-text.ts';
import type { Metric } from '../../harness/experiments/metric.ts';
import { type Placed, placeText, rankingOf } from '../../harness/experiments/ranking.ts';
import { shiftOf } from '../../harness/experiments/shift.ts';
import { serversText } from '../../harness/experiments/wording.ts';
import { formatShare } from '../../harness/model/units.ts';
import { type Compared, comparedIn, conditionNamed } from '../compared.ts';
import { comparisonMatrix } from '../comparison-matrix.ts';
import { type Condition, comparable, subjectOf } from '../condition.ts';
import { type Block, caveat, type Passage, plain, type Subject, type Table } from '../document.ts';
import { loadText } from '../load-text.ts';
import { percentileChart } from '../percentile-chart.ts';
import { type DrawnShift, ratioChart, shiftChart } from '../ratio-charts.ts';
import type { Reading } from '../reading.ts';
import type { Section } from '../section.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

function read(reading: Reading): Passage | undefined {
  const groups = comparedIn(reading);
  const [first] = groups;
  if (first === undefined) return undefined;
  const blocks = groups.flatMap((group, index) => [
    ...(groups.length > 1
      ? [{ kind: 'subheading', text: settingOf(group.conditions[0]) } as const]
      : []),
    ...blocksOf(group, `comparison-${index + 1}`),
  ]);
  const finding = groups.map(answerOf).join(' ');
  return { heading: 'Comparison', finding, blocks: [...blocks, ...caveatsOf(first)] };
}

/** The deciding sentence, under what load it holds. */
function answerOf({ comparison, conditions, terms }: Compared): string {
  const [finding] = comparisonFindings(comparison, '', terms);
  return `${settingOf(conditions[0])}: ${finding?.claim ?? 'nothing can be said.'}`;
}

/** Where the compared conditions agree, in words. */
function settingOf(condition: Condition | undefined): string {
  if (condition === undefined) return '';
  const { load, servers, scenario } = condition;
  const text = `${loadText(load)}, ${serversText(servers)}, scenario ${scenario}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function caveatsOf({ terms, comparison }: Compared): Block[] {
  const margin = formatShare(terms.margin);
  const error = formatShare(comparison.error);
  const looks =
    terms.blocksMax === undefined
      ? ''
      : ` The run could stop at several looks, which share 5 %: so much is left for this one.`;
  const how = plain(
    'A ratio is that of the figures of each block, averaged on logarithms; its interval comes ' +
      'from how much the ratio scatters between blocks. Beyond 1 it means better or worse, ' +
      `wholly within ${margin} alike. The intervals of the metric that decides all hold together ` +
      `but for a chance of ${error}, and so do those of all other metrics.${looks} Here the ` +
      'repetitions are what is counted, so that a percentile may be compared which the requests ' +
      'of all together do not support as a figure of its own.',
  );
  const apart = caveat(
    'These were measured apart and not block by block: whatever changed on the machine in ' +
      'between is in the ratios, too.',
  );
  return terms.inBlocks ? [how] : [apart, how];
}

function blocksOf(compared: Compared, id: string): Block[] {
  const { comparison, conditions, terms } = compared;
  const [first] = comparison.subjects;
  const rows = rowsOf(compared);
  const title = answerOf(compared);
  const several = comparison.subjects.length > 2;
  const chart = ratioChart(
    rows.map(({ contrast, metric }) => ({
      label: several ? `${metric.title} · ${contrast.other}` : metric.title,
      contrast,
    })),
    { id: `${id}-ratios`, title: ratiosText(rows), margin: terms.margin },
  );
  const shifts = shiftsOf(compared);
  const shift = shiftChart(shifts, {
    id: `${id}-shift`,
    title: `Response times beside ${first?.name}, percentile by percentile.`,
    margin: terms.margin,
  });
  const spread = percentileChart(comparable(conditions), { id: `${id}-percentiles`, title });
  return [
    ...(spread ? [spread] : []),
    ...rankTable(compared, id),
    ...(chart ? [chart] : []),
    contrastTable(compared, rows, id),
    ...comparisonMatrix(compared, id),
    ...(shift ? [shift, shiftTable(compared, shifts, id)] : []),
  ];
}

/** What the first metric says of each target: it is the one that decides. */
function ratiosText(rows: readonly RatioRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const own = rows.filter(({ metric }) => metric === first.metric);
  const texts = own.map(({ contrast }) => {
    return `${contrast.other} ${ratioText(contrast)}, ${contrast.state}`;
  });
  return `By ${first.metric.title}, beside ${first.contrast.reference}: ${texts.join('; ')}.`;
}

interface RatioRow {
  readonly metric: Metric;
  readonly contrast: Contrast;
}

/** Each target beside the first, by the deciding metric and then by all others. */
function rowsOf({ comparison }: Compared): RatioRow[] {
  const { subjects, metric, others } = comparison;
  const [first, ...rest] = subjects;
  const deciding = rest.flatMap(({ name }) => {
    const contrast = first && besideOf(comparison, { name, reference: first.name });
    return metric && contrast ? [{ metric, contrast }] : [];
  });
  const further = others.flatMap((one) =>
    one.contrasts.map((contrast) => ({ metric: one.metric, contrast })),
  );
  return [...deciding, ...further];
}

const subjectNamed = (compared: Compared, name: string): Subject => {
  const condition = conditionNamed(compared, name);
  return condition ? subjectOf(condition) : { target: name };
};

/** Columns of a ratio, its interval, and what is said of it. */
const ratioColumns: readonly ColumnOf<{ readonly contrast: Contrast }>[] = [
  figureColumn({ id: 'ratio', title: 'ratio' }, 'ratio', ({ contrast }) => ({
    value: contrast.ratio,
    atLeast: contrast.bound === 'at-least',
    ...(contrast.bound === 'at-most' ? { note: 'at most' } : {}),
  })),
  figureColumn({ id: 'low', title: 'from' }, 'ratio', ({ contrast }) => contrast.low),
  figureColumn({ id: 'high', title: 'to' }, 'ratio', ({ contrast }) => contrast.high),
  figureColumn({ id: 'state', title: 'result' }, 'text', ({ contrast: { state, more } }) => ({
    value: state,
    ...(more === null ? {} : { note: `about ${more} more` }),
  })),
];

function contrastTable(compared: Compared, rows: readonly RatioRow[], id: string): Table {
  const columns: ColumnOf<RatioRow>[] = [
    keyColumn({ id: 'metric', title: 'Metric' }, ({ metric }) => metric.title),
    keyColumn({ id: 'target', title: 'Target' }, ({ contrast }) => contrast.other),
    ...ratioColumns,
    figureColumn({ id: 'blocks', title: 'blocks' }, 'count', ({ contrast }) => contrast.samples),
  ];
  const reference = compared.comparison.subjects[0]?.name ?? '';
  const words = { id: `${id}-ratios-table`, caption: `Ratios to ${reference}, which is 1` };
  return tableOf(words, columns, rows, ({ contrast }) => subjectNamed(compared, contrast.other));
}

/** Who may have which place by the metric that decides. */
function rankTable(compared: Compared, id: string): Table[] {
  const ranking = rankingOf(compared.comparison);
  const [best] = ranking?.placed ?? [];
  if (ranking === undefined || best === undefined) return [];
  const { metric, placed } = ranking;
  const beside = (one: Placed): Contrast | undefined =>
    besideOf(compared.comparison, { name: one.name, reference: best.name });
  const columns: ColumnOf<Placed>[] = [
    keyColumn({ id: 'target', title: 'Target' }, ({ name }) => name),
    figureColumn({ id: 'place', title: 'Place' }, 'text', placeText),
    figureColumn({ id: metric.id, title: metric.title }, metric.unit, ({ figure }) => figure),
    figureColumn({ id: 'ratio', title: `times ${best.name}` }, 'ratio', (one) =>
      one === best ? 1 : (beside(one)?.ratio ?? null),
    ),
    figureColumn({ id: 'low', title: 'from' }, 'ratio', (one) => beside(one)?.low ?? null),
    figureColumn({ id: 'high', title: 'to' }, 'ratio', (one) => beside(one)?.high ?? null),
  ];
  const end = metric.better === 'lower' ? 'lowest' : 'highest';
  const caption = `Places by ${metric.title}, the ${end} first; “1 to 2” shares places 1 and 2`;
  const words = { id: `${id}-places`, caption };
  return [tableOf(words, columns, placed, ({ name }) => subjectNamed(compared, name))];
}

/** Needs blocks enough for intervals; a mere line would be read as more than it is. */
function shiftsOf(compared: Compared): DrawnShift[] {
  const { comparison, terms } = compared;
  const [reference, ...others] = comparison.subjects;
  if (reference === undefined) return [];
  return others.flatMap((other): DrawnShift[] => {
    if (Math.min(reference.trials.length, other.trials.length) < BLOCKS_MIN) return [];
    const points = shiftOf({ reference, other, margin: terms.margin, error: 0.05 });
    const style = conditionNamed(compared, other.name)?.style ?? 0;
    return [{ name: other.name, style, points }];
  });
}

function shiftTable(compared: Compared, shifts: readonly DrawnShift[], id: string): Block {
  const rows = shifts.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  const columns: ColumnOf<(typeof rows)[number]>[] = [
    keyColumn({ id: 'target', title: 'Target' }, ({ name }) => name),
    keyColumn({ id: 'percentile', title: 'Percentile' }, ({ percent }) => `p${percent}`),
    ...ratioColumns,
  ];
  const reference = compared.comparison.subjects[0]?.name ?? '';
  const caption = `Response percentiles as ratios to ${reference}, 95 % each`;
  const table = tableOf({ id: `${id}-shift-table`, caption }, columns, rows, ({ name }) =>
    subjectNamed(compared, name),
  );
  const summary = `Percentile by percentile beside ${reference}`;
  return { kind: 'details', id: `${id}-shift-details`, summary, open: false, blocks: [table] };
}

export const comparison = {
  name: 'comparison',
  about: 'targets under the same load: ratios with their intervals, and places',
  depth: 'answer',
  read,
} as const satisfies Section;
