/** What a series shows of how throughput grows, as the answer of `scale` reads it. */
import { type Growth, growthOf, type PeakStep } from '../harness/experiments/scaling-steps.ts';
import { type Reading, runName } from './reading.ts';
import type { ScalingSeries } from './scaling-series.ts';

/** A closed series with its growth. */
export interface GrownSeries {
  readonly series: ScalingSeries;
  /** Undefined for an open load: what is offered is answered, and no peak is seen. */
  readonly growth: Growth | undefined;
}

/** Reads each series; the processors are those of the machine that its record is of. */
export const grown = (all: readonly ScalingSeries[], { records }: Reading): GrownSeries[] =>
  all.map((series) => {
    if (series.model === 'open') return { series, growth: undefined };
    const [first] = series.conditions;
    const record = records.find((_, index) => runName(records, index) === first?.run);
    const trials = series.conditions
      .flatMap((condition) => condition.trials)
      .filter(({ verdict }) => verdict !== 'invalid');
    return { series, growth: growthOf(trials, record?.environment.cores) };
  });

/** What is known of so many servers. */
export const stepOf = ({ growth }: GrownSeries, servers: number): PeakStep | undefined =>
  growth?.steps.find((step) => step.servers === servers);
