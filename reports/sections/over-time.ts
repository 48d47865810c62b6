/** What happened when: the mean hides a stall, the second it happened in does not. */
import { formatNs } from '../../harness/model/units.ts';
import type { Distribution } from '../../harness/stats/distribution.ts';
import { trialSubject } from '../condition.ts';
import type { Block, Cell, Passage, Table } from '../document.ts';
import { type Interval, intervalsOf, perSecond, processors, warmupOf } from '../interval.ts';
import type { Reading, TrialReading } from '../reading.ts';
import type { Section } from '../section.ts';
import { largestCell, percentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';
import {
  cpuChart,
  heatChart,
  inFlightChart,
  lagChart,
  rateChart,
  type Timed,
} from '../time-charts.ts';

/** Trials whose charts are open; those of further ones are folded away. */
const OPEN_MAX = 1;
/** Trials that are drawn at all, so that a long experiment still makes a small file … */
const DRAWN_MAX = 5;
/** … and up to how many a condition may have more than one. */
const SEVERAL_MAX = 3;

function read({ trials }: Reading): Passage | undefined {
  const drawable = trials.filter(({ trial }) => trial.series.length > 1);
  if (drawable.length === 0) return undefined;
  const drawn = choose(drawable).map(
    (of, index): Timed => ({
      ...{ of, warmup: warmupOf(of.trial), intervals: intervalsOf(of.trial) },
      id: `over-time-${index + 1}`,
    }),
  );
  const blocks = drawn.map((timed, index): Block => {
    const { of, id } = timed;
    const open = index < OPEN_MAX;
    return { kind: 'details', id, summary: of.label, open, blocks: chartsOf(timed) };
  });
  if (drawable.length > drawn.length) {
    blocks.push({
      kind: 'paragraph',
      tone: 'plain',
      text:
        `Drawn are ${drawn.length} of ${drawable.length} trials: of each condition a ` +
        'doubtful one or else the first, others where there is room; the record has all series.',
    });
  }
  return { heading: 'Over time', finding: findingOf(drawn), blocks };
}

function chartsOf(timed: Timed): Block[] {
  const answered = timed.intervals.some(({ response }) => response.count > 0);
  const charts = [
    rateChart(timed, dataOf(timed)),
    answered ? heatChart(timed) : undefined,
    inFlightChart(timed),
    cpuChart(timed),
    lagChart(timed),
  ];
  return charts.filter((chart) => chart !== undefined);
}

/** Up to the limit: of each condition first a doubtful trial or the first, then others. */
function choose(all: readonly TrialReading[]): readonly TrialReading[] {
  const own = new Map<TrialReading['condition'], TrialReading>();
  for (const one of all) {
    const known = own.get(one.condition);
    const isDoubtful = known?.trial.verdict === 'pass' && one.trial.verdict !== 'pass';
    if (known === undefined || isDoubtful) own.set(one.condition, one);
  }
  const weight = (one: TrialReading): number => {
    if (own.get(one.condition) === one) return one.trial.verdict === 'pass' ? 1 : 0;
    return one.trial.verdict === 'pass' ? 3 : 2;
  };
  const max = Math.min(DRAWN_MAX, Math.max(SEVERAL_MAX, own.size));
  const chosen = [...all].sort((a, b) => weight(a) - weight(b)).slice(0, max);
  return all.filter((one) => chosen.includes(one));
}

interface Slowest {
  readonly label: string;
  readonly atNs: number;
  readonly ns: number;
}

function findingOf(drawn: readonly Timed[]): string {
  let slowest: Slowest | undefined;
  for (const { of, intervals } of drawn) {
    if (of.trial.verdict === 'invalid') continue;
    for (const { atNs, response } of intervals) {
      const ns = response.merged().maxNs;
      if (ns !== null && (slowest === undefined || ns > slowest.ns)) {
        slowest = { label: of.label, atNs, ns };
      }
    }
  }
  if (slowest === undefined) return 'No interval of a valid trial has an answer.';
  const { label, atNs, ns } = slowest;
  const when = atNs === 0 ? 'at the start of the window' : `${formatNs(atNs)} into the window`;
  return `The longest wait, ${formatNs(ns)}, began in the interval ${when} of ${label}.`;
}

const rateColumn = (
  id: 'offered' | 'answered' | 'failed',
  read: (interval: Interval) => number | null,
): ColumnOf<Interval> =>
  figureColumn({ id, title: id, group: 'Requests' }, 'perSecond', (interval) =>
    perSecond(read(interval), interval),
  );

const percentileColumn = (kind: 'response' | 'lag', percent: number): ColumnOf<Interval> =>
  figureColumn(
    {
      ...{ id: `${kind}-p${percent}`, title: `p${percent}` },
      group: kind === 'response' ? 'Response' : 'Lag',
    },
    'ns',
    (interval) => timesOf(interval, kind, (all) => percentileCell(all, percent)),
  );

/** Of a warm-up the record has the response times only. */
const timesOf = (
  interval: Interval,
  kind: 'response' | 'lag',
  read: (all: Distribution) => Cell,
): Cell | null => (kind === 'lag' && interval.atNs < 0 ? null : read(interval[kind]));

const columns: readonly ColumnOf<Interval>[] = [
  keyColumn({ id: 'from', title: 'From' }, ({ atNs }) => atNs, 'ns'),
  rateColumn('offered', ({ offered }) => offered),
  rateColumn('answered', ({ answered }) => answered),
  rateColumn('failed', ({ failed }) => failed),
  percentileColumn('response', 50),
  percentileColumn('response', 99),
  figureColumn({ id: 'response-max', title: 'max', group: 'Response' }, 'ns', ({ response }) =>
    largestCell(response),
  ),
  percentileColumn('lag', 99),
  figureColumn({ id: 'lag-max', title: 'max', group: 'Lag' }, 'ns', (interval) =>
    timesOf(interval, 'lag', largestCell),
  ),
  figureColumn(
    { id: 'in-flight', title: 'in flight', group: 'Requests at its end' },
    'count',
    ({ inFlight }) => inFlight,
  ),
  figureColumn(
    { id: 'waiting', title: 'waiting', group: 'Requests at its end' },
    'count',
    ({ waiting }) => waiting,
  ),
  figureColumn({ id: 'target-cpu', title: 'target', group: 'Processors' }, 'share', (interval) =>
    processors(interval.targetCpuNs, interval),
  ),
  figureColumn(
    { id: 'generator-cpu', title: 'generator', group: 'Processors' },
    'share',
    (interval) => processors(interval.generatorCpuNs, interval),
  ),
];

/** Without columns that nothing is known for. */
const columnsFor = (intervals: readonly Interval[]): readonly ColumnOf<Interval>[] =>
  columns.filter(({ cell }) =>
    intervals.some((interval, at) => Object.values(cell(interval, at)).some((one) => one !== null)),
  );

const dataOf = ({ of, warmup, intervals, id }: Timed): Table =>
  tableOf<Interval>(
    { id: `${id}-data`, caption: `Intervals of ${of.label}` },
    columnsFor(intervals),
    [...warmup, ...intervals],
    () => trialSubject(of.condition, of.trial),
  );

export const overTime = {
  name: 'over-time',
  about: 'rates, latency and processors of each interval of the window and its warm-up',
  depth: 'detail',
  read,
} as const satisfies Section;
