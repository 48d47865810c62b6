/** What follows from comparisons, in sentences; the one that decides comes first. */
import { formatShare } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import { besideOf, type Comparison } from './comparison.ts';
import type { ComparisonTerms } from './comparison-terms.ts';
import { BLOCKS_MIN, type Contrast } from './contrast.ts';
import { ratioText, stateText } from './contrast-text.ts';
import { figureText, type Metric } from './metric.ts';
import { type Placed, type Ranking, rankingOf } from './ranking.ts';
import { listText } from './wording.ts';

/** The findings of one setting. `where` stands in front, such as `On 2 servers, `. */
export function comparisonFindings(
  comparison: Comparison,
  where: string,
  terms: ComparisonTerms,
): Finding[] {
  return [
    decidingFinding(comparison, where, terms),
    ...comparison.others.map((other) => otherFinding(other, where, terms)),
  ];
}

function decidingFinding(
  comparison: Comparison,
  where: string,
  { margin }: ComparisonTerms,
): Finding {
  const ranking = rankingOf(comparison);
  if (ranking === undefined) {
    const too = where === '' ? 'Too' : `${where}too`;
    const claim = `${too} few requests were made for any percentile.`;
    return undecided(claim, 'Measure longer, or raise the rate.');
  }
  const { metric, placed, unplaced } = ranking;
  const [best, ...others] = placed;
  if (best === undefined || others.length === 0) {
    const measured = best === undefined ? 'none' : `only ${best.name}`;
    const claim = `${where || 'Of the targets '}${measured} was measured validly: no comparison.`;
    return undecided(claim, 'See the findings of the trials.');
  }
  const missing = unplaced.length > 0 ? `; ${listText(unplaced)} not ranked` : '';
  const open = comparison.pairs.filter(({ state }) => state === 'undecided');
  const order = orderText(comparison, { ranking, best, others, margin });
  const text = where === '' ? order.replace(/^undecided:/, 'Undecided:') : order;
  return {
    rule: 'ranking',
    verdict: open.length > 0 ? 'inconclusive' : 'pass',
    claim: `${where}${text}${missing}.`,
    evidence: {
      ...Object.fromEntries(placed.map(({ name, figure }) => [name, figure.value])),
      blocks: Math.min(...comparison.pairs.map(({ samples }) => samples)),
      margin,
      chanceOfError: comparison.error,
    },
    advice: adviceOn(open, metric),
  };
}

/** Who leads, and what everybody else is beside the first of them. */
function orderText(
  comparison: Comparison,
  order: {
    readonly ranking: Ranking;
    readonly best: Placed;
    readonly others: readonly Placed[];
    readonly margin: number;
  },
): string {
  const { ranking, best, others, margin } = order;
  const { metric } = ranking;
  const own = figureText(metric, best.figure);
  const beside = others.map((one) => {
    const contrast = besideOf(comparison, { name: one.name, reference: best.name });
    return { one, contrast, text: besideText(metric, one, contrast) };
  });
  const rest = (texts: readonly { readonly text: string }[]): string =>
    texts.length === 0 ? '' : `; ${texts.map(({ text }) => text).join(', ')}`;
  const few = comparison.pairs.every(({ samples }) => samples < BLOCKS_MIN);
  if (few) {
    const had = Math.min(...comparison.pairs.map(({ samples }) => samples));
    const blocks = `${had} block${had === 1 ? '' : 's'}`;
    return (
      `undecided: ${blocks} measured, and to know a difference from noise takes ${BLOCKS_MIN}. ` +
      `By ${metric.title}, ${best.name} had ${own}${rest(beside)}`
    );
  }
  const level = beside.filter(({ contrast }) => contrast?.state === 'alike');
  const open = beside.filter(({ contrast }) => contrast?.state === 'undecided');
  const behind = beside.filter(({ contrast }) => contrast?.state === 'worse');
  if (level.length + open.length === 0) {
    const end = metric.better === 'lower' ? 'lowest' : 'highest';
    return `${best.name} has the ${end} ${metric.title}: ${own}${rest(behind)}`;
  }
  const tied = open.length > 0 ? [...level, ...open] : level;
  const names = listText([best.name, ...tied.map(({ one }) => one.name)]);
  const how = open.length > 0 ? 'are not told apart' : `are alike within ${formatShare(margin)}`;
  const figures = listText([`${best.name} ${own}`, ...tied.map(({ text }) => text)]);
  return `${names} ${how} by ${metric.title}: ${figures}${rest(behind)}`;
}

/** `express 1.9 ms (1.57 × [1.50, 1.64])`. */
function besideText(metric: Metric, one: Placed, contrast: Contrast | undefined): string {
  const figure = `${one.name} ${figureText(metric, one.figure)}`;
  return contrast === undefined || contrast.ratio === null
    ? figure
    : `${figure} (${ratioText(contrast)})`;
}

function adviceOn(open: readonly Contrast[], metric: Metric): string {
  if (open.length === 0) return '';
  if (open.some(({ bound }) => bound !== 'exact')) {
    return 'Lower the load, or see why requests got no right answer.';
  }
  const most = Math.max(...open.map(({ samples, more }) => samples + (more ?? Number.NaN)));
  if (Number.isNaN(most)) {
    return `Measure longer blocks: the ${metric.title} scatters too much between them.`;
  }
  return `Measure about ${most} blocks: --repetitions ${most}, or --until decided.`;
}

/** One of the other metrics: said, but nothing hangs on it. */
function otherFinding(
  { metric, contrasts }: Comparison['others'][number],
  where: string,
  { margin }: ComparisonTerms,
): Finding {
  const [first] = contrasts;
  const texts = contrasts.map((one) => `${one.other} ${ratioText(one)}, ${stateText(one, margin)}`);
  const lead = where === '' ? 'By' : `${where}by`;
  return {
    rule: metric.id,
    verdict: 'pass',
    claim: `${lead} ${metric.title}, beside ${first?.reference}: ${texts.join('; ')}.`,
    evidence: Object.fromEntries(
      contrasts.flatMap(({ other, ratio }) => (ratio === null ? [] : [[other, ratio]])),
    ),
    advice: '',
  };
}

const undecided = (claim: string, advice: string): Finding => ({
  rule: 'ranking',
  verdict: 'inconclusive',
  claim,
  evidence: {},
  advice,
});
