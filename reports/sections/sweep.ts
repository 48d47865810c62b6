/** How much load a target takes, and how sharp the cliff is. */
import { formatNs, formatRate } from '../../harness/model/units.ts';
import { type Block, type Passage, plain, type Table } from '../document.ts';
import { figureCell } from '../figure-cell.ts';
import { type RatePoint, type Sweep, sweepsIn, sweptPercents } from '../rate-points.ts';
import type { Reading } from '../reading.ts';
import type { Section } from '../section.ts';
import { errorChart, sweepChart } from '../sweep-charts.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

function read(reading: Reading): Passage | undefined {
  const sweeps = sweepsIn(reading);
  if (sweeps.length === 0) return undefined;
  const blocks = sweeps.flatMap((sweep, index): Block[] => {
    const id = `sweep-${index + 1}`;
    const chart = sweepChart(sweep, id, findingOf(sweep));
    return [
      ...(chart ? [chart] : []),
      errorChart(sweep, `${id}-errors`),
      tableFor(sweep, `${id}-table`),
    ];
  });
  const how = plain(
    'Every rate that was measured is here, short trials of a search with long ones; trials that ' +
      'are not valid are left out.',
  );
  return {
    heading: 'Latency under rising load',
    finding: sweeps.map(findingOf).join(' '),
    blocks: [...blocks, how],
  };
}

/** What the highest rate did to the tail, and where it fell behind. */
function findingOf({ label, points }: Sweep): string {
  const index = sweptPercents.indexOf(99);
  const seen = points.flatMap(({ ratePerSecond, percentiles, keptUp }) => {
    const ns = percentiles[index]?.value;
    return keptUp && ns !== null && ns !== undefined ? [{ ratePerSecond, ns }] : [];
  });
  const [low, high] = [seen[0], seen.at(-1)];
  const behind = points.find(({ keptUp }) => !keptUp);
  const fell = behind ? `it fell behind at ${formatRate(behind.ratePerSecond)}` : '';
  if (low === undefined || high === undefined || low === high) {
    return `${label} ${fell === '' ? 'kept up with every rate' : fell.replace(/^it /, '')}.`;
  }
  const grew =
    `response p99 of ${label} is ${formatNs(low.ns)} at ${formatRate(low.ratePerSecond)} and ` +
    `${formatNs(high.ns)} at ${formatRate(high.ratePerSecond)}`;
  const text = fell === '' ? grew : `${grew}; ${fell}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function tableFor(sweep: Sweep, id: string): Table {
  const columns: ColumnOf<RatePoint>[] = [
    keyColumn({ id: 'rate', title: 'Offered' }, ({ ratePerSecond }) => ratePerSecond, 'perSecond'),
    figureColumn({ id: 'trials', title: 'trials' }, 'count', ({ trials }) => trials.length),
    figureColumn({ id: 'answered', title: 'answered' }, 'perSecond', ({ throughput }) =>
      figureCell(throughput),
    ),
    figureColumn({ id: 'kept-up', title: 'kept up' }, 'text', ({ keptUp }) =>
      keptUp ? 'yes' : 'no, fell behind',
    ),
    figureColumn({ id: 'errors', title: 'errors' }, 'share', ({ errors }) => figureCell(errors)),
    ...sweptPercents.map((percent, index) =>
      figureColumn<RatePoint>(
        { id: `response-p${percent}`, title: `p${percent}`, group: 'Response' },
        'ns',
        ({ percentiles }) => {
          const figure = percentiles[index];
          return figure === undefined ? null : figureCell(figure);
        },
      ),
    ),
  ];
  const { target, servers, label, points } = sweep;
  const caption = `${label} at each rate, the lowest first`;
  return tableOf({ id, caption }, columns, points, () => ({ target, servers }));
}

export const sweep = {
  name: 'sweep',
  about: 'response time against the rate, where several rates were measured',
  depth: 'detail',
  read,
} as const satisfies Section;
