/**
 * The question of a pipeline: may this go on? Objectives are judged of the head alone, and metrics
 * of the head beside the base, measured in the same job, block by block, so that a slow machine is
 * slow for both. Trials that are not valid are left out; where too few are left nothing is said.
 */
import { HarnessError } from '../model/harness-error.ts';
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialSettings } from '../model/trial.ts';
import { type Finding, worstVerdict } from '../model/verdict.ts';
import {
  type ComparisonTerms,
  errorAfter,
  looksOf,
  MARGIN,
  readTerms,
} from './comparison-terms.ts';
import { BLOCKS_MIN, type Contrast, contrast, type Subject } from './contrast.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import { ceilingFindings } from './generator-ceiling.ts';
import { supportedPercent } from './measured.ts';
import { type Metric, type MetricName, metricNamed } from './metric.ts';
import { latencyLimit, type Objective } from './objectives/objective.ts';
import { objectiveFindings } from './objectives/objective-finding.ts';
import { type BlockOrder, interleaved, planned } from './planned.ts';
import { isBeyond, promisesToTell, regressionFinding, regressionVerdict } from './regression.ts';
import { silenceFindings, validTrials } from './trust.ts';
import { sparesFor, tooManyLost, wholeBlocks } from './whole-blocks.ts';
import { listText } from './wording.ts';

export interface GateOptions {
  /** Name of the target that is to be let through. */
  readonly head: string;
  /** Name of the target that it must not be worse than; none when absent. */
  readonly base?: string;
  /** How many servers of each. */
  readonly servers: number;
  /** Name of the scenario. */
  readonly scenario: string;
  readonly load: Load;
  readonly settings: TrialSettings;
  /** How many blocks; each measures base and head once. `blocksMax` takes its place. */
  readonly repetitions: number;
  /** Of the first block; each further one has the next. */
  readonly seed: number;
  /** `abba` when absent. */
  readonly order?: BlockOrder;
  /** How much worse is tolerated, as a share; 0.05 when absent. */
  readonly margin?: number;
  /** What must not get worse; by the load when absent. */
  readonly metrics?: readonly MetricName[];
  /** Stop as soon as every metric can be told, after so many blocks at most. */
  readonly blocksMax?: number;
  /**
   * With `blocksMax`: measure so many blocks in any case, and go on only as long as that promises
   * to tell; every further look costs what can be told at the ones before.
   */
  readonly blocksFrom?: number;
  /** What must hold of the head. */
  readonly objectives?: readonly Objective[];
  /** Valid trials measured earlier, in the place of a base and for relative objectives. */
  readonly baseline?: readonly TrialRecord[];
}

/** Name of the stored trials in what is said. */
const STORED = 'the baseline';

/**
 * What scatters little from run to run: latency at a given rate, and CPU time. Peak throughput
 * does not.
 */
const quietMetrics = {
  open: ['median', 'tail', 'cpu'],
  closed: ['median', 'cpu'],
} as const satisfies Readonly<Record<Load['model'], readonly MetricName[]>>;

/** May the head go on? */
export const gate = {
  name: 'gate',
  about: 'whether a change may go on: objectives, and no metric worse than before',
  ask(options) {
    check(options);
    const { head, base, servers, scenario, load, seed, order } = options;
    const terms = termsOf(options);
    const latencyLimitNs = latencyLimit(options.objectives ?? []);
    const limit = latencyLimitNs === undefined ? {} : { latencyLimitNs };
    const settings = { ...options.settings, ...limit };
    const names = base === undefined ? [head] : [base, head];
    const block = names.map((target) => ({ target, servers, scenario, load, settings }));
    const asked = options.blocksMax ?? options.repetitions;
    const plans = interleaved(asked + sparesFor(asked), seed, block, order);
    const looks = looksOf(terms).map(({ at }) => at);
    const stand = (done: readonly TrialRecord[]) => {
      const whole = wholeBlocks(done, block.length);
      const lost = Math.floor(done.length / block.length) - whole;
      return { whole, lost, goal: looks.find((at) => at > whole) ?? asked };
    };
    const settled = (done: readonly TrialRecord[]): boolean => {
      if (done.length % block.length > 0) return false;
      const { whole, lost, goal } = stand(done);
      if (whole >= asked || tooManyLost(lost, whole, goal)) return true;
      return looks.includes(whole) && isTold(options, done, terms);
    };
    const question = planned('gate', plans, (done) => judge(options, done, terms), settled);
    const trialsForeseen = (done: readonly TrialRecord[]): number => {
      const { lost, goal } = stand(done);
      return Math.min(plans.length, (lost + goal) * block.length);
    };
    return { ...question, trialsForeseen, setsTrialsAside: true as const };
  },
} as const satisfies ExperimentKind<GateOptions>;

/** Whether more blocks have nothing to add to what these tell. */
function isTold(
  options: GateOptions,
  done: readonly TrialRecord[],
  terms: ComparisonTerms,
): boolean {
  const { margin } = terms;
  const contrasts = contrastsOf(options, done, terms);
  const open = contrasts.filter((one) => regressionVerdict(one, margin) === 'inconclusive');
  if (open.length === 0 || terms.blocksFrom === undefined) return open.length === 0;
  if (judge(options, done, terms).some(({ verdict }) => verdict === 'fail')) return true;
  const chance = (blocks: number): number => errorAfter(terms, blocks) / contrasts.length;
  const now = wholeBlocks(done, 2);
  const { blocksMax: last = now } = terms;
  const errors = { now: chance(now), last: chance(last) };
  const promises = (one: Contrast): boolean => promisesToTell(one, margin, { last, errors });
  const failsSoon = open.some((one) => isBeyond(one, margin) && promises(one));
  return !failsSoon && !open.every(promises);
}

const isCompared = ({ base, baseline = [], objectives = [] }: GateOptions): boolean =>
  base !== undefined || (baseline.length > 0 && !objectives.some(isRelative));

/** Objectives that speak of the baseline have it for themselves. */
const isRelative = ({ limit }: Objective): boolean => limit.kind === 'baseline';

function check(options: GateOptions): void {
  const { head, base, margin = MARGIN, objectives = [], blocksMax, blocksFrom } = options;
  const fail = (message: string, next: string): never => {
    throw new HarnessError('usage', message, next);
  };
  if (base === head) fail(`"${head}" cannot be compared with itself.`, 'Name another --base.');
  if (!isCompared(options) && objectives.length === 0) {
    fail(
      'The gate has nothing to judge by.',
      "Give it a --base, a --base-rev, a --baseline or an --objective such as 'p99<50ms'.",
    );
  }
  if (!(margin > 0 && Number.isFinite(margin))) {
    fail(`A margin of ${margin * 100} % tolerates nothing.`, 'Give one above 0, such as 5%.');
  }
  if (blocksMax === undefined) return;
  if (base === undefined) {
    fail('Without a base there are no blocks to stop after.', 'Leave --until decided out.');
  }
  if (!(Number.isInteger(blocksMax) && blocksMax >= BLOCKS_MIN)) {
    const next = `Give --blocks-max ${BLOCKS_MIN} or more, such as 20.`;
    fail(`Nothing can be decided within ${blocksMax} blocks.`, next);
  }
  if (blocksFrom === undefined) return;
  if (!(Number.isInteger(blocksFrom) && blocksFrom >= BLOCKS_MIN && blocksFrom <= blocksMax)) {
    const next = `Give ${BLOCKS_MIN} or more, and ${blocksMax} at most.`;
    fail(`A gate cannot begin to look at ${blocksFrom} of ${blocksMax} blocks.`, next);
  }
}

const termsOf = (options: GateOptions): ComparisonTerms =>
  readTerms({ ...options, inBlocks: options.base !== undefined });

/** Head beside base, by each metric; none where there is no base. */
function contrastsOf(
  options: GateOptions,
  done: readonly TrialRecord[],
  terms: ComparisonTerms,
): readonly Contrast[] {
  if (!isCompared(options)) return [];
  const valid = validTrials(done);
  const of = (target: string): readonly TrialRecord[] =>
    valid.filter((trial) => trial.target === target);
  const { head, base, baseline = [] } = options;
  const stored = base === undefined;
  const reference: Subject = stored
    ? { name: STORED, run: STORED, trials: baseline }
    : { name: base, run: '', trials: of(base) };
  const other: Subject = { name: head, run: '', trials: of(head) };
  const metrics = metricsOf(options, [reference, other]);
  const blocks = wholeBlocks(done, stored ? 1 : 2);
  const error = errorAfter(terms, blocks) / Math.max(1, metrics.length);
  const { margin } = terms;
  return metrics.map((metric) => contrast({ metric, reference, other, margin, error }));
}

/** Those asked for, or the quiet ones that are known of both sides. */
function metricsOf(options: GateOptions, subjects: readonly Subject[]): readonly Metric[] {
  const alone = subjects.flatMap(({ name, trials }) =>
    trials.map((trial) => ({ name, trials: [trial] })),
  );
  const tail = supportedPercent(alone);
  const names = options.metrics ?? quietMetrics[options.load.model];
  const found = names.flatMap((name) => metricNamed(name, tail) ?? []);
  const single = found.filter((metric, at) => found.findIndex(({ id }) => id === metric.id) === at);
  if (options.metrics !== undefined) return single;
  return single.filter((metric) =>
    subjects.every(({ trials }) => trials.some((trial) => metric.figure(trial) !== undefined)),
  );
}

function judge(
  options: GateOptions,
  done: readonly TrialRecord[],
  terms: ComparisonTerms,
): Finding[] {
  const { head, objectives = [], baseline = [] } = options;
  const contrasts = contrastsOf(options, done, terms);
  const trials = validTrials(done).filter(({ target }) => target === head);
  const judged = [
    ...objectiveFindings(objectives, { trials, baseline }),
    ...contrasts.map((one) => regressionFinding(one, terms.margin)),
    ...ceilingsOf(options, done, contrasts),
    ...silenceFindings(done),
  ];
  const trust = trustFinding(options, done);
  return [answerFinding(options, [trust, ...judged]), ...judged, trust];
}

/** Where neither side could show what it can, a change for the worse would be hidden. */
function ceilingsOf(
  { base, baseline = [] }: GateOptions,
  done: readonly TrialRecord[],
  contrasts: readonly Contrast[],
): readonly Finding[] {
  const stored = base === undefined ? baseline.map((one) => ({ ...one, target: STORED })) : [];
  const metrics = contrasts.map(({ metric }) => metric);
  const found = ceilingFindings([...stored, ...validTrials(done)], metrics);
  return found.filter(({ verdict }) => verdict !== 'pass');
}

/** What decides, the worst first, in one sentence. */
function answerFinding({ head }: GateOptions, all: readonly Finding[]): Finding {
  const others = all.filter(({ rule }) => rule !== 'trust');
  const verdict = others.length === 0 ? worstVerdict([...all, nothing]) : worstVerdict(all);
  const worst = all.filter((finding) => finding.verdict === verdict);
  const [first] = worst;
  const more = worst.length > 1 ? ` (and ${worst.length - 1} more)` : '';
  const held = others.filter((finding) => finding.verdict === 'pass').map(subjectText);
  const said = first?.claim ?? nothing.claim;
  const claims = {
    pass: `${head} may go on: ${listText(held)} ${held.length === 1 ? 'holds' : 'hold'}.`,
    fail: `${head} may not go on: ${first?.claim}${more}`,
    inconclusive: `It cannot be told whether ${head} may go on: ${said}${more}`,
    invalid: `Nothing can be said of ${head}: ${first?.claim}${more}`,
  } as const;
  return {
    rule: 'gate',
    verdict,
    claim: claims[verdict],
    evidence: { judged: others.length, held: held.length },
    advice: verdict === 'pass' ? '' : (first?.advice ?? nothing.advice),
  };
}

/** When no metric was known of both sides. */
const nothing = {
  verdict: 'inconclusive',
  claim: 'no metric is known of both sides.',
  advice: 'Measure longer, or raise the rate.',
} as const;

const subjectText = ({ rule, evidence }: Finding): string =>
  `${evidence['objective'] ?? evidence['metric'] ?? rule}`;

/** How much of what was measured the answer rests on. */
function trustFinding({ base }: GateOptions, done: readonly TrialRecord[]): Finding {
  const valid = validTrials(done);
  const whole = wholeBlocks(done, base === undefined ? 1 : 2);
  const least = base === undefined ? 1 : BLOCKS_MIN;
  const invalid = done.length - valid.length;
  const isEnough = whole >= least || invalid === 0;
  const what = base === undefined ? 'trial' : 'block';
  const aside = invalid === 0 ? '' : `; ${invalid} of ${done.length} trials were not valid`;
  const blocks = `${whole} valid ${whole === 1 ? what : `${what}s`}`;
  return {
    rule: 'trust',
    verdict: isEnough ? 'pass' : 'invalid',
    claim: isEnough
      ? `The answer rests on ${blocks}${aside}.`
      : `Only ${blocks} ${whole === 1 ? 'is' : 'are'} left, and it takes ${least}${aside}.`,
    evidence: { valid: whole, invalid },
    advice: isEnough ? '' : 'See the findings of the trials for what to change.',
  };
}
