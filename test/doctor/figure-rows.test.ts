import t from 'tap';
import { figureRows } from '../../harness/doctor/figure-rows.ts';
import { goodFigures, silentFigures } from '../support/some-figures.ts';

t.test('every figure has a row', async (t) => {
  const text = figureRows(goodFigures)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  t.equal(
    text,
    [
      'load average: 0.30',
      'waiting for a core: 0.1 %',
      'stolen time: 0 %',
      'longest pause: 80 µs',
      'clock step: 40 ns',
      'clock reading: 50 ns',
      'timers late: p50 600 µs, p90 1.1 ms, max 1.3 ms',
      'alarms late: p50 2 µs, p90 5 µs, max 40 µs',
      'sent late at 1,000/s: p50 4 µs, p99 90 µs',
      'service at 200/s: p50 110 µs, p99 300 µs',
      'one thread’s ceiling: 90,000/s',
      '… the thread busy: 90 %',
      'cores: 8',
      '… allowed: 0-7',
      '… granted: –',
      'taskset: there',
      'open files: 20,000',
      'local ports: 32768 to 60999',
    ].join('\n'),
  );
});

t.test('what is not told is a dash', async (t) => {
  const dashed = figureRows(silentFigures).filter(([, value]) => value.includes('–'));
  t.strictSame(
    dashed.map(([name]) => name),
    [
      ...['load average', 'waiting for a core', 'stolen time', 'sent late at 1,000/s'],
      ...['service at 200/s', '… allowed', '… granted', 'open files', 'local ports'],
    ],
  );
});
