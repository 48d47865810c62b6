/**
 * HdrHistogram's V2 compressed base64, which the Java, Go, Rust, C and Python tools read. The codec
 * is hdr-histogram-js's; our buckets are the same as its own for (1, 2⁴² − 1, three digits).
 */
import hdr from 'hdr-histogram-js';
import { HarnessError } from '../model/harness-error.ts';
import { HISTOGRAM_LIMIT_NS, Histogram } from './histogram.ts';

/** The encoded form; of an empty histogram too. */
export function encodeHdr(histogram: Histogram): string {
  const copy = hdr.build({
    bitBucketSize: 64,
    useWebAssembly: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HISTOGRAM_LIMIT_NS - 1,
    numberOfSignificantValueDigits: 3,
  });
  for (const bucket of histogram.nonZero()) copy.recordValueWithCount(bucket.lowNs, bucket.count);
  return hdr.encodeIntoCompressedBase64(copy);
}

/**
 * Reads any V2 compressed histogram, whoever wrote it. Its minimum, maximum and sum are those of
 * the buckets; `Histogram.restore` puts exact ones back. Throws a usage error on anything else.
 */
export function decodeHdr(base64: string): Histogram {
  // 64-bit buckets without WebAssembly: the other kinds lose counts above 2³¹.
  let decoded: ReturnType<typeof hdr.decodeFromCompressedBase64>;
  try {
    decoded = hdr.decodeFromCompressedBase64(base64, 64, false);
  } catch (error) {
    throw new HarnessError(
      'usage',
      `This is not a compressed HdrHistogram: ${base64.slice(0, 24)}…`,
      'Check that the record is whole; measure again if it is not.',
      { cause: error },
    );
  }
  const histogram = new Histogram();
  if (!(decoded instanceof hdr.JsHistogram)) throw new TypeError('expected a JsHistogram');
  // Most buckets are empty, and a report decodes thousands of histograms.
  const last = decoded.countsArrayIndex(decoded.maxValue);
  for (let index = 0; index <= last; index++) {
    const count = decoded.getCountAtIndex(index);
    if (count > 0) histogram.recordMany(decoded.valueFromIndex(index), count);
  }
  return histogram;
}
