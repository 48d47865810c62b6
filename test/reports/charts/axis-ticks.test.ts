import t from 'tap';
import { formatNs } from '../../../harness/model/units.ts';
import {
  linearScale,
  logTicks,
  ninesOf,
  ninesTicks,
  roundedLog,
} from '../../../reports/charts/axis-ticks.ts';

t.test('percentiles stand at 1/(1 − q)', (t) => {
  const cases = [
    [0, 1],
    [50, 2],
    [75, 4],
    [90, 10],
    [99, 100],
    [99.9, 1000],
    [99.99, 10_000],
  ] as const;
  for (const [percent, at] of cases) t.equal(ninesOf(percent), at, `p${percent}`);
  t.same(
    ninesTicks(100).map(({ text }) => text),
    ['p0', 'p50', 'p75', 'p90', 'p95', 'p99'],
    'up to the end of the axis and no further',
  );
  t.end();
});

t.test('logarithmic ticks', (t) => {
  t.same(
    logTicks(1e6, 1e7, formatNs).map(({ text }) => text),
    ['1 ms', '2 ms', '5 ms', '10 ms'],
    'within a decade 1, 2 and 5',
  );
  t.same(
    logTicks(1e3, 1e9, formatNs).map(({ text }) => text),
    ['1 µs', '10 µs', '100 µs', '1 ms', '10 ms', '100 ms', '1 s'],
    'over many decades their powers only',
  );
  t.same(
    logTicks(5e3, 1e7, formatNs, 6).map(({ text }) => text),
    ['10 µs', '100 µs', '1 ms', '10 ms'],
    'and where there is no room for more',
  );
  t.same(
    logTicks(1e3, 1e9, formatNs, 4).map(({ text }) => text),
    ['1 µs', '100 µs', '10 ms', '1 s'],
    'or every other one of them',
  );
  t.equal(logTicks(1, 1e12, formatNs, 1).length, 1, 'and never an endless search');
  t.end();
});

t.test('ends of a logarithmic axis', (t) => {
  const cases = [
    { value: 1.48e6, down: 1e6, up: 2e6 },
    { value: 5e6, down: 5e6, up: 5e6 },
    { value: 7e6, down: 5e6, up: 1e7 },
    { value: 0.3, down: 0.2, up: 0.5 },
  ];
  for (const { value, down, up } of cases) {
    t.ok(Math.abs(roundedLog(value, 'down') / down - 1) < 1e-9, `${value} down`);
    t.ok(Math.abs(roundedLog(value, 'up') / up - 1) < 1e-9, `${value} up`);
  }
  t.end();
});

t.test('linear times are divided to come out round', (t) => {
  const axis = { label: '', scale: 'linear', unit: 'ns' } as const;
  const cases = [
    { max: 5e9, quotient: 2.5, text: '2.5 s' },
    { max: 1200e9, quotient: 20, text: '20 min' },
    { max: 30e6, quotient: 0.30000000000000004, text: '0.3 ms' },
    { max: 900, quotient: 500, text: '500 ns' },
    { max: 5e9, quotient: 0, text: '0' },
  ];
  for (const { max, quotient, text } of cases) {
    t.equal(linearScale(axis, max).format(quotient), text);
  }
  t.end();
});
