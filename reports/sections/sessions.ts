/** What became of sessions, and what the wrong answers looked like. */
import type {
  AnswerExample,
  ChecksRecord,
  LatencyRecord,
  SessionsRecord,
  TrialRecord,
} from '../../harness/model/record.ts';
import { formatCount, formatNs } from '../../harness/model/units.ts';
import { trialSubject } from '../condition.ts';
import { type Block, caveat, type Passage, plain, type Subject } from '../document.ts';
import type { Reading, TrialReading } from '../reading.ts';
import type { Section } from '../section.ts';
import { recordedPercentileCell } from '../supported-percentile.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** A trial whose scenario had steps. */
interface Run {
  readonly label: string;
  readonly subject: Subject;
  readonly sessions: SessionsRecord;
}

interface Group {
  readonly run: Run;
  readonly name: string;
  readonly duration: LatencyRecord;
}

interface Wrong {
  readonly label: string;
  readonly subject: Subject;
  readonly operation: string;
  readonly example: AnswerExample;
}

function read({ trials }: Reading): Passage | undefined {
  const runs = trials.flatMap(runOf);
  const wrong = trials.flatMap(wrongIn);
  const followed = trials.reduce((sum, { trial }) => sum + (trial.followed ?? 0), 0);
  if (runs.length === 0 && wrong.length === 0 && followed === 0) return undefined;
  const groups = runs.flatMap((run) =>
    Object.entries(run.sessions.groups).map(([name, duration]) => ({ run, name, duration })),
  );
  return {
    heading: headingOf(runs, wrong),
    finding: findingOf(runs, wrong),
    blocks: [
      ...(runs.length > 0 ? sessionBlocks(runs) : []),
      ...(groups.length > 0 ? [groupTable(groups)] : []),
      ...(wrong.length > 0 ? wrongBlocks(wrong) : []),
      ...followedOf(followed),
      ...costOf(trials.map(({ trial }) => trial)),
    ],
  };
}

function headingOf(runs: readonly Run[], wrong: readonly Wrong[]): string {
  if (runs.length > 0) return 'Sessions';
  return wrong.length > 0 ? 'Wrong answers' : 'Redirections';
}

const subjectFor = ({ condition, trial }: TrialReading): Subject => trialSubject(condition, trial);

function runOf(reading: TrialReading): Run[] {
  const { sessions } = reading.trial;
  if (sessions === undefined) return [];
  return [{ label: reading.label, subject: subjectFor(reading), sessions }];
}

function wrongIn(reading: TrialReading): Wrong[] {
  return Object.entries(reading.trial.operations).flatMap(([operation, { example }]) =>
    example === undefined
      ? []
      : [{ label: reading.label, subject: subjectFor(reading), operation, example }],
  );
}

function findingOf(runs: readonly Run[], wrong: readonly Wrong[]): string {
  const sum = (read: (sessions: SessionsRecord) => number): number =>
    runs.reduce((total, { sessions }) => total + read(sessions), 0);
  const begun = sum(({ begun: count }) => count);
  const failed = sum((sessions) => sessions.failed);
  const operations = new Set(wrong.map(({ operation }) => operation));
  const answers =
    operations.size === 0
      ? 'no answer was a wrong one'
      : `${[...operations].slice(0, 3).join(', ')} got wrong answers`;
  if (runs.length === 0) return `${answers.charAt(0).toUpperCase()}${answers.slice(1)}.`;
  const whole = formatCount(sum(({ completed }) => completed));
  const done = `${whole} of ${formatCount(begun)} sessions`;
  const ended = failed === 0 ? 'none failed' : `${formatCount(failed)} failed`;
  return `${done} came to the end of their steps, ${ended}; ${answers}.`;
}

const count = (id: 'begun' | 'completed' | 'failed' | 'cut', title: string): ColumnOf<Run> =>
  figureColumn({ id, title }, 'count', ({ sessions }) => sessions[id]);

const percentile = <Thing>(
  percent: 50 | 90 | 99,
  duration: (thing: Thing) => LatencyRecord,
): ColumnOf<Thing> =>
  figureColumn(
    { id: `duration-p${percent}`, title: `p${percent}`, group: 'Duration' },
    'ns',
    (one) => recordedPercentileCell(duration(one), percent),
  );

function sessionBlocks(runs: readonly Run[]): Block[] {
  const duration = ({ sessions }: Run): LatencyRecord => sessions.duration;
  const table = tableOf<Run>(
    { id: 'sessions-table', caption: 'Sessions that began within the window' },
    [
      keyColumn({ id: 'trial', title: 'Trial' }, ({ label }) => label),
      ...[count('begun', 'begun'), count('completed', 'completed')],
      ...[count('failed', 'failed'), count('cut', 'cut')],
      ...[percentile(50, duration), percentile(90, duration), percentile(99, duration)],
    ],
    runs,
    ({ subject }) => subject,
  );
  const stuck = runs.flatMap(({ sessions }) => sessions.example ?? []);
  return [
    table,
    plain(
      'A session runs from its arrival to its last answer, think times included. It fails with a ' +
        'request that fails, and is cut where its next request would have been due after the ' +
        'window. Each keeps one connection until it ends.',
    ),
    ...stuck.slice(0, 1).map((reason) => caveat(`The first that could not go on: ${reason}`)),
  ];
}

const groupTable = (groups: readonly Group[]): Block =>
  tableOf<Group>(
    { id: 'groups-table', caption: 'Groups of steps, from the first to the last' },
    [
      keyColumn({ id: 'trial', title: 'Trial' }, ({ run }) => run.label),
      keyColumn({ id: 'group', title: 'Group' }, ({ name }) => name),
      figureColumn({ id: 'times', title: 'times' }, 'count', ({ duration }) => duration.count),
      percentile(50, ({ duration }) => duration),
      percentile(90, ({ duration }) => duration),
      percentile(99, ({ duration }) => duration),
    ],
    groups,
    ({ run }) => run.subject,
  );

/** Examples in the table: of thousands, the first say what the others would. */
const EXAMPLES_MAX = 50;

function wrongBlocks(all: readonly Wrong[]): Block[] {
  const wrong = all.slice(0, EXAMPLES_MAX);
  const left = all.length - wrong.length;
  const more = left > 0 ? ` The record has ${formatCount(left)} others.` : '';
  return [
    tableOf<Wrong>(
      { id: 'wrong-table', caption: 'The first wrong answer to each request' },
      [
        keyColumn({ id: 'trial', title: 'Trial' }, ({ label }) => label),
        keyColumn({ id: 'request', title: 'Request' }, ({ operation }) => operation),
        figureColumn({ id: 'kind', title: 'Kind' }, 'text', ({ example }) => example.outcome),
        figureColumn({ id: 'expected', title: 'Expected' }, 'text', (one) => one.example.expected),
        figureColumn({ id: 'got', title: 'Got' }, 'text', ({ example }) => example.got),
      ],
      wrong,
      ({ subject }) => subject,
    ),
    plain(`Answers are cut short, and without what the scenario keeps secret.${more}`),
  ];
}

const followedOf = (followed: number): Block[] =>
  followed === 0
    ? []
    : [
        plain(
          `${formatCount(followed)} redirections were followed, warm-up included. A request that ` +
            'was redirected is one request: it lasts until the answer that it was led to.',
        ),
      ];

/** What looking at answers cost the harness, where it looked at any as a whole. */
function costOf(trials: readonly TrialRecord[]): Block[] {
  const looked = trials.flatMap(({ checks }) => (checks?.inspected ? [checks] : []));
  const inspected = looked.reduce((sum, checks) => sum + checks.inspected, 0);
  if (inspected === 0) return [];
  const inspectNs = looked.reduce((sum, checks) => sum + checks.inspectNs, 0);
  const functionNs = trials.reduce((sum, { sessions }) => sum + (sessions?.functionNs ?? 0), 0);
  const own =
    functionNs > 0 ? ` Functions of the scenario’s took ${formatNs(functionNs)} in all.` : '';
  return [
    plain(
      `${formatCount(inspected)} answers were looked at as a whole (${modesOf(looked)}), which ` +
        `took the generator ${formatNs(inspectNs / inspected)} each.${own}`,
    ),
  ];
}

const modesOf = (checks: readonly ChecksRecord[]): string => {
  const every = checks.filter(({ mode }) => mode === 'every').length;
  if (every === checks.length) return 'every one checked';
  return `checked: ${[...new Set(checks.map(({ mode }) => mode))].join(', ')}`;
};

export const sessions = {
  name: 'sessions',
  about: 'what became of runs through the steps of a scenario, and of wrong answers',
  depth: 'answer',
  read,
} as const satisfies Section;
