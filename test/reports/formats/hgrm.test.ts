/** Percentile distributions as HdrHistogram's plotters read them. */
import t from 'tap';
import { hgrm } from '../../../reports/formats/hgrm.ts';
import { closedRecord, emptyRecord } from '../../support/sample-record.ts';

t.test('one table for each distribution of each trial', async (t) => {
  const record = closedRecord();
  const text = hgrm.render([record]);
  const [trial] = record.trials;
  const response = text.slice(0, text.indexOf('#[service'));
  const rows = [...response.matchAll(/^ +([\d.]+) +([\d.]+) +(\d+)(?: +([\d.]+))?$/gm)];
  t.ok(rows.length > 20, 'a plotter has something to draw');
  const half = rows.find(([, , quantile]) => quantile === '0.500000000000');
  const p50Ms = (trial?.latency.response.percentilesNs.p50 ?? 0) / 1e6;
  t.ok(Math.abs(Number(half?.[1]) - p50Ms) <= 0.0011 * p50Ms + 0.0005);
  t.equal(half?.[4], '2.00');
  t.equal(Number(rows.at(-1)?.[3]), trial?.latency.response.count, 'all of them');
  t.match(response, /#\[Mean +=/);
  t.match(hgrm.render([emptyRecord()]), '#[no values]');
});
