/** Everything a trial's record says, one trial after the other. */
import {
  cpuPerAnswerInterval,
  errorShareInterval,
  latencyInterval,
} from '../../harness/experiments/figure-interval.ts';
import { serversText } from '../../harness/experiments/wording.ts';
import { sumCounts } from '../../harness/model/counts.ts';
import {
  type Counts,
  type LatencyRecord,
  recordedPercentiles,
  type TrialRecord,
} from '../../harness/model/record.ts';
import { formatCount, formatNs, NS_PER_S } from '../../harness/model/units.ts';
import type { ServerUsage, WorkerUsage } from '../../harness/model/usage.ts';
import type { LatencyKind } from '../../harness/stats/latency-batches.ts';
import { wholeCellText } from '../cell-text.ts';
import { errorShare, failedCount, trialSubject } from '../condition.ts';
import type { Block, Passage, Subject, Table } from '../document.ts';
import { plain } from '../document.ts';
import { failures } from '../failure.ts';
import { figureCell } from '../figure-cell.ts';
import { loadText } from '../load-text.ts';
import { mostUsed } from '../most-used.ts';
import type { Reading, TrialReading } from '../reading.ts';
import { groupBy } from '../scaling-series.ts';
import type { Section } from '../section.ts';
import { recordedCell, recordedPercentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';
import { verdictText } from '../verdict-text.ts';

/** So many trials are shown open; more are folded. */
const OPEN_MAX = 2;
/** Operations of a trial with a row of their own, and in reports of many trials. */
const OPERATIONS_MAX = 50;
const OPERATIONS_OF_MANY = 12;
const MANY_TRIALS = 5;

function read({ trials }: Reading): Passage | undefined {
  if (trials.length === 0) return undefined;
  const blocks = trials.map((of, index): Block => {
    const id = `trial-${index + 1}`;
    return {
      kind: 'details',
      id,
      summary: `${of.name} — ${verdictText(of.trial.verdict)}`,
      open: trials.length <= OPEN_MAX,
      blocks: trialBlocks(
        of,
        id,
        trials.length < MANY_TRIALS ? OPERATIONS_MAX : OPERATIONS_OF_MANY,
      ),
    };
  });
  const all = trials.length === 1 ? 'One trial was' : `${trials.length} trials were`;
  const verdicts = groupBy(trials, ({ trial }) => trial.verdict)
    .map((own) => `${own.length} ${own[0]?.trial.verdict}`)
    .join(', ');
  const finding = `${all} measured: ${verdicts}.`;
  return { heading: 'Trials', finding, blocks };
}

function trialBlocks(of: TrialReading, id: string, operations: number): Block[] {
  const { trial } = of;
  const subject = trialSubject(of.condition, trial);
  const blocks: Block[] = [plain(settingText(trial)), countTable(trial, id, subject)];
  blocks.push(latencyTable(trial, id, subject));
  if (Object.keys(trial.operations).length > 0) {
    blocks.push(operationTable(trial, id, { subject, max: operations }));
  }
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
  ...failures.map(({ name, meaning, read, sent }) => ({
    name: sent ? `failed: ${name}` : name,
    note: meaning,
    read,
  })),
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

/** An operation, or all those together that have no row of their own. */
interface OperationRow {
  readonly name: string;
  readonly counts: Counts;
  /** Undefined for several: their histograms would have to be unpacked to be merged. */
  readonly operation: string | undefined;
}

/** A row for each, and one for the rest where they are very many. */
function operationRows({ operations }: TrialRecord, max: number): OperationRow[] {
  const all = Object.entries(operations).map(([name, { counts }]): OperationRow => {
    return { name, counts, operation: name };
  });
  const { shown, rest } = mostUsed(all, max, ({ counts }) => ({
    ...{ traffic: counts.intended, failures: counts.intended - counts.completed },
  }));
  if (rest.length === 0) return [...shown];
  const counts = sumCounts(rest.map((row) => row.counts));
  const name = `${formatCount(rest.length)} others`;
  return [...shown, { name, counts, operation: undefined }];
}

function operationTable(
  trial: TrialRecord,
  id: string,
  { subject, max }: { readonly subject: Subject; readonly max: number },
): Table {
  const rows = operationRows(trial, max);
  const percentile = (kind: 'response' | 'service', percent: 50 | 99 | 99.9) =>
    figureColumn<OperationRow>(
      {
        id: `${kind}-p${percent}`,
        title: `p${percent}`,
        group: kind === 'response' ? 'Response' : 'Service',
      },
      'ns',
      ({ operation }) =>
        operation === undefined
          ? { value: null, note: 'in the record' }
          : figureCell(latencyInterval([trial], { kind, percent, operation })),
    );
  const isWhole = rows.every(({ operation }) => operation !== undefined);
  const caption = isWhole
    ? 'Operations'
    : `Operations: the ${rows.length - 1} most used and failing ones, and all others together`;
  return tableOf<OperationRow>(
    { id: `${id}-operations`, caption },
    [
      keyColumn({ id: 'operation', title: 'Operation' }, ({ name }) => name),
      figureColumn({ id: 'intended', title: 'intended' }, 'count', (row) => row.counts.intended),
      figureColumn({ id: 'completed', title: 'completed' }, 'count', (o) => o.counts.completed),
      figureColumn({ id: 'errors', title: 'errors' }, 'share', ({ operation, counts }) =>
        operation === undefined
          ? errorShare(counts)
          : figureCell(errorShareInterval([trial], { operation })),
      ),
      percentile('response', 50),
      percentile('response', 99),
      percentile('response', 99.9),
      percentile('service', 50),
      percentile('service', 99),
    ],
    rows,
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
