/** Percentiles of several conditions on one axis of text: where they stand is what they are. */
import t from 'tap';
import { percentileStrips } from '../../reports/percentile-strips.ts';
import { readRecords } from '../../reports/reading.ts';
import { compareRecord, scaleRecord } from '../support/sample-record.ts';

/** Ticks and percentiles by their column: the time at a place, read off the axis. */
function timeAt(axis: string, column: number): number {
  const ticks = [...axis.matchAll(/│([\d.]+) (µs|ms|s)/g)].map(({ index, 1: number, 2: unit }) => {
    return { at: index, ns: Number(number) * ({ µs: 1e3, ms: 1e6, s: 1e9 }[unit as 'ms'] ?? 0) };
  });
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (!first || !last || first === last) throw new TypeError(`an axis with two ticks: ${axis}`);
  const share = (column - first.at) / (last.at - first.at);
  return first.ns * (last.ns / first.ns) ** share;
}

t.test('numbers stand at their times', (t) => {
  const { conditions } = readRecords([compareRecord()]);
  const [heading = '', ...lines] = percentileStrips(conditions, 100);
  const axis = lines.at(-1) ?? '';
  t.match(heading, /logarithmic/);
  t.equal(lines.length, conditions.length + 1);
  for (const [index, { target, response }] of conditions.entries()) {
    const line = lines[index] ?? '';
    t.ok(line.startsWith(target), target);
    const found = line.slice(target.length).match(/\d[\d.]*/g) ?? [];
    t.ok(found.length >= 2, `${target}: ${found.join(', ')}`);
    for (const percent of found) {
      const shownNs = timeAt(axis, line.indexOf(percent, target.length));
      const ns = response.percentile(Number(percent))?.valueNs ?? 0;
      t.ok(Math.abs(Math.log(shownNs / ns)) < 0.1, `p${percent}: ${shownNs} for ${ns}`);
    }
  }
  t.end();
});

t.test('only what differs is named, in lines that fit', (t) => {
  const { conditions } = readRecords([scaleRecord()]);
  for (const width of [40, 60, 100]) {
    const lines = percentileStrips(conditions, width);
    t.ok(
      lines.slice(1).every((line) => line.length <= width),
      `${width} columns`,
    );
    t.ok(lines.some((line) => line.startsWith('fastify · 1 server')));
  }
  t.strictSame(percentileStrips(conditions.slice(0, 1), 100), [], 'one has bars');
  const [, first = ''] = percentileStrips(conditions.slice(0, 2), 100);
  t.match(first, /^1 server {2}/, 'the target is not named where it is always the same');
  t.end();
});
