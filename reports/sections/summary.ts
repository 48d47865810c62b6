/** One row for each condition: what was asked, what came back, how long it took, what it cost. */
import {
  cpuPerAnswerInterval,
  errorShareInterval,
  throughputInterval,
} from '../../harness/experiments/figure-interval.ts';
import { serversText } from '../../harness/experiments/wording.ts';
import { formatNs } from '../../harness/model/units.ts';
import type { LatencyKind } from '../../harness/stats/latency-batches.ts';
import { type Condition, comparable, subjectOf } from '../condition.ts';
import { type Block, caveat, type Passage, plain, type Table } from '../document.ts';
import { figureCell } from '../figure-cell.ts';
import { latencyCell, latencyFigure } from '../latency-figure.ts';
import { loadText } from '../load-text.ts';
import type { Reading } from '../reading.ts';
import type { Section } from '../section.ts';
import { largestCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

function read(reading: Reading): Passage | undefined {
  const { conditions } = reading;
  if (conditions.length === 0) return undefined;
  const blocks: Block[] = [];
  blocks.push(summaryTable(conditions));
  blocks.push(
    plain(
      'Response runs from the moment a request was due to the last byte of its answer, service ' +
        'from the moment it was sent; lag is the difference. Errors are all requests that were ' +
        'due and did not get their right answer. “≥” marks what is only a lower bound, because ' +
        'some requests never ended. In brackets stand 95 % intervals: of one trial, how well ' +
        'this run is known; of several, what another one would show. “—” stands where the data ' +
        'cannot support a figure, with how many requests it would take.',
    ),
  );
  if (conditions.some(({ leftOut }) => leftOut > 0)) {
    blocks.push(
      caveat(
        'Trials that are not valid are left out of the figures here and in what is made of them; ' +
          'the sections on time and trials show them.',
      ),
    );
  }
  if (conditions.some(({ verdict }) => verdict === 'invalid')) {
    blocks.push(
      caveat(
        'Rows marked invalid measured the harness and not the target; they are ranked nowhere.',
      ),
    );
  }
  if (conditions.some(({ load }) => load.model === 'closed')) {
    blocks.push(
      caveat(
        'Closed load: a client sends only after its last answer, so a slow server is asked less ' +
          'often and its slowest moments are sampled least. Read the throughput as a peak, and ' +
          'do not read the percentiles as what users at a given rate would see.',
      ),
    );
  }
  return { heading: 'Summary', finding: findingOf(conditions), blocks };
}

function findingOf(conditions: readonly Condition[]): string {
  const ranked = comparable(conditions)
    .map((condition) => ({ condition, p99: latencyFigure(condition, 'response', 99) }))
    .flatMap(({ condition, p99 }) =>
      p99.value !== null
        ? [{ label: condition.label, ns: p99.value, bound: p99.atLeast ? 'at least ' : '' }]
        : [],
    )
    .sort((a, b) => a.ns - b.ns);
  const first = ranked[0];
  const last = ranked.at(-1);
  const trials = conditions.reduce(
    (sum, { trials: own, leftOut }) => sum + own.length + leftOut,
    0,
  );
  const measured = `${trials} trial${trials === 1 ? '' : 's'}`;
  if (first === undefined || last === undefined) {
    return comparable(conditions).length === 0
      ? `${measured}, and none of them valid.`
      : `${measured}, with too few samples for a response p99.`;
  }
  const best = `${first.bound}${formatNs(first.ns)} for ${first.label}`;
  if (first === last) return `${measured}: response p99 is ${best}.`;
  const worst = `${last.bound}${formatNs(last.ns)} for ${last.label}`;
  return `${measured}: response p99 lies between ${best} and ${worst}.`;
}

function summaryTable(conditions: readonly Condition[]): Table {
  const differs = (read: (condition: Condition) => unknown) =>
    new Set(conditions.map(read)).size > 1;
  const severalServers = differs(({ servers }) => servers);
  const severalScenarios = differs(({ scenario }) => scenario);
  const severalLoads = differs(({ load }) => loadText(load));
  const isNamed = severalServers || severalScenarios || severalLoads || differs(({ run }) => run);
  const namesTarget = differs(({ target }) => target) || !isNamed;
  const columns: ColumnOf<Condition>[] = [
    ...(differs(({ run }) => run) ? [keyColumn<Condition>(runWords, ({ run }) => run)] : []),
    ...(namesTarget ? [keyColumn<Condition>(targetWords, ({ target }) => target)] : []),
    ...(severalServers
      ? [keyColumn<Condition>(serverWords, ({ servers }) => servers, 'count')]
      : []),
    ...(severalScenarios ? [keyColumn<Condition>(scenarioWords, ({ scenario }) => scenario)] : []),
    ...(severalLoads ? [keyColumn<Condition>(loadWords, ({ load }) => loadText(load))] : []),
    figureColumn({ id: 'verdict', title: 'Verdict' }, 'verdict', ({ verdict }) => verdict),
    ...rateColumns,
    ...latencyColumns,
    figureColumn(
      { id: 'cpu-per-request', title: 'CPU per request', group: 'Target', minor: 2 },
      'ns',
      ({ trials }) => figureCell(cpuPerAnswerInterval(trials)),
    ),
    figureColumn(
      { id: 'memory-peak', title: 'memory, peak', group: 'Target', minor: 2 },
      'bytes',
      ({ rssBytesMax }) => rssBytesMax,
    ),
  ];
  const [first] = conditions;
  // What is the same in every row is said once.
  const same = first && [
    ...(namesTarget ? [] : [first.target]),
    ...(severalScenarios ? [] : [`scenario ${first.scenario}`]),
    ...(severalServers ? [] : [serversText(first.servers)]),
    ...(severalLoads ? [] : [loadText(first.load)]),
  ];
  const of = same && same.length > 0 ? `: ${same.join(', ')}` : '';
  const caption = `Every condition, repetitions merged${of}`;
  return tableOf({ id: 'summary-table', caption }, columns, conditions, subjectOf);
}

const runWords = { id: 'run', title: 'Run' };
const targetWords = { id: 'target', title: 'Target' };
const serverWords = { id: 'servers', title: 'Servers' };
const loadWords = { id: 'load', title: 'Load' };
const scenarioWords = { id: 'scenario', title: 'Scenario' };

const rateColumns: readonly ColumnOf<Condition>[] = [
  figureColumn({ id: 'trials', title: 'Trials', minor: 2 }, 'count', (condition) => ({
    value: condition.trials.length,
    ...(condition.leftOut > 0 ? { note: `${condition.leftOut} left out` } : {}),
  })),
  figureColumn(
    { id: 'offered', title: 'offered', group: 'Requests', minor: 2 },
    'perSecond',
    ({ offeredPerSecond }) => offeredPerSecond,
  ),
  figureColumn(
    { id: 'achieved', title: 'achieved', group: 'Requests' },
    'perSecond',
    ({ trials }) => figureCell(throughputInterval(trials)),
  ),
  figureColumn({ id: 'errors', title: 'errors', group: 'Requests' }, 'share', ({ trials }) =>
    figureCell(errorShareInterval(trials)),
  ),
];

/** What most is said about is the slow request, and then the usual one. */
function minorOf(kind: LatencyKind, percent: number): { readonly minor?: 1 | 2 } {
  if (kind === 'response' && percent === 99) return {};
  return { minor: kind === 'response' && percent === 50 ? 1 : 2 };
}

const percentileColumn = (kind: LatencyKind, group: string, percent: number): ColumnOf<Condition> =>
  figureColumn(
    {
      ...{ id: `${kind}-p${percent}`, title: `p${percent}`, group },
      ...minorOf(kind, percent),
    },
    'ns',
    (condition) => latencyCell(condition, kind, percent),
  );

const latencyColumns: readonly ColumnOf<Condition>[] = [
  ...[50, 90, 99, 99.9].map((percent) => percentileColumn('response', 'Response', percent)),
  figureColumn(
    { id: 'response-max', title: 'max', group: 'Response', minor: 2 },
    'ns',
    ({ response }) => largestCell(response),
  ),
  ...[50, 99].map((percent) => percentileColumn('service', 'Service', percent)),
  percentileColumn('lag', 'Lag', 99),
];

export const summary = {
  name: 'summary',
  about: 'one row for each condition: rates, errors, latency, cost',
  depth: 'answer',
  read,
} as const satisfies Section;
