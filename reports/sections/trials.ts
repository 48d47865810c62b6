/** Everything a trial's record says, one trial after the other. */
import {
  cpuPerAnswerInterval,
  errorShareInterval,
  latencyInterval,
} from '../../harness/experiments/figure-interval.ts';
import { type FailureKind, failureKinds } from '../../harness/model/protocol.ts';
import {
  type Counts,
  type LatencyRecord,
  recordedPercentiles,
  type ServerUsage,
  type TrialRecord,
  type WorkerUsage,
} from '../../harness/model/record.ts';
import { formatNs, NS_PER_S } from '../../harness/model/units.ts';
import type { LatencyKind } from '../../harness/stats/latency-batches.ts';
import { wholeCellText } from '../cell-text.ts';
import { failedCount, subjectOf } from '../condition.ts';
import type { Block, Passage, Subject, Table } from '../document.ts';
import { plain } from '../document.ts';
import { figureCell } from '../figure-cell.ts';
import { loadText } from '../load-text.ts';
import { type Reading, serversText, type TrialReading } from '../reading.ts';
import { groupBy } from '../scaling-series.ts';
import type { Section } from '../section.ts';
import { recordedCell, recordedPercentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';
import { verdictText } from '../verdict-text.ts';

/** So many trials are shown open; more are folded. */
const OPEN_MAX = 2;

function read({ trials }: Reading): Passage | undefined {
  if (trials.length === 0) return undefined;
  const blocks = trials.map((of, index): Block => {
    const id = `trial-${index + 1}`;
    return {
      kind: 'details',
      id,
      summary: `${of.label} — ${verdictText(of.trial.verdict)}`,
      open: trials.length <= OPEN_MAX,
      blocks: trialBlocks(of, id),
    };
  });
  const all = trials.length === 1 ? 'One trial was' : `${trials.length} trials were`;
  const verdicts = groupBy(trials, ({ trial }) => trial.verdict)
    .map((own) => `${own.length} ${own[0]?.trial.verdict}`)
    .join(', ');
  const finding = `${all} measured: ${verdicts}.`;
  return { heading: 'Trials', finding, blocks };
}

function trialBlocks(of: TrialReading, id: string): Block[] {
  const { trial } = of;
  const subject: Subject = { ...subjectOf(of.condition), trial: trial.id };
  const blocks: Block[] = [plain(settingText(trial)), countTable(trial, id, subject)];
  blocks.push(latencyTable(trial, id, subject));
  if (Object.keys(trial.operations).length > 0) blocks.push(operationTable(trial, id, subject));
  if (trial.usage.target.servers.length > 0) blocks.push(serverTable(trial, id, subject));
  if (trial.usage.generator.workers.length > 0) blocks.push(workerTable(trial, id, subject));
  return blocks;
}

function settingText(trial: TrialRecord): string {
  const repetition = `repetition ${trial.repetition}, seed ${trial.seed}`;
  const workers = trial.workers === 1 ? '1 worker' : `${trial.workers} workers`;
  const clients = `${trial.connections} connections from ${workers}`;
  return (
    `${trial.target}, ${serversText(trial.servers)}, scenario ${trial.scenario}, ` +
    `${loadText(trial.load)}; ${repetition}; ${clients}, engine ${trial.engine}; ` +
    `window of ${formatNs(trial.window.durationNs)}.`
  );
}

const failureNotes: Readonly<Record<FailureKind, string>> = {
  connect: 'no connection could be made',
  timeout: 'no whole answer in time',
  reset: 'the connection ended before the whole answer',
  malformed: 'the answer was not of the protocol',
  status: 'the server answered that it failed',
  mismatch: 'the answer was not the expected one',
};

interface CountRow {
  readonly name: string;
  readonly note: string;
  read(counts: Counts): number;
}

const countRows: readonly CountRow[] = [
  { name: 'intended', note: 'due in the window', read: (counts) => counts.intended },
  { name: 'sent', note: 'written to a connection', read: (counts) => counts.sent },
  { name: 'completed', note: 'the right answer came', read: (counts) => counts.completed },
  { name: 'failed', note: 'of every kind', read: failedCount },
  ...failureKinds.map((kind) => ({
    name: `failed: ${kind}`,
    note: failureNotes[kind],
    read: (counts: Counts) => counts.failed[kind],
  })),
  { name: 'unfinished', note: 'no answer when the drain ended', read: (c) => c.unfinished },
  { name: 'unsent', note: 'no connection became free in time', read: (c) => c.unsent },
];

function countTable(trial: TrialRecord, id: string, subject: Subject): Table {
  const shown = countRows.filter(
    ({ name, read }) => !name.includes(':') || read(trial.counts) > 0 || read(trial.warmup) > 0,
  );
  return tableOf<CountRow>(
    { id: `${id}-counts`, caption: 'Requests' },
    [
      keyColumn({ id: 'count', title: 'Count' }, ({ name }) => name),
      figureColumn({ id: 'window', title: 'window' }, 'count', ({ read }) => read(trial.counts)),
      figureColumn({ id: 'warm-up', title: 'warm-up' }, 'count', ({ read }) => read(trial.warmup)),
      figureColumn({ id: 'meaning', title: 'meaning' }, 'text', ({ note }) => note),
    ],
    shown,
    () => subject,
  );
}

interface LatencyRow {
  readonly name: string;
  readonly latency: LatencyRecord;
  /** Where its values are known by the second, too. */
  readonly series?: { readonly trial: TrialRecord; readonly kind: LatencyKind };
}

const latencyColumns: readonly ColumnOf<LatencyRow>[] = [
  keyColumn({ id: 'time', title: 'Time' }, ({ name }) => name),
  figureColumn({ id: 'n', title: 'n' }, 'count', ({ latency }) => latency.count),
  figureColumn({ id: 'censored', title: 'end not seen' }, 'count', (row) => row.latency.censored),
  figureColumn({ id: 'min', title: 'min' }, 'ns', (row) => recordedCell(row.latency, 'minNs')),
  ...recordedPercentiles.map((percent) =>
    figureColumn<LatencyRow>({ id: `p${percent}`, title: `p${percent}` }, 'ns', (row) =>
      row.series
        ? figureCell(latencyInterval([row.series.trial], { kind: row.series.kind, percent }))
        : recordedPercentileCell(row.latency, percent),
    ),
  ),
  figureColumn({ id: 'max', title: 'max' }, 'ns', ({ latency }) => recordedCell(latency, 'maxNs')),
  figureColumn({ id: 'mean', title: 'mean' }, 'ns', (row) => recordedCell(row.latency, 'meanNs')),
];

function latencyTable(trial: TrialRecord, id: string, subject: Subject): Table {
  const { response, service, lag, pacing, connect, handshake } = trial.latency;
  const rows: LatencyRow[] = [
    { name: 'response', latency: response, series: { trial, kind: 'response' } },
    { name: 'service', latency: service, series: { trial, kind: 'service' } },
    { name: 'lag', latency: lag, series: { trial, kind: 'lag' } },
    { name: 'pacing', latency: pacing },
    { name: 'connect', latency: connect },
    { name: 'TLS handshake', latency: handshake },
  ];
  const shown = rows.filter(({ latency }, index) => index < 3 || latency.count > 0);
  const words = { id: `${id}-latency`, caption: 'Latency' };
  return tableOf(words, latencyColumns, shown, () => subject);
}

function operationTable(trial: TrialRecord, id: string, subject: Subject): Table {
  const operations = Object.entries(trial.operations);
  type Row = (typeof operations)[number];
  const percentile = (kind: 'response' | 'service', percent: 50 | 99 | 99.9) =>
    figureColumn<Row>(
      {
        id: `${kind}-p${percent}`,
        title: `p${percent}`,
        group: kind === 'response' ? 'Response' : 'Service',
      },
      'ns',
      ([operation]) => figureCell(latencyInterval([trial], { kind, percent, operation })),
    );
  return tableOf<Row>(
    { id: `${id}-operations`, caption: 'Operations' },
    [
      keyColumn({ id: 'operation', title: 'Operation' }, ([name]) => name),
      figureColumn({ id: 'intended', title: 'intended' }, 'count', ([, o]) => o.counts.intended),
      figureColumn({ id: 'completed', title: 'completed' }, 'count', ([, o]) => o.counts.completed),
      figureColumn({ id: 'errors', title: 'errors' }, 'share', ([operation]) =>
        figureCell(errorShareInterval([trial], { operation })),
      ),
      percentile('response', 50),
      percentile('response', 99),
      percentile('response', 99.9),
      percentile('service', 50),
      percentile('service', 99),
    ],
    operations,
    () => subject,
  );
}

/** Processors in use on average: processor time over the window's length. */
const processors = (cpuNs: number | null, trial: TrialRecord): number | null =>
  cpuNs === null || trial.window.durationNs === 0 ? null : cpuNs / trial.window.durationNs;

function serverTable(trial: TrialRecord, id: string, subject: Subject): Table {
  const perAnswer = figureCell(cpuPerAnswerInterval([trial]));
  const caption =
    perAnswer.value === null
      ? 'Servers'
      : `Servers: ${wholeCellText(perAnswer, 'ns')} of processor time for each right answer`;
  return tableOf<ServerUsage>(
    { id: `${id}-servers`, caption },
    [
      keyColumn({ id: 'server', title: 'Server' }, ({ server }) => server, 'count'),
      figureColumn({ id: 'connections', title: 'connections' }, 'count', (s) => s.connections),
      figureColumn({ id: 'requests', title: 'requests' }, 'count', ({ requests }) => requests),
      figureColumn({ id: 'cpu', title: 'CPU time' }, 'ns', ({ cpuNs }) => cpuNs),
      figureColumn({ id: 'cpu-share', title: 'of one CPU' }, 'share', ({ cpuNs }) =>
        processors(cpuNs, trial),
      ),
      figureColumn({ id: 'memory-peak', title: 'memory, peak' }, 'bytes', (s) => s.rssBytesMax),
    ],
    trial.usage.target.servers,
    () => subject,
  );
}

function workerTable(trial: TrialRecord, id: string, subject: Subject): Table {
  return tableOf<WorkerUsage>(
    { id: `${id}-workers`, caption: 'Workers of the load generator' },
    [
      keyColumn({ id: 'worker', title: 'Worker' }, ({ worker }) => worker, 'count'),
      figureColumn({ id: 'connections', title: 'connections' }, 'count', (w) => w.connections),
      figureColumn({ id: 'sent', title: 'sent' }, 'count', ({ sent }) => sent),
      figureColumn({ id: 'sent-rate', title: 'sent each second' }, 'perSecond', ({ sent }) =>
        trial.window.durationNs > 0 ? (sent * NS_PER_S) / trial.window.durationNs : null,
      ),
      figureColumn({ id: 'cpu', title: 'CPU time' }, 'ns', ({ cpuNs }) => cpuNs),
      figureColumn({ id: 'cpu-share', title: 'of one CPU' }, 'share', ({ cpuNs }) =>
        processors(cpuNs, trial),
      ),
      figureColumn({ id: 'cpu-wait', title: 'waited for a CPU' }, 'ns', ({ waitNs }) => waitNs),
      figureColumn({ id: 'busy', title: 'busy' }, 'share', ({ busyShare }) => busyShare),
      figureColumn({ id: 'gc', title: 'garbage collection' }, 'ns', ({ gcNs }) => gcNs),
      figureColumn({ id: 'gc-longest', title: 'its longest' }, 'ns', ({ gcNsMax }) => gcNsMax),
    ],
    trial.usage.generator.workers,
    () => subject,
  );
}

export const trials = {
  name: 'trials',
  about: 'every figure of every trial',
  depth: 'detail',
  read,
} as const satisfies Section;
