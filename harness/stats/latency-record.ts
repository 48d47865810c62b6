/**
 * Latency distributions as the run record keeps them. Apart from `Distribution`, because generator
 * threads need that one and not the codec, which takes them longer to load than all the rest.
 */
import { type LatencyRecord, type PercentileName, recordedPercentiles } from '../model/record.ts';
import { censoredPercentile, Distribution } from './distribution.ts';
import { decodeHdr, encodeHdr } from './hdr-codec.ts';

/** A distribution as the run record keeps it. */
export function toLatencyRecord(distribution: Distribution): LatencyRecord {
  const all = distribution.merged();
  const percentilesNs: Partial<Record<PercentileName, number | null>> = {};
  const atLeast: PercentileName[] = [];
  for (const percent of recordedPercentiles) {
    const name: PercentileName = `p${percent}`;
    const found = censoredPercentile(all, distribution.answered, percent);
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
  const isKnown = record.censoredHdr === '';
  if (!isKnown) distribution.censored.add(decodeHdr(record.censoredHdr));
  const answered = isKnown ? all : all.minus(distribution.censored);
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
