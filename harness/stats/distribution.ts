/**
 * A latency distribution with censored values. A request that failed, was unfinished or never sent
 * has no latency, only an age that its latency would have exceeded. Dropping it would make an
 * overloaded server look fast, so it is recorded at its age and counted as censored.
 */
import { Histogram, type HistogramData } from './histogram.ts';

/** A percentile is called a lower bound when censoring could raise it by more than this share. */
const MATTERS = 0.01;

/** A distribution as plain data that crosses between threads. */
export interface DistributionData {
  readonly answered: HistogramData;
  readonly censored: HistogramData;
}

/** A percentile, and whether the true one may be larger. */
export interface CensoredPercentile {
  readonly valueNs: number;
  readonly atLeast: boolean;
}

/** Known values and, apart from them, the ages of those that are not. */
export class Distribution {
  /** Values that are known. */
  readonly answered = new Histogram();
  /** Ages of those that are not. */
  readonly censored = new Histogram();

  get count(): number {
    return this.answered.count + this.censored.count;
  }

  add(other: Distribution): void {
    this.answered.add(other.answered);
    this.censored.add(other.censored);
  }

  clear(): void {
    this.answered.clear();
    this.censored.clear();
  }

  /** All values in one histogram, the censored ones at their age. */
  merged(): Histogram {
    const all = new Histogram();
    all.add(this.answered);
    all.add(this.censored);
    return all;
  }

  toData(): DistributionData {
    return { answered: this.answered.toData(), censored: this.censored.toData() };
  }

  static fromData(data: DistributionData): Distribution {
    const distribution = new Distribution();
    distribution.answered.add(Histogram.fromData(data.answered));
    distribution.censored.add(Histogram.fromData(data.censored));
    return distribution;
  }

  /**
   * The percentile with every censored value at its age, which is the least it can be. It is a mere
   * lower bound where the most it can be (every censored value infinite) lies above it.
   */
  percentile(percent: number): CensoredPercentile | null {
    return censoredPercentile(this.merged(), this.answered, percent);
  }
}

/** The same, of a distribution whose halves have been merged already. */
export function censoredPercentile(
  all: Histogram,
  answered: Histogram,
  percent: number,
): CensoredPercentile | null {
  const valueNs = all.percentileNs(percent);
  if (valueNs === null) return null;
  if (answered.count === all.count) return { valueNs, atLeast: false };
  const rank = all.rankOf(percent);
  const mostNs = rank > answered.count ? Number.POSITIVE_INFINITY : answered.valueAtRank(rank);
  return { valueNs, atLeast: mostNs > valueNs * (1 + MATTERS) };
}
