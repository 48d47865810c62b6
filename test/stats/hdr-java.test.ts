/**
 * The Java library, from which HdrHistogram comes, reads what we write. Needs a JDK and the library
 * (Debian: libhdrhistogram-java), and is skipped where they are missing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import t from 'tap';
import { encodeHdr } from '../../harness/stats/hdr-codec.ts';
import { Histogram } from '../../harness/stats/histogram.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const JAR = process.env['HDRHISTOGRAM_JAR'] ?? '/usr/share/java/hdrhistogram.jar';
const missing = !existsSync(JAR) || spawnSync('java', ['-version']).error !== undefined;

const READER = `
import org.HdrHistogram.Histogram;
import java.nio.ByteBuffer;
import java.util.Base64;
public class Reader {
  public static void main(String[] arguments) throws Exception {
    byte[] bytes = Base64.getDecoder().decode(new String(System.in.readAllBytes()).trim());
    Histogram read = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    System.out.print(read.getTotalCount());
    for (double percentile : new double[] {25, 50, 90, 99, 99.9})
      System.out.print(" " + read.getValueAtPercentile(percentile));
  }
}`;

t.test('Java reads the same counts and percentiles', { skip: missing }, async (t) => {
  const rng = seededRng(11);
  const histogram = new Histogram();
  for (let index = 0; index < 20_000; index++) {
    histogram.record(Math.round(-Math.log(rng()) * 250_000) + 40_000);
  }
  histogram.recordMany(59e9, 3);
  const dir = t.testdir({ 'Reader.java': READER });
  const printed = execFileSync('java', ['-cp', JAR, `${dir}/Reader.java`], {
    input: encodeHdr(histogram),
    encoding: 'utf8',
  });
  const ours = [25, 50, 90, 99, 99.9].map((percent) => histogram.percentileNs(percent));
  t.equal(printed, [histogram.count, ...ours].join(' '));
});
