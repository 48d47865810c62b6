import { HarnessError } from '../model/harness-error.ts';
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialPlan, TrialSettings } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import { type Comparison, compareSettings, isDecided, type Setting } from './comparison.ts';
import { comparisonFindings } from './comparison-findings.ts';
import { type ComparisonTerms, looksOf, MARGIN, readTerms } from './comparison-terms.ts';
import { BLOCKS_MIN, type Contrast, contrast, type Subject } from './contrast.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import { ceilingFindings } from './generator-ceiling.ts';
import type { MetricName } from './metric.ts';
import { noiseFinding } from './noise-floor.ts';
import { type BlockOrder, interleaved, planned } from './planned.ts';
import { silenceFindings, trustFindings, validTrials } from './trust.ts';
import { serversText } from './wording.ts';

export interface CompareOptions {
  /** Names of the targets, two or more. */
  readonly targets: readonly string[];
  /** Each of the targets is measured on each of these. */
  readonly servers: readonly number[];
  /** Name of the scenario. */
  readonly scenario: string;
  /** The same for all, however many servers there are. */
  readonly load: Load;
  readonly settings: TrialSettings;
  /** How many blocks; each measures everything once. Not with `blocksMax`. */
  readonly repetitions: number;
  /** Of the first block; each further one has the next. */
  readonly seed: number;
  /** `abba` when absent. */
  readonly order?: BlockOrder;
  /** A difference of less than this share either way does not matter; 0.05 when absent. */
  readonly margin?: number;
  /** The metric that decides; by the load when absent. */
  readonly metric?: MetricName;
  /** Stop as soon as it is decided, after so many blocks at most; the error stays as claimed. */
  readonly blocksMax?: number;
  /** Measure the first target twice in each block, to see what a thing differs from itself by. */
  readonly noiseFloor?: boolean;
}

/** Which target does better under the same load? */
export const compare = {
  name: 'compare',
  about: 'several targets under the same load, interleaved and ranked',
  ask(options) {
    checkTargets(options.targets);
    checkTerms(options);
    const { repetitions, seed, order, blocksMax } = options;
    const terms = readTerms({ ...options });
    const block = blockOf(options);
    const plans = interleaved(blocksMax ?? repetitions, seed, block, order);
    const looks = looksOf(terms).map(({ at }) => at * block.length);
    const settled = (done: readonly TrialRecord[]): boolean =>
      looks.includes(done.length) && comparisonsOf(options, done, terms).every(isDecided);
    return planned('compare', plans, (done) => judge(options, done, terms), settled);
  },
} as const satisfies ExperimentKind<CompareOptions>;

function blockOf(options: CompareOptions): Omit<TrialPlan, 'repetition' | 'seed'>[] {
  const { targets, servers, scenario, load, settings, noiseFloor: floor = false } = options;
  return servers.flatMap((count) => {
    const once = targets.map((target) => ({ target, servers: count, scenario, load, settings }));
    const twins = floor ? once.slice(0, 1).map((plan) => ({ ...plan, twin: true as const })) : [];
    return [...once, ...twins];
  });
}

function checkTargets(targets: readonly string[]): void {
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (targets.length >= 2 && twice === undefined) return;
  throw new HarnessError(
    'usage',
    twice === undefined
      ? `There is nothing to compare ${targets[0] ?? 'nothing'} with.`
      : `"${twice}" cannot be compared with itself.`,
    twice === undefined
      ? 'Name two or more different targets.'
      : 'Name two or more different targets; --noise-floor measures the first one twice.',
  );
}

function checkTerms({ margin = 1, blocksMax = BLOCKS_MIN }: CompareOptions): void {
  if (!(margin > 0 && Number.isFinite(margin))) {
    const message = `A margin of ${margin * 100} % leaves nothing to call alike.`;
    throw new HarnessError('usage', message, 'Give a --margin above 0, such as 5%.');
  }
  if (Number.isInteger(blocksMax) && blocksMax >= BLOCKS_MIN) return;
  throw new HarnessError(
    'usage',
    `Nothing can be decided within ${blocksMax} blocks.`,
    `Give --blocks-max ${BLOCKS_MIN} or more, such as 20.`,
  );
}

/** The trials of one target on so many servers. */
const subject = (
  trials: readonly TrialRecord[],
  own: { readonly name: string; readonly servers: number; readonly twin: boolean },
): Subject => ({
  name: own.name,
  run: '',
  trials: trials.filter(
    (trial) =>
      trial.target === own.name &&
      trial.servers === own.servers &&
      (trial.twin === true) === own.twin,
  ),
});

function comparisonsOf(
  { targets, servers, load }: CompareOptions,
  done: readonly TrialRecord[],
  terms: ComparisonTerms,
): readonly Comparison[] {
  const valid = validTrials(done);
  const settings = servers.map((count): Setting => {
    const own = { servers: count, twin: false };
    return { load, subjects: targets.map((name) => subject(valid, { name, ...own })) };
  });
  return compareSettings(settings, terms);
}

function judge(
  options: CompareOptions,
  done: readonly TrialRecord[],
  terms: ComparisonTerms,
): Finding[] {
  const comparisons = comparisonsOf(options, done, terms);
  const said = comparisons.map((comparison, at) => {
    const servers = options.servers[at] ?? 0;
    const where = options.servers.length > 1 ? `On ${serversText(servers)}, ` : '';
    const [answer, ...others] = comparisonFindings(comparison, where, terms);
    const floor = options.noiseFloor ? floorOf(options, done, { comparison, servers }) : undefined;
    const noise = floor ? [noiseFinding(floor, where)] : [];
    return { answer: answer ? [answer] : [], others: [...others, ...noise] };
  });
  return [
    ...said.flatMap(({ answer }) => answer),
    ...said.flatMap(({ others }) => others),
    ...ceilingFindings(
      validTrials(done),
      comparisons.map(({ metric }) => metric),
    ),
    ...silenceFindings(done),
    ...trustFindings(done),
  ];
}

/** The first target beside its twin; undefined where there is no metric to compare them by. */
function floorOf(
  { targets, margin = MARGIN }: CompareOptions,
  done: readonly TrialRecord[],
  { comparison, servers }: { readonly comparison: Comparison; readonly servers: number },
): Contrast | undefined {
  const { metric, error } = comparison;
  const [name] = targets;
  if (metric === undefined || name === undefined) return undefined;
  const valid = validTrials(done);
  const [reference, other] = [false, true].map((twin) => subject(valid, { name, servers, twin }));
  if (reference === undefined || other === undefined) return undefined;
  return contrast({ metric, reference, other, margin, error });
}
