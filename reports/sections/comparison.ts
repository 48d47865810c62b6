/**
 * Targets beside each other under the same load, ranked by what callers wait and by what it costs.
 * Ratios of what was measured, with the spread of the repetitions; no claim of significance.
 */
import type { recordedPercentiles } from '../../harness/model/record.ts';
import { cellText, ratioText } from '../cell-text.ts';
import type { ChartSpec, Line } from '../charts/chart-spec.ts';
import { type Condition, subjectOf } from '../condition.ts';
import { type Block, type Passage, plain, type Table } from '../document.ts';
import { loadText } from '../load-text.ts';
import {
  figuresOf,
  type Measure,
  measuresOf,
  overlap,
  type Ranked,
  rank,
  responseP99,
} from '../ranking.ts';
import { type Reading, serversText } from '../reading.ts';
import { groupBy } from '../scaling-series.ts';
import type { Section } from '../section.ts';
import { percentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

function read({ conditions }: Reading): Passage | undefined {
  const groups = groupBy(conditions, ({ scenario, servers, load }) =>
    JSON.stringify([scenario, servers, load]),
  ).filter((group) => group.length > 1);
  if (groups.length === 0) return undefined;
  const blocks = groups.flatMap((group, index) =>
    blocksOf(group, `comparison-${index + 1}`, groups.length > 1),
  );
  const repeated = groups.flat().some(({ trials }) => trials.length > 1);
  const spread = repeated
    ? 'The lowest and the highest repetition show how much the same measurement differs from ' +
      'itself; a ratio well within that spread is no difference.'
    : 'Each was measured once, so nothing tells how much a second measurement would differ.';
  return {
    heading: 'Comparison',
    finding: groups.length > 1 ? winnersText(groups) : groups.map(rankingText).join(' '),
    blocks: [...blocks, plain(spread)],
  };
}

function blocksOf(group: readonly Condition[], id: string, several: boolean): Block[] {
  const blocks: Block[] = [];
  const [first] = group;
  if (first === undefined) return blocks;
  if (several) blocks.push({ kind: 'subheading', text: settingOf(first) });
  const measures = measuresOf(first);
  const chart = percentileChart(rank(group, measures[0]), `${id}-percentiles`);
  if (chart) blocks.push(chart);
  for (const measure of measures) {
    const ranked = rank(group, measure);
    if (ranked.some(({ cell }) => cell.value !== null)) {
      blocks.push(rankTable(ranked, measure, id));
    }
  }
  return blocks;
}

/** Where the compared conditions agree, in words. */
function settingOf({ load, servers, scenario }: Condition): string {
  const text = `${loadText(load)}, ${serversText(servers)}, scenario ${scenario}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Who comes first how often, when there are several rankings. */
function winnersText(groups: readonly (readonly Condition[])[]): string {
  const firsts = groups.flatMap((group) => {
    const [some] = group;
    const first = some && rank(group, measuresOf(some)[0]).find((one) => one.rank === 1);
    return first ? [first.name] : [];
  });
  if (firsts.length === 0) return 'Nothing can be ranked.';
  const wins = groupBy(firsts, (name) => name)
    .sort((a, b) => b.length - a.length)
    .map((own) => `${own[0]} in ${own.length}`);
  return `Of ${groups.length} settings, first comes ${wins.join(', ')}.`;
}

/** One ranking in a sentence. */
function rankingText(group: readonly Condition[]): string {
  const [some] = group;
  if (some === undefined) return '';
  const [measure] = measuresOf(some);
  const [first, ...others] = rank(group, measure);
  if (first === undefined || first.rank === null)
    return `${settingOf(some)}: nothing can be ranked.`;
  const figure = cellText(first.cell, measure.unit);
  const lead = `${settingOf(some)}: ${first.name} has ${measure.best}, ${figure}`;
  const rest = others.flatMap((one) => {
    if (one.ratio === null) return [];
    const bound = one.cell.atLeast ? 'at least ' : '';
    const doubt = overlap(first, one) ? ' (repetitions overlap)' : '';
    return [`${one.name} ${bound}${ratioText(one.ratio)} times${doubt}`];
  });
  return rest.length > 0 ? `${lead}; ${rest.join(', ')} that.` : `${lead}.`;
}

function rankTable(ranked: readonly Ranked[], measure: Measure, id: string): Table {
  const repeated = ranked.some(({ each }) => each.length > 1);
  const spread = [
    spreadColumn('lowest', measure, (values) => Math.min(...values)),
    spreadColumn('highest', measure, (values) => Math.max(...values)),
  ];
  const columns: ColumnOf<Ranked>[] = [
    keyColumn({ id: 'target', title: 'Target' }, ({ name }) => name),
    figureColumn({ id: 'rank', title: 'Rank' }, 'count', (one) =>
      one.rank === null ? { value: null, note: one.unranked } : one.rank,
    ),
    figureColumn({ id: measure.id, title: measure.title }, measure.unit, ({ cell }) => cell),
    figureColumn({ id: `${measure.id}-ratio`, title: 'ratio to first' }, 'ratio', (one) => ({
      value: one.ratio,
      atLeast: one.ratio !== null && one.cell.atLeast === true,
    })),
    ...(repeated ? spread : []),
  ];
  const words = { id: `${id}-${measure.id}`, caption: measure.caption };
  return tableOf(words, columns, ranked, ({ condition }) => subjectOf(condition));
}

function spreadColumn(
  which: 'lowest' | 'highest',
  measure: Measure,
  pick: (values: readonly number[]) => number,
): ColumnOf<Ranked> {
  const words = { id: `${measure.id}-${which}`, title: `${which} repetition` };
  return figureColumn(words, measure.unit, ({ each }) => {
    const values = figuresOf(each);
    if (values.length === 0) return null;
    const value = pick(values);
    const atLeast = each.some((cell) => cell.value === value && cell.atLeast === true);
    return { value, atLeast };
  });
}

/** One row a target: its percentiles on one time axis, its repetitions' p99 hollow below them. */
function percentileChart(ranked: readonly Ranked[], id: string): ChartSpec | undefined {
  const percents = [
    50, 90, 99, 99.9,
  ] as const satisfies readonly (typeof recordedPercentiles)[number][];
  const at = (condition: Condition, percent: number) => {
    const { value } = percentileCell(condition.response, percent);
    return typeof value === 'number' ? value : null;
  };
  const spans = ranked.map(({ condition }, row): Line => {
    const values = percents.flatMap((percent) => at(condition, percent) ?? []);
    const ends = values.length > 1 ? [Math.min(...values), Math.max(...values)] : [];
    const points = ends.map((x) => ({ x, y: row }));
    return { ...unlabelled, style: 'grey', draw: 'line', marker: 'none', points };
  });
  const dots = percents.map((percent, style): Line => {
    const points = ranked.flatMap(({ condition }, row) => {
      const x = at(condition, percent);
      return x === null ? [] : [{ x, y: row }];
    });
    return { ...unlabelled, style, draw: 'points', marker: 'filled', points };
  });
  const repetitions = ranked.flatMap(({ condition }, row) =>
    condition.trials.length > 1
      ? responseP99
          .each(condition)
          .flatMap(({ value }) => (typeof value === 'number' ? [{ x: value, y: row + 0.3 }] : []))
      : [],
  );
  const repeats: Line = {
    ...{ ...unlabelled, style: 2, draw: 'points', marker: 'hollow', points: repetitions },
  };
  if (dots.every(({ points }) => points.length === 0)) return undefined;
  const rowTexts = ranked.map(({ condition, name }) => {
    const cells = percents.map((percent) => percentileCell(condition.response, percent));
    return `${name} ${cells.map((cell) => cellText(cell, 'ns')).join(', ')}`;
  });
  return {
    kind: 'chart',
    id,
    title: rankingText(ranked.map(({ condition }) => condition)),
    description: `Response percentiles, one row for each target: ${rowTexts.join('; ')}.`,
    howToRead:
      'How to read: further left is faster, and a short bar is a steady target. The time axis is ' +
      'logarithmic, so the same distance is the same ratio.',
    heightPx: 30 + ranked.length * 36,
    x: { label: 'response time', scale: 'log', unit: 'ns' },
    y: {
      label: '',
      scale: 'linear',
      unit: 'count',
      min: -0.6,
      max: ranked.length - 0.4,
      reversed: true,
      ticks: ranked.map(({ name }, row) => ({ at: row, text: name })),
    },
    lines: [...spans, ...dots, repeats],
    legend: [
      ...percents.map((percent, style) => ({
        text: `p${percent}`,
        style,
        dash: 'none' as const,
        marker: 'filled' as const,
      })),
      ...(repetitions.length > 0
        ? [{ text: 'p99 of one repetition', style: 2, dash: 'none', marker: 'hollow' } as const]
        : []),
    ],
    data: 'beside',
  };
}

const unlabelled = { label: '', labelAt: 'nowhere', dash: 'solid' } as const;

export const comparison = {
  name: 'comparison',
  about: 'targets under the same load, ranked by latency and by cost',
  depth: 'answer',
  read,
} as const satisfies Section;
