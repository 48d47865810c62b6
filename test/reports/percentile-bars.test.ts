/** Percentiles as rows of blocks: to scale, from 0 on, and only what the samples support. */
import t from 'tap';
import { percentileBars } from '../../reports/percentile-bars.ts';
import { readRecords } from '../../reports/reading.ts';
import { compareRecord, failingRecord } from '../support/sample-record.ts';

const barsOf = (text: string): number[] =>
  [...text.matchAll(/█+/g)].map(([blocks]) => blocks.length);

t.test('bars are to scale', async (t) => {
  const [condition] = readRecords([compareRecord()]).conditions;
  if (condition === undefined) throw new TypeError('the sample has a condition');
  const lines = percentileBars(condition, 100).slice(1);
  const bars = barsOf(lines.join('\n'));
  const values = [50, 75, 90, 95, 99, 99.9, 99.99]
    .slice(0, lines.length)
    .map((percent) => condition.response.percentile(percent)?.valueNs ?? 0);
  t.ok(lines.length > 2);
  t.strictSame(
    bars,
    values.map((value) => Math.max(1, Math.round((value / Math.max(...values)) * 48))),
    'in proportion, and the longest has all the room',
  );
  t.ok(lines.every((line) => line.length <= 100));
});

t.test('bounds are said, and nothing is drawn of nothing', async (t) => {
  const [bounded] = readRecords([failingRecord()]).conditions;
  if (bounded === undefined) throw new TypeError('the sample has a condition');
  t.match(percentileBars(bounded, 80).join('\n'), '≥ ');
  const silent = { ...bounded, trials: [] };
  t.strictSame(percentileBars(silent, 80), []);
});
