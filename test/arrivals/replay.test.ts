import t from 'tap';
import { parseReplay, replay } from '../../harness/arrivals/replay.ts';
import { played } from './some-phases.ts';

t.test('plays the times as they are, up to the end of the phase', async (t) => {
  const phase = { kind: 'replay', timesNs: [0, 5, 5, 9, 20, 21], durationNs: 21 } as const;
  t.strictSame(played(replay, phase), [0, 5, 5, 9, 20]);
  t.equal(replay.expectedCount(phase), 5);
  t.doesNotThrow(() => replay.check(phase));
});

t.test('reads a file of times', async (t) => {
  const text = '# recorded on Monday\n0\n0.25\n\n  250ms  # the same time again\n1.5s\r\n2\n';
  const phase = parseReplay(text);
  t.strictSame(phase.timesNs, [0, 250e6, 250e6, 1.5e9, 2e9]);
  t.equal(phase.durationNs, 2.5e9, 'a mean gap longer than the last time');
  t.strictSame(played(replay, phase), phase.timesNs);
});

t.test('reads times to the nanosecond', async (t) => {
  t.strictSame(parseReplay('0.123456789\n3600.000000001').timesNs, [123456789, 3600000000001]);
});

t.test('one arrival alone at 0 is a phase, too', async (t) => {
  const phase = parseReplay('0');
  t.strictSame(played(replay, phase), [0]);
});

t.test('errors name the line', async (t) => {
  const table: readonly (readonly [string, RegExp])[] = [
    ['0.1\nsoon\n', /time in line 2 "soon" is not a duration/],
    ['0.1\n-1', /time in line 2 "-1" is not/],
    ['# x\n\n2\n1.5', /Line 4 .* 1\.5, is before the line before it/],
    ['', /no arrival to replay/],
    ['# nothing', /no arrival to replay/],
  ];
  for (const [text, message] of table) {
    t.throws(() => parseReplay(text), { exit: 'usage', message }, JSON.stringify(text));
  }
});

t.test('refuses times that cannot be played', async (t) => {
  const check = (timesNs: readonly number[], durationNs = 10) =>
    replay.check({ kind: 'replay', timesNs, durationNs });
  t.throws(() => check([]), { exit: 'usage', message: 'There is no arrival to replay.' });
  t.throws(() => check([3, 2]), {
    message: 'Arrival 2 to replay, 2 ns, is before the one before it.',
  });
  t.throws(() => check([-1]), { message: 'Arrival 1 to replay, -1 ns, is before the start.' });
  t.throws(() => check([Number.NaN]), { message: /Arrival 1 to replay, NaN ns, is no whole/ });
  t.throws(() => check([0.5]), { message: /Arrival 1 to replay, 0.5 ns, is no whole/ });
  t.throws(() => check([1], 0), { message: /replay phase cannot last 0 ns/ });
});

t.test('warms up at the mean rate of the recording', async (t) => {
  const phase = { kind: 'replay', timesNs: [0, 1e9, 3e9], durationNs: 4e9 } as const;
  t.strictSame(replay.warmup(phase, 5), { kind: 'poisson', ratePerSecond: 0.75, durationNs: 5 });
});
