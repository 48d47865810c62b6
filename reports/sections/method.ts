/** How it was measured, and on what. */
import { type Load, loadDurationNs } from '../../harness/model/load.ts';
import type { RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { pacingOf } from '../../harness/model/trial.ts';
import { formatNs } from '../../harness/model/units.ts';
import { HISTOGRAM_LIMIT_NS } from '../../harness/stats/histogram.ts';
import { SAMPLES_BEYOND_MIN } from '../../harness/stats/quantile-interval.ts';
import { requestPicture, requestPictureText } from '../charts/request-picture.ts';
import type { Passage, Table, Terms } from '../document.ts';
import { namedValueText, nameText } from '../evidence-text.ts';
import { loadText } from '../load-text.ts';
import { type Reading, runName } from '../reading.ts';
import type { Section } from '../section.ts';
import { figureColumn, keyColumn, tableOf } from '../table.ts';

function read({ records }: Reading): Passage | undefined {
  if (records.length === 0) return undefined;
  const trials = records.flatMap((record) => record.trials);
  const models = [...new Set(trials.map((trial) => trial.load.model))];
  return {
    heading: 'Method and environment',
    finding: models.length > 0 ? models.map((model) => modelTexts[model]).join(' ') : NO_TRIALS,
    blocks: [
      { kind: 'picture', svg: requestPicture(), text: requestPictureText },
      glossary,
      ...(trials.length > 0 ? [settingTable(records)] : []),
      environmentTable(records),
      ...instrumentTable(records),
    ],
  };
}

const NO_TRIALS = 'No trial was measured.';

const modelTexts = {
  open:
    'The load was open: requests were due at times fixed before the trial, whether or not ' +
    'earlier ones had been answered.',
  closed:
    'The load was closed: each client sent its next request only after it had the answer to its ' +
    'last one.',
} as const satisfies Record<Load['model'], string>;

const glossary: Terms = {
  kind: 'terms',
  items: [
    { term: 'response', text: 'From when a request was due to the last byte of its answer.' },
    { term: 'service', text: 'From when it was sent to the last byte: the wire and the server.' },
    {
      term: 'lag',
      text:
        'From when it was due to when it was sent. Pacing is the part of it that is the ' +
        'harness’s alone: from when it was due and a connection was free.',
    },
    {
      term: 'percentile',
      text:
        'p99 is the smallest time that 99 of 100 requests did not exceed. It is read off merged ' +
        `histograms, never averaged, and left out where fewer than ${SAMPLES_BEYOND_MIN} samples ` +
        'lie beyond it.',
    },
    {
      term: '[low–high]',
      text:
        'Where the true figure lies, in 95 of 100 cases. Of one trial, it follows from how its ' +
        'seconds differ and says how well this run is known; of several, from how the runs ' +
        'differ, and says what another one would show. A figure that the data cannot support ' +
        'gives way to how many requests it would take.',
    },
    {
      term: '≥',
      text:
        'A lower bound. Requests that failed, had no answer when the trial ended or were never ' +
        'sent count with the time they had waited, because leaving them out would flatter the ' +
        'target.',
    },
    {
      term: 'histogram',
      text:
        'Times are kept in HdrHistogram buckets of three significant digits, from 1 ns to ' +
        `${formatNs(HISTOGRAM_LIMIT_NS)}; a value is at most 0.1 % off. Smallest and largest are ` +
        'exact.',
    },
    {
      term: 'warm-up',
      text: 'Load before the window, so that the target is at its usual speed. It is not counted.',
    },
    {
      term: 'verdict',
      text:
        'Invalid is said of the harness, when it did not do what was asked of it; then nothing ' +
        'is said of the target. Pass and fail are said of the target, inconclusive of too few ' +
        'data.',
    },
  ],
};

interface Setting {
  readonly name: string;
  read(trial: TrialRecord): string;
}

const settings: readonly Setting[] = [
  { name: 'load', read: (trial) => loadText(trial.load) },
  { name: 'window', read: (trial) => formatNs(loadDurationNs(trial.load)) },
  { name: 'warm-up', read: (trial) => formatNs(trial.settings.warmupNs) },
  { name: 'seed', read: (trial) => String(trial.seed) },
  { name: 'engine', read: (trial) => trial.engine },
  { name: 'workers', read: (trial) => String(trial.workers) },
  { name: 'connections', read: (trial) => String(trial.connections) },
  { name: 'pacing', read: (trial) => pacingOf(trial.settings) },
  { name: 'in flight on a connection', read: (trial) => String(trial.settings.pipelining) },
  { name: 'timeout', read: (trial) => formatNs(trial.settings.timeoutNs) },
  { name: 'wait for last answers', read: (trial) => formatNs(trial.settings.drainNs) },
];

const VALUES_SHOWN = 4;

function settingTable(records: readonly RunRecord[]): Table {
  const columns = records.map((record, index) =>
    figureColumn<Setting>(
      { id: `run-${index + 1}`, title: runName(records, index) || 'value' },
      'text',
      ({ read }) => distinctText(record.trials.map(read)),
    ),
  );
  return tableOf<Setting>(
    { id: 'settings', caption: 'Settings' },
    [keyColumn({ id: 'setting', title: 'Setting' }, ({ name }) => name), ...columns],
    settings,
    () => ({}),
  );
}

function distinctText(values: readonly string[]): string {
  const distinct = [...new Set(values)];
  const shown = distinct.slice(0, VALUES_SHOWN).join(' · ');
  const more = distinct.length - VALUES_SHOWN;
  return more > 0 ? `${shown} · ${more} more` : shown;
}

/** Whatever the record knows of the machine, so that a new field needs no change here. */
const environmentTable = (records: readonly RunRecord[]): Table =>
  factTable(
    { id: 'environment', caption: 'Environment' },
    records,
    records.map((record) => ({
      'started at': record.startedAt,
      [record.tool.name]: record.tool.version,
      ...record.environment,
    })),
  );

/** The same of the machine as an instrument; nothing where nobody looked. */
function instrumentTable(records: readonly RunRecord[]): Table[] {
  if (records.every(({ instrument }) => instrument === undefined)) return [];
  const facts = records.map(({ instrument }) => {
    if (instrument === undefined) return {};
    const { examination, ...looked } = instrument;
    return { ...looked, ...(examination ?? { examinedAt: 'never: ask steelyard doctor' }) };
  });
  return [factTable({ id: 'instrument', caption: 'The machine as an instrument' }, records, facts)];
}

function factTable(
  table: { readonly id: string; readonly caption: string },
  records: readonly RunRecord[],
  facts: readonly Readonly<Record<string, unknown>>[],
): Table {
  const names = [...new Set(facts.flatMap(Object.keys))];
  const columns = facts.map((fact, index) =>
    figureColumn<string>(
      { id: `run-${index + 1}`, title: runName(records, index) || 'value' },
      'text',
      (name) => {
        const value: unknown = Object.entries(fact).find(([key]) => key === name)?.[1];
        return value === undefined || value === null ? null : namedValueText(name, value);
      },
    ),
  );
  return tableOf<string>(
    table,
    [keyColumn({ id: 'fact', title: 'Fact' }, nameText), ...columns],
    names,
    () => ({}),
  );
}

export const method = {
  name: 'method',
  about: 'how it was measured, and on what',
  depth: 'detail',
  read,
} as const satisfies Section;
