/** What must hold, and whether it does. */
import type { RunRecord } from '../../harness/model/record.ts';
import { type Finding, worstVerdict } from '../../harness/model/verdict.ts';
import type { Cell, Passage } from '../document.ts';
import { plain } from '../document.ts';
import { namedValueText } from '../evidence-text.ts';
import { objectiveChart } from '../objective-chart.ts';
import { type Reading, runName } from '../reading.ts';
import type { Section } from '../section.ts';
import { figureColumn, keyColumn, tableOf } from '../table.ts';

/** An objective as a run has judged it. */
interface Judged {
  readonly run: string;
  readonly target: string;
  readonly finding: Finding;
}

function read({ records }: Reading): Passage | undefined {
  const judged = records.flatMap((record, index) => judgedIn(record, runName(records, index)));
  if (judged.length === 0) return undefined;
  const chart = objectiveChart(
    judged.map(({ finding }) => finding),
    { id: 'objectives-chart', title: summary(judged) },
  );
  return {
    heading: 'Objectives',
    finding: summary(judged),
    blocks: [
      table(judged),
      ...(chart ? [chart] : []),
      plain(
        'Percentiles are of the response times, unless an objective says service. In brackets is ' +
          'the interval that holds the true figure 95 times of 100. An objective holds where all ' +
          'of it is within the limit, is broken where all of it is beyond, and cannot be told ' +
          'where the limit lies inside.',
      ),
    ],
  };
}

function judgedIn({ findings, trials }: RunRecord, run: string): Judged[] {
  const target = [...new Set(trials.map((trial) => trial.target))].join(', ');
  return findings
    .filter(({ rule }) => rule === 'objective')
    .map((finding) => ({ run, target, finding }));
}

function summary(judged: readonly Judged[]): string {
  const { length } = judged;
  const count = (verdict: Finding['verdict']): number =>
    judged.filter(({ finding }) => finding.verdict === verdict).length;
  switch (worstVerdict(judged.map(({ finding }) => finding))) {
    case 'pass':
      return length === 1 ? 'The objective holds.' : `All ${length} objectives hold.`;
    case 'inconclusive':
      return `${count('inconclusive')} of ${length} cannot be told yet; no objective is broken.`;
    default:
      return count('fail') === 1
        ? `1 of ${length} objectives is broken.`
        : `${count('fail')} of ${length} objectives are broken.`;
  }
}

function table(judged: readonly Judged[]) {
  return tableOf<Judged>(
    { id: 'objectives-table', caption: 'What must hold, what does not first' },
    [
      keyColumn({ id: 'objective', title: 'Objective' }, ({ finding }) =>
        String(finding.evidence['objective'] ?? finding.rule),
      ),
      figureColumn({ id: 'verdict', title: 'Verdict' }, 'verdict', (one) => one.finding.verdict),
      figureColumn({ id: 'figure', title: 'Figure' }, 'text', (one) => named(one, 'figure')),
      figureColumn({ id: 'interval', title: '95 % interval' }, 'text', interval),
      figureColumn({ id: 'limit', title: 'Limit' }, 'text', (one) => named(one, 'limit')),
      figureColumn({ id: 'advice', title: 'What to do' }, 'text', (one) => one.finding.advice),
    ],
    judged,
    ({ run, target }) => ({ ...(run ? { run } : {}), ...(target ? { target } : {}) }),
  );
}

/** A figure of the evidence, whose name is its part and its unit: `limitNs`, `figureShare`. */
function named({ finding }: Judged, part: string): Cell {
  const entry = Object.entries(finding.evidence).find(([name]) => isOf(name, part));
  return { value: entry ? namedValueText(...entry) : null };
}

const isOf = (name: string, part: string): boolean =>
  name.startsWith(part) && /^(Ns|Share|PerSecond|Bytes)$/.test(name.slice(part.length));

function interval(judged: Judged): Cell {
  const [low, high] = [named(judged, 'low').value, named(judged, 'high').value];
  if (low === null) return { value: null };
  return { value: low === high ? 'exact' : `[${low}, ${high ?? 'unknown'}]` };
}

export const objectives = {
  name: 'objectives',
  about: 'what must hold, with the figure, its interval and the verdict',
  depth: 'answer',
  read,
} as const satisfies Section;
