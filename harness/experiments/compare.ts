import { HarnessError } from '../model/harness-error.ts';
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialSettings } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import {
  cpuNsPerAnswer,
  type Measured,
  responsePercentile,
  supportedPercent,
  throughput,
} from './measured.ts';
import { interleaved, planned } from './planned.ts';
import { besideText, type Measure, type Ranked, rank } from './ranking.ts';
import { silenceFindings, trustFindings, validTrials } from './trust.ts';
import { listText, nsText, rateText, serversText } from './wording.ts';

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
  readonly repetitions: number;
  /** Of the first block; each further one has the next. */
  readonly seed: number;
}

/** Which target does better under the same load? */
export const compare = {
  name: 'compare',
  about: 'several targets under the same load, interleaved and ranked',
  ask(options) {
    checkTargets(options.targets);
    const { targets, servers, repetitions, seed, scenario, load, settings } = options;
    const block = servers.flatMap((count) =>
      targets.map((target) => ({ target, servers: count, scenario, load, settings })),
    );
    const plans = interleaved(repetitions, seed, block);
    return planned('compare', plans, (done) => judge(options, done));
  },
} as const satisfies ExperimentKind<CompareOptions>;

function checkTargets(targets: readonly string[]): void {
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (targets.length >= 2 && twice === undefined) return;
  throw new HarnessError(
    'usage',
    twice === undefined
      ? `There is nothing to compare ${targets[0] ?? 'nothing'} with.`
      : `"${twice}" cannot be compared with itself.`,
    'Name two or more different targets.',
  );
}

function judge(options: CompareOptions, done: readonly TrialRecord[]): Finding[] {
  const valid = validTrials(done);
  const groups = options.servers.map((servers) => ({
    where: options.servers.length > 1 ? `On ${serversText(servers)}, ` : '',
    all: options.targets.map((name): Measured => {
      const own = valid.filter((trial) => trial.target === name && trial.servers === servers);
      return { name, trials: own };
    }),
  }));
  const rankings = groups.map(({ where, all }) => {
    const measure = measureFor(options.load, all);
    return measure ? ranking('ranking', where, all, measure) : tooFew(where);
  });
  const costs = groups.flatMap(({ where, all }) => {
    const known = all.filter((measured) => cpuNsPerAnswer(measured) !== undefined);
    return known.length > 1 ? [ranking('cpu-per-request', where, known, cpuPerRequest)] : [];
  });
  return [...rankings, ...costs, ...silenceFindings(done), ...trustFindings(done)];
}

/** An open load asks what callers wait; a closed one, which waits itself, how much gets done. */
function measureFor(load: Load, all: readonly Measured[]): Measure | undefined {
  if (load.model === 'closed') return mostAnswers;
  const percent = supportedPercent(all.filter(({ trials }) => trials.length > 0));
  if (percent === undefined) return undefined;
  return {
    title: `response p${percent}`,
    best: 'lowest',
    figure: (measured) => responsePercentile(measured, percent),
    text: nsText,
  };
}

const mostAnswers: Measure = {
  title: 'throughput',
  best: 'highest',
  figure: throughput,
  text: rateText,
};

const cpuPerRequest: Measure = {
  title: 'processor time per right answer',
  best: 'lowest',
  figure: cpuNsPerAnswer,
  text: nsText,
};

function ranking(rule: string, where: string, all: readonly Measured[], measure: Measure): Finding {
  const { ranked, unranked, tied } = rank(all, measure);
  const [best, ...others] = ranked;
  if (best === undefined || others.length === 0) {
    const measured = best === undefined ? 'none' : `only ${best.name}`;
    const claim = `${where || 'Of the targets '}${measured} was measured validly: no ranking.`;
    return unranking(rule, claim, 'See the findings of the trials.');
  }
  if (best.figure.atLeast) {
    const claim =
      `${where}${best.name} cannot be ranked by ${measure.title}: ` +
      `so many of its requests got no right answer that it is only known to be ` +
      `${measure.text(best.figure)}.`;
    return unranking(rule, claim, 'Lower the load, or see why the requests failed.');
  }
  const missing = unranked.length > 0 ? `; ${listText(unranked)} not ranked` : '';
  return {
    rule,
    verdict: 'pass',
    claim: `${where}${orderText(ranked, best, tied, measure)}${missing}.`,
    evidence: Object.fromEntries(ranked.map(({ name, figure }) => [name, figure.value])),
    advice: tied.length > 1 ? 'Measure more often to tell them apart.' : '',
  };
}

function orderText(
  ranked: readonly Ranked[],
  best: Ranked,
  tied: readonly Ranked[],
  measure: Measure,
): string {
  const behind = ranked.filter((one) => one !== best && !tied.includes(one));
  const rest = behind.map((one) => besideText(one, best, measure)).join(', ');
  const after = rest === '' ? '' : `; ${rest}`;
  const own = measure.text(best.figure);
  if (tied.length < 2)
    return `${best.name} has the ${measure.best} ${measure.title}: ${own}${after}`;
  const beside = tied.slice(1).map((one) => besideText(one, best, measure));
  const figures = listText([`${best.name} ${own}`, ...beside]);
  const names = listText(tied.map(({ name }) => name));
  const several = `are not distinguishable from repetition spread by ${measure.title}`;
  return `${names} ${several}: ${figures}${after}`;
}

const tooFew = (where: string): Finding =>
  unranking(
    'ranking',
    `${where === '' ? 'Too' : `${where}too`} few requests were made for any percentile.`,
    'Measure longer, or raise the rate.',
  );

const unranking = (rule: string, claim: string, advice: string): Finding => ({
  rule,
  verdict: 'inconclusive',
  claim,
  evidence: {},
  advice,
});
