/** What another server is worth. Open and closed loads ask different questions, so they part. */
import { formatShare } from '../../harness/model/units.ts';
import { ratioText } from '../cell-text.ts';
import { type Condition, subjectOf } from '../condition.ts';
import { type Block, caveat, type Passage, plain, type Table } from '../document.ts';
import { loadText } from '../load-text.ts';
import { type Reading, serversText } from '../reading.ts';
import { latencyChart, p99, throughputChart } from '../scaling-charts.ts';
import { groupBy, type ScalingSeries, scalingSeries } from '../scaling-series.ts';
import type { Section } from '../section.ts';
import { percentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** A condition and the fewest servers it is compared with. */
interface Step {
  readonly series: ScalingSeries;
  readonly condition: Condition;
  readonly base: Condition;
}

const questions = {
  closed: {
    heading: 'Closed load: the peak',
    text:
      'How much can so many servers do at most? The clients send as fast as they are answered, ' +
      'so throughput is the answer here, and latency only says how long the clients’ own queue is.',
    caption: 'Efficiency is throughput per server, as a share of that of the fewest servers',
  },
  open: {
    heading: 'Open load: a given rate',
    text:
      'Does latency hold when load and servers grow together? The rate is given, so throughput ' +
      'falls below it only where servers do not keep up; latency is the answer here.',
    caption: 'Kept up is throughput as a share of what was offered',
  },
} as const;

function read({ conditions }: Reading): Passage | undefined {
  const all = scalingSeries(conditions);
  if (all.length === 0) return undefined;
  const groups = groupBy(all, ({ scenario, model }) => JSON.stringify([model, scenario]));
  const severalScenarios = new Set(all.map(({ scenario }) => scenario)).size > 1;
  const blocks = groups.flatMap((group, index) =>
    blocksOf(group, `scaling-${index + 1}`, severalScenarios),
  );
  return { heading: 'Scaling', finding: all.map(findingOf).join(' '), blocks };
}

function blocksOf(group: readonly ScalingSeries[], id: string, severalScenarios: boolean): Block[] {
  const [first] = group;
  if (first === undefined) return [];
  const { heading, text } = questions[first.model];
  const scenario = severalScenarios ? `, scenario ${first.scenario}` : '';
  const invalid = group.some(({ conditions }) =>
    conditions.some(({ verdict }) => verdict === 'invalid'),
  );
  const title = group.map(findingOf).join(' ');
  const latency = latencyChart(group, `${id}-latency`);
  return [
    { kind: 'subheading', text: `${heading}${scenario}` },
    plain(text),
    throughputChart(group, { id: `${id}-throughput`, title }),
    ...(latency ? [latency] : []),
    stepTable(group, `${id}-table`, first.model),
    ...(invalid ? [caveat('Rows marked invalid measured the harness and not the servers.')] : []),
  ];
}

const stepsOf = (series: ScalingSeries): Step[] =>
  series.conditions.flatMap((condition) => {
    const [base] = series.conditions;
    return base ? [{ series, condition, base }] : [];
  });

/** How many times a figure of the fewest servers; null where there is none. */
function timesBase(step: Step, figure: (condition: Condition) => number | null): number | null {
  const [own, first] = [figure(step.condition), figure(step.base)];
  return own === null || first === null || first === 0 ? null : own / first;
}

const speedUp = (step: Step) => timesBase(step, (condition) => condition.throughputPerSecond);

/** Speed-up over what so many servers would give ideally; 1 is linear scaling. */
function efficiency(step: Step): number | null {
  const times = speedUp(step);
  return times === null ? null : times / (step.condition.servers / step.base.servers);
}

function keptUp({ condition }: Step): number | null {
  const { offeredPerSecond, throughputPerSecond } = condition;
  return offeredPerSecond ? throughputPerSecond / offeredPerSecond : null;
}

function findingOf(series: ScalingSeries): string {
  const last = stepsOf(series).at(-1);
  if (last === undefined) return '';
  const [few, many] = [serversText(last.base.servers), serversText(last.condition.servers)];
  if (series.model === 'open') {
    const times = timesBase(last, p99);
    const share = keptUp(last);
    const latency = times === null ? 'an unknown change of' : `${ratioText(times)} times`;
    const kept = share === null ? '' : `, and ${formatShare(share)} of the offered rate answered`;
    return `${series.label}: ${many} had ${latency} the response p99 of ${few}${kept}.`;
  }
  const [times, share] = [speedUp(last), efficiency(last)];
  if (times === null || share === null) {
    return `${series.label}: ${few} answered nothing, so nothing can be said of scaling.`;
  }
  return (
    `${series.label}: ${many} gave ${ratioText(times)} times the throughput of ${few}, ` +
    `${formatShare(share)} of the ideal.`
  );
}

const closedColumns: readonly ColumnOf<Step>[] = [
  figureColumn(
    { id: 'throughput', title: 'throughput' },
    'perSecond',
    ({ condition }) => condition.throughputPerSecond,
  ),
  figureColumn(
    { id: 'per-server', title: 'per server' },
    'perSecond',
    ({ condition }) => condition.throughputPerSecond / condition.servers,
  ),
  figureColumn({ id: 'speed-up', title: 'speed-up' }, 'ratio', speedUp),
  figureColumn({ id: 'efficiency', title: 'efficiency' }, 'share', efficiency),
];

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

function stepTable(group: readonly ScalingSeries[], id: string, model: 'open' | 'closed'): Table {
  const columns: ColumnOf<Step>[] = [
    keyColumn({ id: 'target', title: 'Target' }, ({ series }) => series.label),
    keyColumn({ id: 'servers', title: 'Servers' }, ({ condition }) => condition.servers, 'count'),
    keyColumn({ id: 'load', title: 'Load' }, ({ condition }) => loadText(condition.load)),
    figureColumn({ id: 'verdict', title: 'Verdict' }, 'verdict', (s) => s.condition.verdict),
    ...(model === 'closed' ? closedColumns : openColumns),
    figureColumn({ id: 'response-p99', title: 'response p99' }, 'ns', ({ condition }) =>
      percentileCell(condition.response, 99),
    ),
    figureColumn({ id: 'response-p99-ratio', title: 'p99, ratio to the fewest' }, 'ratio', (step) =>
      timesBase(step, p99),
    ),
    figureColumn(
      { id: 'cpu-per-request', title: 'CPU per request' },
      'ns',
      ({ condition }) => condition.cpuNsPerAnswer,
    ),
  ];
  const words = { id, caption: questions[model].caption };
  return tableOf(words, columns, group.flatMap(stepsOf), (step) => subjectOf(step.condition));
}

export const scaling = {
  name: 'scaling',
  about: 'throughput and latency against the number of servers',
  depth: 'answer',
  read,
} as const satisfies Section;
