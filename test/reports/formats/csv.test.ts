import t from 'tap';
import { csv } from '../../../reports/formats/csv.ts';
import { readCsv } from '../../support/read-csv.ts';
import { compareRecord, scaleRecord } from '../../support/sample-record.ts';

t.test('one line a figure, each with what it is of', (t) => {
  const [head, ...rows] = readCsv(csv.render([compareRecord()]));
  t.same(head?.slice(0, 5), ['section', 'table', 'run', 'target', 'servers']);
  const names = rows.map((row) => row.slice(0, 10).join('|'));
  t.equal(new Set(names).size, names.length, 'no two lines are of the same figure');
  const units = new Set(rows.map((row) => row[11]));
  t.same([...units].sort(), [
    'bytes',
    'count',
    'ns',
    'per second',
    'ratio',
    'share of 1',
    'text',
    'verdict',
  ]);
  const times = rows.filter((row) => row[11] === 'ns' && row[10] !== '');
  t.ok(times.length > 500);
  t.ok(times.every((row) => Number(row[10]) >= 0));
  t.end();
});

t.test('several records are told apart by their run', (t) => {
  const rows = readCsv(csv.render([scaleRecord(), compareRecord()], { sections: ['summary'] }));
  t.same(new Set(rows.slice(1).map((row) => row[2])), new Set(['run 1', 'run 2']));
  t.end();
});

t.test('lines end as RFC 4180 says', (t) => {
  const text = csv.render([scaleRecord()]);
  t.equal(text.split('\r\n').length, text.split('\n').length);
  t.ok(text.endsWith('\r\n'));
  t.end();
});
