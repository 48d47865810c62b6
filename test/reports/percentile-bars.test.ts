/** Percentiles as rows of blocks: to scale, from 0 on, and only what the samples support. */
import t from 'tap';
import { percentileBars } from '../../reports/percentile-bars.ts';
import { readRecords } from '../../reports/reading.ts';
import { compareRecord, emptyRecord, failingRecord } from '../support/sample-record.ts';

const barsOf = (text: string): number[] =>
  [...text.matchAll(/█+/g)].map(([blocks]) => blocks.length);

t.test('bars are to scale', async (t) => {
  const { conditions } = readRecords([compareRecord()]);
  const text = percentileBars(conditions, 100);
  const values = conditions.flatMap(({ response }) =>
    [50, 75, 90, 95, 99].map((percent) => response.percentile(percent)?.valueNs ?? 0),
  );
  const bars = barsOf(text);
  const shown = [...text.matchAll(/^ {2}( *p[\d.]+) {2}█/gm)].length;
  t.equal(shown, bars.length);
  t.equal(Math.max(...bars), 48, 'the longest has all the room');
  const largest = Math.max(...values);
  t.ok(bars.every((bar) => bar >= 1 && bar <= 48));
  const [first = 0] = bars;
  const [smallest = 0] = values;
  t.ok(Math.abs(first - Math.max(1, (smallest / largest) * 48)) <= 24, 'about in proportion');
  t.ok(text.split('\n').every((line) => line.length <= 100));
});

t.test('bounds are said, and nothing is drawn of nothing', async (t) => {
  t.match(percentileBars(readRecords([failingRecord()]).conditions, 80), '≥ ');
  t.equal(percentileBars(readRecords([emptyRecord()]).conditions, 80), '');
});
