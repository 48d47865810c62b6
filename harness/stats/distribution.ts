/**
 * A latency distribution with censored values. A request that failed, was unfinished or never sent
 * has no latency, only an age that its latency would have exceeded. Dropping it would make an
 * overloaded server look fast, so it is recorded at its age and counted as censored.
 */
import { type LatencyRecord, type PercentileName, recordedPercentiles } from '../model/record.ts';
import { decodeHdr, encodeHdr } from './hdr-codec.ts';
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
    return percentileOf(this.merged(), this.answered, percent);
  }
}

function percentileOf(
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

/** A distribution as the run record keeps it. */
export function toLatencyRecord(distribution: Distribution): LatencyRecord {
  const all = distribution.merged();
  const percentilesNs: Partial<Record<PercentileName, number | null>> = {};
  const atLeast: PercentileName[] = [];
  for (const percent of recordedPercentiles) {
    const name: PercentileName = `p${percent}`;
    const found = percentileOf(all, distribution.answered, percent);
    percentilesNs[name] = found?.valueNs ?? null;
    if (found?.atLeast) atLeast.push(name);
  }
  return {
    count: all.count,
    censored: distribution.censored.count,
    overRange: all.overRange,
    minNs: all.minNs,
    maxNs: all.maxNs,
    meanNs: all.meanNs,
    sumNs: all.sumNs,
    percentilesNs: percentilesNs as Record<PercentileName, number | null>,
    atLeast,
    hdr: encodeHdr(all),
    censoredHdr: distribution.censored.count > 0 ? encodeHdr(distribution.censored) : '',
  };
}

/**
 * The distribution a record was made of, for merging over trials: bucket for bucket, with the
 * record's exact minimum, maximum and sum.
 */
export function fromLatencyRecord(record: LatencyRecord): Distribution {
  const distribution = new Distribution();
  const all = decodeHdr(record.hdr);
  if (record.minNs === null || record.maxNs === null) return distribution;
  if (record.censoredHdr !== '') distribution.censored.add(decodeHdr(record.censoredHdr));
  const answered = all.minus(distribution.censored);
  // The exact figures are of all values together. Given to both halves (the sum once), they come
  // out the same when the halves are merged again.
  const exact = {
    minNs: record.minNs,
    maxNs: record.maxNs,
    sumNs: record.sumNs,
    overRange: record.overRange,
  };
  const { answered: known, censored } = distribution;
  if (answered.count > 0) {
    answered.restore({ ...exact, sumNs: record.sumNs - censored.sumNs });
    censored.restore({ ...exact, sumNs: censored.sumNs, overRange: 0 });
  } else censored.restore(exact);
  known.add(answered);
  return distribution;
}
