/**
 * Several targets under the same load, in all the ways that are of interest. One metric decides:
 * by it every target is compared with every other one, and from that follows what places each may
 * have. By every other metric each target is compared with the first. Within each of these two
 * families the chance of error is shared out among all contrasts (Bonferroni), so that all of its
 * intervals hold together with the chance claimed.
 */
import type { Load } from '../model/load.ts';
import { type ComparisonTerms, errorAfter } from './comparison-terms.ts';
import { type Contrast, contrast, type Subject, turned } from './contrast.ts';
import { supportedPercent } from './measured.ts';
import { type Metric, type MetricName, metricNamed, metricNames } from './metric.ts';
import { wholeBlocks } from './whole-blocks.ts';

/** Targets that met the same load on as many servers. */
export interface Setting {
  readonly load: Load;
  /** The first is what the others are compared with. */
  readonly subjects: readonly Subject[];
}

export interface Comparison {
  readonly subjects: readonly Subject[];
  /** The metric that decides; undefined where there are too few requests for it. */
  readonly metric: Metric | undefined;
  /** By it, for each two of them once. */
  readonly pairs: readonly Contrast[];
  /** By every other metric that is known of two or more, each of them beside the first. */
  readonly others: readonly { readonly metric: Metric; readonly contrasts: readonly Contrast[] }[];
  /** The chance of error that the intervals share, once for `pairs` and once for `others`. */
  readonly error: number;
}

/** When nobody says what decides: what callers wait in an open load, what gets done in a closed. */
const usualMetric = ({ model }: Load): MetricName => (model === 'open' ? 'tail' : 'throughput');

/** Compares the targets of each setting; the chances of error are for all settings together. */
export function compareSettings(
  settings: readonly Setting[],
  terms: ComparisonTerms,
): readonly Comparison[] {
  const all = settings.flatMap((setting) => setting.subjects);
  const blocks = wholeBlocks(
    all.flatMap(({ trials }) => trials),
    all.length,
  );
  const error = errorAfter(terms, blocks);
  const chosen = settings.map((setting) => choose(setting, terms));
  const pairs = chosen.reduce((sum, { metric, two }) => sum + (metric ? two.length : 0), 0);
  const beside = chosen.reduce((sum, one) => sum + one.others.length * one.rest.length, 0);
  const by = (metric: Metric, [reference, other]: readonly [Subject, Subject], family: number) =>
    contrast({ metric, reference, other, margin: terms.margin, error: error / family });
  return chosen.map(({ subjects, metric, others, two, rest }) => ({
    subjects,
    metric,
    pairs: metric ? two.map((pair) => by(metric, pair, pairs)) : [],
    others: others.map((one) => ({
      metric: one,
      contrasts: rest.map((pair) => by(one, pair, beside)),
    })),
    error,
  }));
}

interface Choice {
  readonly subjects: readonly Subject[];
  readonly metric: Metric | undefined;
  readonly others: readonly Metric[];
  /** Every two of them. */
  readonly two: readonly (readonly [Subject, Subject])[];
  /** Each but the first, beside the first. */
  readonly rest: readonly (readonly [Subject, Subject])[];
}

function choose({ load, subjects }: Setting, terms: ComparisonTerms): Choice {
  const measured = subjects.filter(({ trials }) => trials.length > 0);
  // A block is the unit, so every single trial needs requests enough.
  const alone = measured.flatMap(({ name, trials }) =>
    trials.map((trial) => ({ name, trials: [trial] })),
  );
  const tail = supportedPercent(alone);
  const deciding = terms.metric ?? usualMetric(load);
  const metric = metricNamed(deciding, tail);
  const all = metricNames.flatMap((name) => metricNamed(name, tail) ?? []);
  const others = all.filter(
    (one, at) =>
      all.findIndex(({ id }) => id === one.id) === at &&
      one.id !== metric?.id &&
      measured.filter((subject) => one.whole(subject) !== undefined).length > 1,
  );
  const [first] = subjects;
  const two = subjects.flatMap((a, at) => subjects.slice(at + 1).map((b) => [a, b] as const));
  return { subjects, metric, others, two, rest: two.filter(([a]) => a === first) };
}

/** A comparison is decided when no two of its targets are left undecided. */
export const isDecided = ({ pairs }: Comparison): boolean =>
  pairs.length > 0 && pairs.every(({ state }) => state !== 'undecided');

/** By the deciding metric: what one is beside another, whichever way they were compared. */
export function besideOf(
  { pairs }: Comparison,
  { name, reference }: { readonly name: string; readonly reference: string },
): Contrast | undefined {
  const straight = pairs.find((one) => one.other === name && one.reference === reference);
  if (straight) return straight;
  const back = pairs.find((one) => one.reference === name && one.other === reference);
  return back && turned(back);
}
