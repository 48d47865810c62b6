/**
 * The Java library's own log reader reads the log. Needs a JDK and the library (Debian:
 * libhdrhistogram-java); that part is skipped where they are missing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import t from 'tap';
import { hlog } from '../../../reports/formats/hlog.ts';
import { compareRecord, hostileRecord, scaleRecord } from '../../support/sample-record.ts';

const JAR = process.env['HDRHISTOGRAM_JAR'] ?? '/usr/share/java/hdrhistogram.jar';
const missing = !existsSync(JAR) || spawnSync('java', ['-version']).error !== undefined;

const READER = `
import org.HdrHistogram.*;
public class Reader {
  public static void main(String[] arguments) {
    HistogramLogReader log = new HistogramLogReader(System.in);
    while (log.hasNext()) {
      EncodableHistogram next = log.nextIntervalHistogram();
      if (next == null) break;
      Histogram read = (Histogram) next;
      System.out.println(read.getTag() + " " + read.getTotalCount() + " "
        + read.getValueAtPercentile(99) + " " + read.getStartTimeStamp());
    }
  }
}`;

const logLines = (text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith('Tag='));

t.test('Java reads every interval, in its place', { skip: missing }, (t) => {
  const record = compareRecord();
  const dir = t.testdir({ 'Reader.java': READER });
  const printed = execFileSync('java', ['-cp', JAR, `${dir}/Reader.java`], {
    input: hlog.render([record]),
    encoding: 'utf8',
  });
  const startMs = Date.parse(record.startedAt);
  const expected = record.trials.flatMap(({ id, series }) =>
    (['response', 'service', 'lag'] as const).flatMap((kind) =>
      series.map(({ atNs, latency }) => {
        const { count, percentilesNs } = latency[kind];
        const p99 = percentilesNs.p99 ?? 0;
        return `${id}/${kind} ${count} ${p99} ${startMs + Math.round(atNs / 1e6)}`;
      }),
    ),
  );
  t.same(printed.trim().split('\n'), expected);
  t.end();
});

t.test('a name from outside cannot end its tag', (t) => {
  const [record] = [hostileRecord()];
  const trials = record.trials.map((trial, index) => ({ ...trial, id: `a,b c\n"<${index}` }));
  const text = hlog.render([{ ...record, trials }]);
  const points = trials.reduce((sum, { series }) => sum + series.length, 0);
  t.equal(logLines(text).length, 3 * points);
  t.ok(logLines(text).every((line) => line.split(',').length === 5 && !line.includes(' ')));
  t.end();
});

t.test('several records are told apart, and none is a log, too', (t) => {
  const tags = logLines(hlog.render([scaleRecord(), compareRecord()]));
  t.ok(tags.some((line) => line.startsWith('Tag=run-1/')));
  t.ok(tags.every((line) => /^Tag=run-[12]\//.test(line)));
  t.same(logLines(hlog.render([])), []);
  t.end();
});
