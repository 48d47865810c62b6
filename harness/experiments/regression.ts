/**
 * Whether something got worse by more than is tolerated. The question has a direction, other than
 * that of a comparison, and the margin is part of it: what is worse by less than the margin passes,
 * however sure it is. It passes when the whole interval is within the margin, fails when the whole
 * interval is beyond it, and cannot be told as long as the interval holds the margin itself.
 * Something beside itself fails only where an interval misses 1 by the width of the margin, which
 * happens far less often than its claim, and never for lack of data.
 */
import { formatShare } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import { studentQuantile } from '../stats/student-t.ts';
import { BLOCKS_MIN, type Contrast } from './contrast.ts';
import { ratioText } from './contrast-text.ts';

/** By how many times it is worse: 1 is no change, whichever way the metric goes. */
interface Harm {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** A forecast beyond this is no help. */
const BLOCKS_FORESEEN_MAX = 1000;

function harmOf({ metric, ratio, low, high }: Contrast): Harm | undefined {
  if (ratio === null || low === null || high === null) return undefined;
  return metric.better === 'lower'
    ? { ratio, low, high }
    : { ratio: 1 / ratio, low: 1 / high, high: 1 / low };
}

/** Whether what is not known can only make it worse than the interval says. */
const isLeast = ({ metric, bound }: Contrast): boolean =>
  bound === (metric.better === 'lower' ? 'at-least' : 'at-most');

/** What is said of a contrast of something new beside something old. */
export function regressionVerdict(one: Contrast, margin: number): 'pass' | 'fail' | 'inconclusive' {
  const harm = harmOf(one);
  if (harm === undefined) return 'inconclusive';
  const limit = 1 + margin;
  if (harm.high <= limit && one.bound === 'exact') return 'pass';
  if (harm.low > limit && (one.bound === 'exact' || isLeast(one))) return 'fail';
  return 'inconclusive';
}

/** Whether it is worse by more than is tolerated, as far as one figure can say that. */
export const isBeyond = (one: Contrast, margin: number): boolean =>
  (harmOf(one)?.ratio ?? 0) > 1 + margin;

/**
 * About how many more blocks would tell, if these go on to scatter as they do: an interval narrows
 * with the root of their number. Null where more would hardly.
 */
export function blocksWanted(one: Contrast, margin: number): number | null {
  if (one.samples < BLOCKS_MIN) return BLOCKS_MIN - one.samples;
  const harm = harmOf(one);
  if (harm === undefined || one.bound !== 'exact') return null;
  const reach = Math.log(harm.high / harm.low) / 2;
  const distance = Math.abs(Math.log(harm.ratio) - Math.log1p(margin));
  const blocks = Math.ceil(one.samples * (reach / distance) ** 2);
  return blocks > BLOCKS_FORESEEN_MAX ? null : Math.max(1, blocks - one.samples);
}

/**
 * Whether it can be told after `last` blocks, if the ratio and its scatter stay as they are.
 * `errors`: the chances of error that the interval has, and that it will have then.
 */
export function promisesToTell(
  one: Contrast,
  margin: number,
  {
    last,
    errors,
  }: { readonly last: number; readonly errors: Readonly<Record<'now' | 'last', number>> },
): boolean {
  const harm = harmOf(one);
  const canTell = one.bound === 'exact' || (isLeast(one) && isBeyond(one, margin));
  if (harm === undefined || !canTell) return false;
  const quantile = (error: number, blocks: number): number =>
    studentQuantile({ p: 1 - error / 2, df: blocks - 1 });
  const scatter = Math.log(harm.high / harm.low) / 2 / quantile(errors.now, one.samples);
  const reach = scatter * quantile(errors.last, last) * Math.sqrt(one.samples / last);
  return reach < Math.abs(Math.log(harm.ratio) - Math.log1p(margin));
}

/** The same as a finding of the run. */
export function regressionFinding(one: Contrast, margin: number): Finding {
  const verdict = regressionVerdict(one, margin);
  const { metric, other, reference, ratio, low, high, samples } = one;
  const what = `${metric.title} of ${other} is ${ratioText(one)} that of ${reference}`;
  const tolerated = `${formatShare(margin)} worse is tolerated`;
  const claims = {
    pass: `${what}; ${tolerated}.`,
    fail: `${what}, and ${tolerated}.`,
    inconclusive:
      ratio === null
        ? `The ${metric.title} of ${other} beside ${reference} cannot be told: one has no figure.`
        : `${what}; it cannot be told yet, as ${tolerated}.`,
  } as const;
  return {
    rule: 'regression',
    verdict,
    claim: claims[verdict],
    evidence: {
      metric: metric.id,
      ...(ratio === null ? {} : { ratio }),
      ...(low === null ? {} : { low }),
      ...(high === null ? {} : { high }),
      margin,
      blocks: samples,
    },
    advice: adviceOf(one, verdict, margin),
  };
}

function adviceOf(one: Contrast, verdict: Finding['verdict'], margin: number): string {
  if (verdict === 'pass') return '';
  if (verdict === 'fail') return 'Look at what changed in between, or tolerate more with --margin.';
  if (one.ratio === null) return 'See the findings of the trials.';
  if (one.bound !== 'exact') return 'See why requests got no right answer.';
  const more = blocksWanted(one, margin);
  if (more === null) return 'It lies at the margin itself: more blocks would hardly tell.';
  return `About ${more} more ${more === 1 ? 'block' : 'blocks'} would tell.`;
}
