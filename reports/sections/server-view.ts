/** What the servers say of themselves: their own time for each answer, and their own numbers. */
import type { LatencyRecord, ServedRecord } from '../../harness/model/record.ts';
import { formatCount, formatNs } from '../../harness/model/units.ts';
import { trialSubject } from '../condition.ts';
import { type Block, type Passage, plain, type Subject } from '../document.ts';
import { mostUsed } from '../most-used.ts';
import { numberBlocks, type Told, toldIn } from '../own-numbers.ts';
import type { Reading, TrialReading } from '../reading.ts';
import type { Section } from '../section.ts';
import { recordedPercentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** Where the time of one operation's answers went. */
interface Path {
  readonly reading: TrialReading;
  readonly operation: string;
  readonly served: ServedRecord;
  readonly lag: LatencyRecord;
}

const subjectFor = ({ condition, trial }: TrialReading): Subject => trialSubject(condition, trial);

function read({ trials }: Reading): Passage | undefined {
  const paths = trials.flatMap(pathsOf);
  const told = trials.flatMap(toldIn);
  const faults = trials.flatMap(faultsIn);
  if (paths.length === 0 && told.length === 0 && faults.length === 0) return undefined;
  return {
    heading: 'What the servers say',
    finding: findingOf(paths, told),
    blocks: [...(paths.length > 0 ? pathBlocks(paths) : []), ...numberBlocks(told), ...faults],
  };
}

const pathsOf = (reading: TrialReading): Path[] =>
  Object.entries(reading.trial.operations).flatMap(([operation, { served, latency }]) =>
    served === undefined ? [] : [{ reading, operation, served, lag: latency.lag }],
  );

const faultsIn = ({ label, trial }: TrialReading): Block[] =>
  trial.usage.target.servers.flatMap(({ server, numbersFault }) =>
    numbersFault === undefined
      ? []
      : [
          {
            ...({ kind: 'paragraph', tone: 'caveat' } as const),
            text: `${label}: lines of server ${server} were left out; first, ${numbersFault}`,
          },
        ],
  );

function findingOf(paths: readonly Path[], told: readonly Told[]): string {
  const [most] = [...paths].sort((a, b) => b.served.server.count - a.served.server.count);
  if (most === undefined) {
    const names = new Set(told.map(({ name }) => name));
    return names.size === 0
      ? 'They told nothing that could be read.'
      : `They told of ${[...names].slice(0, 5).join(', ')}.`;
  }
  const { server, network } = most.served;
  const [inside, between] = [server.percentilesNs.p50, network.percentilesNs.p50];
  if (inside === null || between === null) return 'They said how long answers took them.';
  return (
    `${most.operation}: half of the answers took the server at most ${formatNs(inside)} by its ` +
    `own count, and the rest of the exchange ${formatNs(between)}.`
  );
}

const percentile = (
  group: string,
  percent: 50 | 99,
  latency: (path: Path) => LatencyRecord,
): ColumnOf<Path> =>
  figureColumn(
    { id: `${group.split(' ')[0]?.toLowerCase()}-p${percent}`, title: `p${percent}`, group },
    'ns',
    (path) => recordedPercentileCell(latency(path), percent),
  );

/** Operations in the table of where the time went. */
const PATHS_MAX = 50;

function pathBlocks(all: readonly Path[]): Block[] {
  const { shown: paths, rest } = mostUsed(all, PATHS_MAX, ({ served }) => ({
    ...{ traffic: served.server.count, failures: served.longer },
  }));
  const left = rest.length > 0 ? ` The record has ${formatCount(rest.length)} others.` : '';
  const parts = [
    ['Server', ({ served }: Path) => served.server],
    ['Network', ({ served }: Path) => served.network],
    ['Queue', ({ lag }: Path) => lag],
  ] as const;
  const table = tableOf<Path>(
    { id: 'served-table', caption: 'Where the time went, by what answers said in Server-Timing' },
    [
      keyColumn({ id: 'trial', title: 'Trial' }, ({ reading }) => reading.label),
      keyColumn({ id: 'operation', title: 'Operation' }, ({ operation }) => operation),
      figureColumn({ id: 'n', title: 'n' }, 'count', ({ served }) => served.server.count),
      ...parts.flatMap(([group, latency]) => [
        percentile(group, 50, latency),
        percentile(group, 99, latency),
      ]),
    ],
    paths,
    ({ reading }) => subjectFor(reading),
  );
  const longer = all.reduce((sum, { served }) => sum + served.longer, 0);
  return [
    table,
    plain(
      'Server is what it said itself; network is the rest of the service time, on the way and in ' +
        'the server where it does not count; queue is what a request waited before it could be ' +
        `sent. Percentiles of parts do not add up to that of the whole.${left}`,
    ),
    ...(longer === 0
      ? []
      : [
          {
            ...({ kind: 'paragraph', tone: 'caveat' } as const),
            text:
              `${formatCount(longer)} answers said that the server took longer than the whole ` +
              'exchange did, so its clock or its count is not to be believed.',
          },
        ]),
  ];
}

export const serverView = {
  name: 'server-view',
  about: 'what the servers say of their own time and of themselves',
  depth: 'detail',
  read,
} as const satisfies Section;
