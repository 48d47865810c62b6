/** What another server is worth. Open and closed loads ask different questions, so they part. */
import { growthFindings } from '../../harness/experiments/scaling-findings.ts';
import type { Span } from '../../harness/experiments/scaling-law.ts';
import type { PeakStep } from '../../harness/experiments/scaling-steps.ts';
import { serversText } from '../../harness/experiments/wording.ts';
import { formatShare } from '../../harness/model/units.ts';
import { ratioText } from '../cell-text.ts';
import { type Condition, subjectOf } from '../condition.ts';
import { type Block, caveat, type Passage, plain, type Table, type Unit } from '../document.ts';
import { type GrownSeries, grown, stepOf } from '../growth.ts';
import { latencyCell } from '../latency-figure.ts';
import { loadText } from '../load-text.ts';
import type { Reading } from '../reading.ts';
import { efficiencyChart, latencyChart, p99, throughputChart } from '../scaling-charts.ts';
import { groupBy, type ScalingSeries, scalingSeries } from '../scaling-series.ts';
import type { Section } from '../section.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** A condition and the fewest servers it is compared with. */
interface Step {
  readonly series: ScalingSeries;
  /** What the trials show of the peak; undefined for an open load. */
  readonly peak: PeakStep | undefined;
  readonly condition: Condition;
  readonly base: Condition;
}

const questions = {
  closed: {
    heading: 'Closed load: the peak',
    text:
      'How much can so many servers do at most? The clients send as fast as they are answered, ' +
      'so throughput is the answer here, and latency only says how long the clients’ own queue is.',
    caption:
      'Efficiency is throughput per server, as a share of that of the fewest; added is beside ' +
      'the row above',
  },
  open: {
    heading: 'Open load: a given rate',
    text:
      'Does latency hold when load and servers grow together? The rate is given, so throughput ' +
      'falls below it only where servers do not keep up; latency is the answer here.',
    caption: 'Kept up is throughput as a share of what was offered',
  },
} as const;

function read(reading: Reading): Passage | undefined {
  const all = grown(scalingSeries(reading.conditions), reading);
  if (all.length === 0) return undefined;
  const groups = groupBy(all, ({ series: { scenario, model } }) =>
    JSON.stringify([model, scenario]),
  );
  const severalScenarios = new Set(all.map(({ series }) => series.scenario)).size > 1;
  const blocks = groups.flatMap((group, index) =>
    blocksOf(group, `scaling-${index + 1}`, severalScenarios),
  );
  return { heading: 'Scaling', finding: all.map(findingOf).join(' '), blocks };
}

function blocksOf(all: readonly GrownSeries[], id: string, severalScenarios: boolean): Block[] {
  const group = all.map(({ series }) => series);
  const [first] = group;
  if (first === undefined) return [];
  const { heading, text } = questions[first.model];
  const scenario = severalScenarios ? `, scenario ${first.scenario}` : '';
  const invalid = group.some(({ conditions }) =>
    conditions.some(({ verdict }) => verdict === 'invalid'),
  );
  const title = all.map(findingOf).join(' ');
  const laws = lawTable(all, `${id}-law`);
  const caution = all.flatMap(({ series, growth }) =>
    growth === undefined ? [] : growthFindings(series.label, growth).slice(1),
  );
  const latency = latencyChart(group, `${id}-latency`);
  const efficiency = efficiencyChart(all, `${id}-efficiency`);
  return [
    { kind: 'subheading', text: `${heading}${scenario}` },
    plain(text),
    throughputChart(all, { id: `${id}-throughput`, title }),
    ...caution.map(({ claim, advice }) => caveat(`${claim} ${advice}`)),
    ...(efficiency ? [efficiency] : []),
    stepTable(all, `${id}-table`, first.model),
    ...laws,
    ...(latency ? [latency] : []),
    ...(invalid ? [caveat('Rows marked invalid measured the harness and not the servers.')] : []),
  ];
}

const stepsOf = (one: GrownSeries): Step[] => {
  const { series } = one;
  return series.conditions.flatMap((condition) => {
    const [base] = series.conditions;
    const peak = stepOf(one, condition.servers);
    return base ? [{ series, peak, condition, base }] : [];
  });
};

/** How many times a figure of the fewest servers; null where there is none. */
function timesBase(step: Step, figure: (condition: Condition) => number | null): number | null {
  const [own, first] = [figure(step.condition), figure(step.base)];
  return own === null || first === null || first === 0 ? null : own / first;
}

function keptUp({ condition }: Step): number | null {
  const { offeredPerSecond, throughputPerSecond } = condition;
  return offeredPerSecond ? throughputPerSecond / offeredPerSecond : null;
}

function findingOf(one: GrownSeries): string {
  const { series, growth } = one;
  if (growth) return growthFindings(series.label, growth)[0]?.claim ?? '';
  const last = stepsOf(one).at(-1);
  if (last === undefined) return '';
  const [few, many] = [serversText(last.base.servers), serversText(last.condition.servers)];
  const times = timesBase(last, p99);
  const share = keptUp(last);
  const kept = share === null ? '' : `, and ${formatShare(share)} of the offered rate answered`;
  const latency =
    times === null
      ? `${many} had a response p99 that cannot be told beside that of ${few}`
      : `${many} had ${ratioText(times)} times the response p99 of ${few}`;
  return `${series.label}: ${latency}${kept}.`;
}

/** A figure with its interval, as far as that is known. */
function spanColumn<Thing>(
  { unit, ...words }: { readonly id: string; readonly title: string; readonly unit: Unit },
  span: (thing: Thing) => Span | null | undefined,
): ColumnOf<Thing> {
  const known = (value: number | null | undefined): number | null =>
    value === undefined || !Number.isFinite(value) ? null : value;
  return figureColumn(words, unit, (thing) => {
    const found = span(thing);
    const [value, low] = [known(found?.value), known(found?.low)];
    const high = found?.high ?? null;
    return value === null || low === null || high === null
      ? { value }
      : { value, interval: { low, high } };
  });
}

/** The interval of a figure, where it has one. */
function throughputSpan({ peak, condition }: Step): Span {
  const value = condition.throughputPerSecond;
  const known = peak?.throughput.state === 'known' ? peak.throughput : undefined;
  return { value, low: known?.low ?? null, high: known?.high ?? null };
}

const closedColumns: readonly ColumnOf<Step>[] = [
  spanColumn({ id: 'throughput', title: 'throughput', unit: 'perSecond' }, throughputSpan),
  spanColumn(
    { id: 'efficiency', title: 'efficiency', unit: 'share' },
    ({ peak }) => peak?.efficiency,
  ),
  spanColumn({ id: 'gain', title: 'added', unit: 'share' }, ({ peak }) => peak?.gain),
  figureColumn({ id: 'limit', title: 'limit' }, 'text', ({ peak }) => peak?.limit ?? ''),
];

/** Nothing where no series shows a law. */
function lawTable(all: readonly GrownSeries[], id: string): Table[] {
  const known = all.flatMap(({ series, growth }) => {
    const [first] = series.conditions;
    const steps = growth?.steps.filter(({ limit }) => limit === 'servers') ?? [];
    const most = steps.at(-1)?.servers;
    return growth?.law && first && most ? [{ series, first, law: growth.law, most }] : [];
  });
  type Row = (typeof known)[number];
  const columns: ColumnOf<Row>[] = [
    keyColumn({ id: 'target', title: 'Target' }, ({ series }) => series.label),
    figureColumn({ id: 'law', title: 'law' }, 'text', ({ law }) => law.fit.law),
    spanColumn({ id: 'sigma', title: 'σ', unit: 'share' }, ({ law }) => law.sigma),
    spanColumn({ id: 'kappa', title: 'κ', unit: 'share' }, ({ law }) => law.kappa),
    spanColumn({ id: 'peak', title: 'peak at servers', unit: 'count' }, ({ law }) => law.peak),
    spanColumn({ id: 'next', title: 'next server adds', unit: 'share' }, ({ law, most }) =>
      law.gain(most, most + 1),
    ),
    figureColumn({ id: 'r-squared', title: 'explained' }, 'share', ({ law }) => law.fit.rSquared),
  ];
  if (known.length === 0) return [];
  const caption =
    'The law of growth with 95 % intervals: σ is the share done one at a time, κ what each pair ' +
    'of servers costs';
  return [tableOf({ id, caption }, columns, known, ({ first }) => subjectOf(first))];
}

const openColumns: readonly ColumnOf<Step>[] = [
  figureColumn(
    { id: 'offered', title: 'offered' },
    'perSecond',
    ({ condition }) => condition.offeredPerSecond,
  ),
  figureColumn(
    { id: 'throughput', title: 'throughput' },
    'perSecond',
    ({ condition }) => condition.throughputPerSecond,
  ),
  figureColumn({ id: 'kept-up', title: 'kept up' }, 'share', keptUp),
];

function stepTable(group: readonly GrownSeries[], id: string, model: 'open' | 'closed'): Table {
  const rows = group.flatMap(stepsOf);
  const columns: ColumnOf<Step>[] = [
    keyColumn({ id: 'target', title: 'Target' }, ({ series }) => series.label),
    keyColumn({ id: 'servers', title: 'Servers' }, ({ condition }) => condition.servers, 'count'),
    keyColumn({ id: 'load', title: 'Load' }, ({ condition }) => loadText(condition.load)),
    figureColumn({ id: 'verdict', title: 'Verdict' }, 'verdict', (s) => s.condition.verdict),
    ...(model === 'closed' ? closedColumns : openColumns),
    figureColumn(
      // Of a closed load it follows from the throughput.
      { id: 'response-p99', title: 'response p99', ...(model === 'closed' ? { minor: 1 } : {}) },
      'ns',
      ({ condition }) => latencyCell(condition, 'response', 99),
    ),
    figureColumn(
      { id: 'response-p99-ratio', title: 'p99, ratio to the fewest', minor: 2 },
      'ratio',
      (step) => timesBase(step, p99),
    ),
    figureColumn(
      { id: 'cpu-per-request', title: 'CPU per request', minor: 2 },
      'ns',
      ({ condition }) => condition.cpuNsPerAnswer,
    ),
  ];
  const words = { id, caption: questions[model].caption };
  return tableOf(words, columns, rows, (step) => subjectOf(step.condition));
}

export const scaling = {
  name: 'scaling',
  about: 'throughput and latency against the number of servers',
  depth: 'answer',
  read,
} as const satisfies Section;
