/** The answer first, and then whether it can be trusted. */
import type { RunRecord } from '../../harness/model/record.ts';
import { formatRate } from '../../harness/model/units.ts';
import { type Finding, type Verdict, worstVerdict } from '../../harness/model/verdict.ts';
import type { Condition } from '../condition.ts';
import type { Block, Marks, Passage, Statement } from '../document.ts';
import { evidenceText } from '../evidence-text.ts';
import { latencyWords } from '../latency-figure.ts';
import { type Reading, runName } from '../reading.ts';
import { groupBy } from '../scaling-series.ts';
import type { Section } from '../section.ts';
import { figureColumn, keyColumn, tableOf } from '../table.ts';
import { verdictMarks } from '../verdict-text.ts';

/** Trials beyond this are only counted. */
const TRIALS_NAMED = 4;

/** A finding with the trials it was made of; none for a finding of the whole run. */
interface Check {
  readonly finding: Finding;
  readonly run: string;
  readonly trials: readonly string[];
}

function read(reading: Reading): Passage {
  const { records } = reading;
  const blocks = records.flatMap((record, index): Block[] => {
    const run = runName(records, index);
    const conditions = reading.conditions.filter((condition) => condition.run === run);
    return statementsOf(record, run, conditions);
  });
  const checks = records.flatMap((record, index) => checksOf(record, runName(records, index)));
  const [first] = blocks;
  const finding = first?.kind === 'statement' ? first.text : 'There is no record to report on.';
  if (checks.length > 0) {
    blocks.push({
      kind: 'details',
      id: 'checks-details',
      summary: `All checks (${checks.length})`,
      open: false,
      blocks: [checkTable(checks)],
    });
  }
  return { heading: 'Verdict', finding, blocks };
}

/** The answer, whether to trust it, and what else was found wanting. */
function statementsOf(record: RunRecord, run: string, conditions: readonly Condition[]): Block[] {
  const [answer] = record.findings;
  const claim = answer?.claim ?? composedAnswer(conditions);
  const caution = record.verdict === 'invalid' ? 'Not to be relied on: ' : '';
  const trust = trustStatement(record);
  const setsAside = ownTrust(record) !== undefined;
  // Where nothing is valid, that is all there is to say of objectives, and of each trial.
  const { trials } = record;
  const isHopeless = trials.length > 0 && trials.every(({ verdict }) => verdict === 'invalid');
  const further = checksOf(record, run).filter(
    ({ finding, trials: of }) =>
      finding.verdict !== 'pass' &&
      finding !== answer &&
      !trust.text.endsWith(finding.claim) &&
      !(isHopeless && ['objective', 'trials-valid'].includes(finding.rule)) &&
      !(setsAside && of.length > 0),
  );
  return [
    {
      kind: 'statement',
      size: 'banner',
      verdict: record.verdict,
      lead: `${run ? `${run}: ` : ''}${verdictMarks[record.verdict].word}`,
      text: `${caution}${claim}`,
      advice: answer?.verdict === 'pass' ? '' : (answer?.advice ?? ''),
    },
    trust,
    ...marksOf(record),
    ...groupBy(further, likeness).flatMap((alike) => checkStatement(alike) ?? []),
  ];
}

/** Findings of trials are told once a rule; what is found of the whole run each says something. */
const likeness = ({ finding: { rule, verdict, claim }, trials }: Check): string =>
  JSON.stringify([rule, verdict, trials.length > 0 ? '' : claim]);

/** Each rule that the measurement was held against, at its worst; nothing where there is none. */
function marksOf({ trials }: RunRecord): Marks[] {
  const rules = groupBy(
    trials.flatMap(({ findings }) => findings),
    ({ rule }) => rule,
  );
  const items = rules.flatMap((own) => {
    const [first] = own;
    return first ? [{ verdict: worstVerdict(own), text: first.rule.replaceAll('-', ' ') }] : [];
  });
  return items.length > 0 ? [{ kind: 'marks', items }] : [];
}

/** The first of several that say the same of different trials, and of how many others it is so. */
function checkStatement(alike: readonly Check[]): Statement | undefined {
  const [first, ...others] = alike;
  if (first === undefined) return undefined;
  const { finding, trials } = first;
  const { rule, verdict, claim, advice } = finding;
  const own = trials.length > 0 ? ` Trials: ${trialsText(trials)}.` : '';
  const more = others.reduce((sum, check) => sum + Math.max(1, check.trials.length), 0);
  const likewise = more > 0 ? ` Likewise, with other figures, in ${more} more.` : '';
  const where = `${own}${likewise}`;
  return {
    kind: 'statement',
    size: 'line',
    verdict,
    lead: rule,
    text: `${claim}${where}`,
    advice,
  };
}

/** What there is to say when the experiment said nothing. */
function composedAnswer(conditions: readonly Condition[]): string {
  const [first] = conditions;
  if (first === undefined) return 'Nothing was measured.';
  if (conditions.length > 1) return `${conditions.length} conditions were measured.`;
  const rate = `${first.label} answered ${formatRate(first.throughputPerSecond)}`;
  const offered =
    first.offeredPerSecond === null ? '' : ` of ${formatRate(first.offeredPerSecond)} offered`;
  const p99 = latencyWords(first, 'response', 99);
  return p99 === undefined ? `${rate}${offered}.` : `${rate}${offered}, response p99 ${p99}.`;
}

/** What an experiment says of trust itself, because it has set some of its trials aside. */
const ownTrust = (record: RunRecord): Finding | undefined =>
  record.findings.find(({ rule }) => rule === 'trust');

const trustWords = {
  pass: 'Yes.',
  inconclusive: 'Not fully.',
  fail: 'No.',
  invalid: 'No.',
} as const;

function trustStatement(record: RunRecord): Statement {
  const own = record.trials.flatMap((trial) => trial.findings);
  // What is not known of the target is no doubt about the measurement.
  const all = [...own, ...record.findings.filter(({ rule }) => rule !== 'objective')];
  const worst = (verdict: Verdict) => all.filter((finding) => finding.verdict === verdict);
  const say = (verdict: Verdict, text: string, advice = ''): Statement => ({
    kind: 'statement',
    size: 'line',
    verdict,
    lead: 'Can I trust it?',
    text,
    advice,
  });
  const told = ownTrust(record);
  // Nothing rests on the trials that were valid where there is no answer.
  const isAnswered = record.verdict !== 'invalid' || told?.verdict !== 'pass';
  if (told && isAnswered)
    return say(told.verdict, `${trustWords[told.verdict]} ${told.claim}`, told.advice);
  const [invalid] = worst('invalid');
  if (invalid) return say('invalid', `No. ${invalid.claim}`, invalid.advice);
  const [inconclusive] = worst('inconclusive');
  if (inconclusive) {
    return say('inconclusive', `Not fully. ${inconclusive.claim}`, inconclusive.advice);
  }
  const passed = own.filter((finding) => finding.verdict === 'pass');
  const held = new Set(passed.map((finding) => finding.rule)).size;
  if (held === 0) {
    return say('inconclusive', 'Not known: the record holds no check of the measurement.');
  }
  const checks = held === 1 ? 'The one check' : `All ${held} checks`;
  const trials = record.trials.length === 1 ? 'the trial' : `${record.trials.length} trials`;
  return say('pass', `Yes. ${checks} of the measurement held in ${trials}.`);
}

/** The findings of a record, those that say the same of several trials told once; worst first. */
function checksOf(record: RunRecord, run: string): Check[] {
  const checks = new Map<string, { finding: Finding; run: string; trials: string[] }>();
  const add = (finding: Finding, trials: string[]) => {
    const key = JSON.stringify([finding.rule, finding.verdict, finding.claim, trials.length === 0]);
    const known = checks.get(key);
    if (known) known.trials.push(...trials);
    else checks.set(key, { finding, run, trials: [...trials] });
  };
  for (const finding of record.findings) add(finding, []);
  for (const trial of record.trials) for (const finding of trial.findings) add(finding, [trial.id]);
  const severity = (check: Check) =>
    (['invalid', 'fail', 'inconclusive', 'pass'] as const).indexOf(check.finding.verdict);
  return [...checks.values()].sort((a, b) => severity(a) - severity(b));
}

function checkTable(checks: readonly Check[]) {
  return tableOf<Check>(
    { id: 'checks', caption: 'Every check, the worst result first' },
    [
      keyColumn({ id: 'check', title: 'Check' }, ({ finding }) => finding.rule),
      figureColumn({ id: 'verdict', title: 'Verdict' }, 'verdict', (c) => c.finding.verdict),
      figureColumn({ id: 'claim', title: 'What is so' }, 'text', (c) => c.finding.claim),
      figureColumn({ id: 'evidence', title: 'Figures' }, 'text', (c) =>
        evidenceText(c.finding.evidence),
      ),
      figureColumn({ id: 'advice', title: 'What to do' }, 'text', (c) => c.finding.advice),
      figureColumn({ id: 'trials', title: 'Trials' }, 'text', ({ trials }) =>
        trials.length > 0 ? trialsText(trials) : 'the run',
      ),
    ],
    checks,
    ({ run, trials }) => ({
      ...(run ? { run } : {}),
      ...(trials.length === 1 && trials[0] !== undefined ? { trial: trials[0] } : {}),
    }),
  );
}

function trialsText(trials: readonly string[]): string {
  const more = trials.length - TRIALS_NAMED;
  const named = trials.slice(0, TRIALS_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

export const verdict = {
  name: 'verdict',
  about: 'the answer, and whether it can be trusted',
  depth: 'answer',
  read,
} as const satisfies Section;
