/** Up to which rate what must hold does, how that was found, and what follows for a load. */
import {
  capacityPlan,
  type PlanStep,
  planAssumptions,
} from '../../harness/experiments/capacity-plan.ts';
import { brokenIn, keepsUp, rateOf, seenFigure } from '../../harness/experiments/capacity-trial.ts';
import {
  figureName,
  figureUnit,
  type Objective,
} from '../../harness/experiments/objectives/objective.ts';
import { inUnit } from '../../harness/experiments/objectives/objective-finding.ts';
import { recordedObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { serversText } from '../../harness/experiments/wording.ts';
import type { RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { formatNs, formatRate } from '../../harness/model/units.ts';
import type { Finding } from '../../harness/model/verdict.ts';
import { capacityChart } from '../capacity-chart.ts';
import { type Block, type Cell, type Passage, plain, type Table } from '../document.ts';
import { type Reading, runName } from '../reading.ts';
import type { Section } from '../section.ts';
import { type ColumnOf, figureColumn, keyColumn, tableOf } from '../table.ts';

/** What a run has found on one number of servers. */
interface Searched {
  readonly run: string;
  readonly target: string;
  readonly servers: number;
  readonly finding: Finding;
  readonly objectives: readonly Objective[];
  /** Those of the search, in the order in which they were measured. */
  readonly trials: readonly TrialRecord[];
}

function read({ records }: Reading): Passage | undefined {
  const blocks = records.flatMap((record, index) => {
    const run = runName(records, index);
    const searched = searchesIn(record, run);
    return searched.length === 0 ? [] : blocksOf(record, searched, `capacity-${index + 1}`);
  });
  const claims = records.flatMap(({ findings }) =>
    findings.filter(({ rule }) => rule === 'plan' || rule === 'capacity'),
  );
  if (blocks.length === 0) return undefined;
  return { heading: 'Capacity', finding: claims.map(({ claim }) => claim).join(' '), blocks };
}

function searchesIn({ findings, trials }: RunRecord, run: string): Searched[] {
  return findings
    .filter(({ rule }) => rule === 'capacity')
    .map((finding) => {
      const servers = Number(finding.evidence['servers']);
      const own = trials.filter(
        (trial) => trial.servers === servers && trial.purpose !== undefined,
      );
      const texts = String(finding.evidence['objectives'] ?? '').split('; ');
      return {
        ...{ run, servers, finding, trials: own, target: own[0]?.target ?? '' },
        objectives: texts.flatMap((text) => recordedObjective(text) ?? []),
      };
    });
}

function blocksOf(record: RunRecord, searched: readonly Searched[], id: string): Block[] {
  const charts = searched.flatMap((one): Block[] => {
    const [chart, table] = [chartOf(one, id), trialTable(one, `${id}-${one.servers}-trials`)];
    const where = serversText(one.servers);
    return [
      ...(chart ? [{ kind: 'subheading', text: `On ${where}` } as const, chart] : []),
      {
        kind: 'details',
        id: `${id}-${one.servers}-details`,
        summary: `The trials on ${where} (${one.trials.length})`,
        open: false,
        blocks: [table],
      },
    ];
  });
  return [
    answerTable(searched, `${id}-table`),
    plain(
      'Confirmed and broken are decided by long trials at those rates, by the interval of the ' +
        'figure or, where that alone does not tell, by all trials together; the answer lies ' +
        'between them. The estimate is where all trials together see the limit.',
    ),
    ...planBlocks(record, searched, id),
    ...charts,
  ];
}

const rate = (finding: Finding, name: string): number | null => {
  const value = finding.evidence[name];
  return typeof value === 'number' ? value : null;
};

const subjectOf = ({ run, target, servers }: Searched) => ({
  ...(run ? { run } : {}),
  ...(target ? { target } : {}),
  servers,
});

function answerTable(searched: readonly Searched[], id: string): Table {
  const per = (name: string) => (one: Searched) => rate(one.finding, name);
  return tableOf<Searched>(
    { id, caption: 'The highest rate that holds what must' },
    [
      keyColumn({ id: 'target', title: 'Target' }, ({ target }) => target),
      keyColumn({ id: 'servers', title: 'Servers' }, ({ servers }) => servers, 'count'),
      figureColumn({ id: 'verdict', title: 'Verdict' }, 'verdict', (one) => one.finding.verdict),
      figureColumn({ id: 'held', title: 'confirmed' }, 'perSecond', per('heldPerSecond')),
      figureColumn({ id: 'estimate', title: 'estimate' }, 'perSecond', estimateCell),
      figureColumn({ id: 'broken', title: 'broken at' }, 'perSecond', per('brokenPerSecond')),
      figureColumn(
        { id: 'per-server', title: 'confirmed, per server', minor: 2 },
        'perSecond',
        (one) => {
          const held = rate(one.finding, 'heldPerSecond');
          return held === null ? null : held / one.servers;
        },
      ),
      figureColumn({ id: 'by', title: 'broken first' }, 'text', ({ finding }) =>
        String(finding.evidence['brokenBy'] ?? '—'),
      ),
    ],
    searched,
    subjectOf,
  );
}

function estimateCell({ finding }: Searched): Cell {
  const low = rate(finding, 'estimateLowPerSecond');
  const high = rate(finding, 'estimateHighPerSecond');
  const value = rate(finding, 'estimatePerSecond');
  return { value, ...(low === null || high === null ? {} : { interval: { low, high } }) };
}

function planBlocks(record: RunRecord, searched: readonly Searched[], id: string): Block[] {
  const plan = record.findings.find(({ rule }) => rule === 'plan');
  const load = plan && rate(plan, 'loadPerSecond');
  if (plan === undefined || load === undefined || load === null) return [];
  const answers = searched.map(({ servers, finding }) => ({
    servers,
    heldPerSecond: rate(finding, 'heldPerSecond'),
  }));
  const target = searched[0]?.target ?? '';
  return [
    { kind: 'subheading', text: `A plan for ${formatRate(load)}` },
    plain(plan.claim),
    tableOf<PlanStep>(
      { id: `${id}-plan`, caption: `Servers for ${formatRate(load)}` },
      [
        keyColumn({ id: 'servers', title: 'Servers' }, ({ servers }) => servers, 'count'),
        figureColumn({ id: 'held', title: 'confirmed' }, 'perSecond', (one) => one.heldPerSecond),
        figureColumn({ id: 'headroom', title: 'headroom' }, 'share', (one) => one.headroomShare),
        figureColumn({ id: 'failures', title: 'servers that may fail' }, 'count', (one) => ({
          value: one.failuresTolerated,
          ...(one.failuresTolerated === null ? { note: 'too few' } : {}),
        })),
      ],
      capacityPlan(answers, load),
      ({ servers }) => ({ target, servers }),
    ),
    plain(`What this takes for granted: ${planAssumptions.join(' ')}`),
  ];
}

/** The first objective of a latency, or else the first. */
const shownObjective = ({ objectives }: Searched): Objective | undefined =>
  objectives.find(({ figure }) => figure.kind === 'latency') ?? objectives[0];

function chartOf(one: Searched, id: string) {
  const objective = shownObjective(one);
  if (objective === undefined) return undefined;
  return capacityChart({
    id: `${id}-${one.servers}-chart`,
    title: one.finding.claim,
    objective,
    trials: one.trials,
    heldPerSecond: rate(one.finding, 'heldPerSecond'),
    brokenPerSecond: rate(one.finding, 'brokenPerSecond'),
  });
}

function trialTable(one: Searched, id: string): Table {
  const { objectives, trials } = one;
  const columns: ColumnOf<TrialRecord>[] = [
    keyColumn({ id: 'trial', title: 'Trial' }, (trial) => trial.id),
    keyColumn({ id: 'purpose', title: 'Purpose' }, (trial) => trial.purpose ?? ''),
    figureColumn({ id: 'rate', title: 'rate' }, 'perSecond', (trial) => rateOf(trial) || null),
    figureColumn({ id: 'length', title: 'length' }, 'text', (trial) =>
      formatNs(trial.window.durationNs),
    ),
    figureColumn(
      { id: 'answered', title: 'answered' },
      'perSecond',
      (trial) => trial.throughputPerSecond,
    ),
    ...objectives.map((objective, at) =>
      figureColumn<TrialRecord>(
        { id: `figure-${at + 1}`, title: figureName(objective) },
        'text',
        (trial) => figureCell(objective, trial),
      ),
    ),
    figureColumn({ id: 'outcome', title: 'Outcome' }, 'text', (trial) =>
      outcomeOf(trial, objectives),
    ),
  ];
  const caption = 'Every trial, in the order of the search';
  return tableOf({ id, caption }, columns, trials, (trial) => ({
    ...subjectOf(one),
    trial: trial.id,
    ...(trial.verdict === 'invalid' ? { invalid: true } : {}),
  }));
}

function figureCell(objective: Objective, trial: TrialRecord): Cell {
  const seen = seenFigure(objective, trial);
  if (seen === null) return { value: null };
  const text = inUnit(seen.value, figureUnit(objective.figure));
  return { value: `${seen.atLeast ? '≥ ' : ''}${text}` };
}

/** What a trial has said of its rate, as the search has counted it. */
function outcomeOf(trial: TrialRecord, objectives: readonly Objective[]): string {
  if (trial.verdict === 'invalid') return 'not valid, repeated';
  if (trial.purpose === 'probe') return 'a first guess';
  const broken = brokenIn(trial, objectives);
  if (broken.length > 0) return `broken: ${broken.map(({ text }) => text).join(', ')}`;
  return keepsUp(trial, objectives) ? 'held' : 'fell behind';
}

export const capacity = {
  name: 'capacity',
  about: 'the highest rate that holds the objectives, and how many servers a load takes',
  depth: 'answer',
  read,
} as const satisfies Section;
