/** What a comparison promises: when a difference matters, and how often it may be wrong. */
import { type Look, lookPlan } from '../stats/look-plan.ts';
import { BLOCKS_MIN } from './contrast.ts';
import { type MetricName, metricNames } from './metric.ts';

/**
 * The chance that anything said of the deciding metric is wrong, over all pairs of targets, all
 * numbers of servers and all looks; and the same once more for all other metrics together.
 */
export const ERROR = 0.05;

/** A difference of less than this either way does not matter, unless somebody says otherwise. */
export const MARGIN = 0.05;

export interface ComparisonTerms {
  readonly margin: number;
  /** The metric that decides; by the load when absent. */
  readonly metric?: MetricName;
  /**
   * Stop as soon as it is decided, after this many blocks at most; as many as asked when absent.
   */
  readonly blocksMax?: number;
  /** With `blocksMax`: not before so many blocks; three when absent. */
  readonly blocksFrom?: number;
  /** Trials of one block were measured beside each other; false for records put together. */
  readonly inBlocks: boolean;
}

/** The looks at a comparison that stops when it is decided; none for one that does not. */
export function looksOf({ blocksMax, blocksFrom = BLOCKS_MIN }: ComparisonTerms): readonly Look[] {
  if (blocksMax === undefined) return [];
  return lookPlan({ first: Math.min(blocksFrom, blocksMax), max: blocksMax, error: ERROR });
}

/**
 * The chance of error that may be spent on what is said after so many blocks. A run that was ended
 * between two looks may spend what the next one would have.
 */
export function errorAfter(terms: ComparisonTerms, blocks: number): number {
  const looks = looksOf(terms);
  return (looks.find(({ at }) => at >= blocks) ?? looks.at(-1))?.error ?? ERROR;
}

/** The terms that a record's configuration names, and the usual ones for what it does not. */
export function readTerms(config: Readonly<Record<string, unknown>>): ComparisonTerms {
  const { margin, metric, blocksMax, blocksFrom, inBlocks } = config;
  const named = metricNames.find((name) => name === metric);
  return {
    margin: typeof margin === 'number' && margin > 0 ? margin : MARGIN,
    inBlocks: inBlocks !== false,
    ...(named === undefined ? {} : { metric: named }),
    ...(typeof blocksMax === 'number' && blocksMax >= BLOCKS_MIN ? { blocksMax } : {}),
    ...(typeof blocksFrom === 'number' && blocksFrom >= BLOCKS_MIN ? { blocksFrom } : {}),
  };
}
