import t from 'tap';
import { readLoad, readPhases, readSettings } from '../../harness/cli/load-options.ts';
import { type MeasuringOptions, measuringCommand } from '../../harness/cli/measuring-command.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';

/** What a command line means, through the real options. */
function parsed(...words: readonly string[]): MeasuringOptions {
  const command = measuringCommand('any', 1).exitOverride();
  command.configureOutput({ outputError: () => undefined });
  command.parse(words, { from: 'user' });
  return command.opts();
}

t.test('without a rate, clients that wait for their answers', async (t) => {
  t.strictSame(readLoad(parsed()), {
    model: 'closed',
    clients: 64,
    thinkNs: 0,
    durationNs: 10 * NS_PER_S,
  });
  const words = ['--connections', '8', '--think', '5ms', '--duration', '2s'];
  t.strictSame(readLoad(parsed(...words)), {
    model: 'closed',
    clients: 8,
    thinkNs: 5 * NS_PER_MS,
    durationNs: 2 * NS_PER_S,
  });
  t.equal(readPhases(parsed()), undefined);
});

t.test('with a rate, one phase of it', async (t) => {
  const phase = { kind: 'poisson', ratePerSecond: 500, durationNs: 10 * NS_PER_S };
  t.strictSame(readLoad(parsed('--rate', '500')), { model: 'open', phases: [phase] });
  const constant = parsed('--rate', '500', '--arrivals', 'constant', '--duration', '1s');
  t.strictSame(readPhases(constant), [
    { kind: 'constant', ratePerSecond: 500, durationNs: NS_PER_S },
  ]);
});

t.test('phases in their order', async (t) => {
  const load = readLoad(parsed('--phase', 'ramp:1..9:1s', '--phase', 'poisson:9:2s'));
  t.match(load, { model: 'open', phases: [{ kind: 'ramp' }, { kind: 'poisson' }] });
});

t.test('pacing is for loads with times', async (t) => {
  const economical = parsed('--rate', '9', '--pacing', 'economical');
  t.match(readSettings(economical), { pacing: 'economical' });
  t.ok(readPhases(economical));
  t.equal(readSettings(parsed()).pacing, undefined);
  t.throws(() => readPhases(parsed('--pacing', 'economical')), {
    message: /a closed load has none/,
  });
});

t.test('recorded times', async (t) => {
  const dir = t.testdir({ 'times.txt': '0.1\n0.2 # second\n\n0.4\n' });
  t.match(readPhases(parsed('--replay', `${dir}/times.txt`)), [
    { kind: 'replay', timesNs: [0.1, 0.2, 0.4].map((seconds) => seconds * NS_PER_S) },
  ]);
  const missing = parsed('--replay', `${dir}/none.txt`);
  t.throws(() => readPhases(missing), { message: /Cannot read the times/ });
});

t.test('every setting arrives', async (t) => {
  t.strictSame(readSettings(parsed()), {
    engine: 'native',
    workers: 1,
    connections: 64,
    pipelining: 1,
    warmupNs: 3 * NS_PER_S,
    timeoutNs: 10 * NS_PER_S,
    drainNs: 5 * NS_PER_S,
  });
  const words = '--engine autocannon --workers 2 --connections 3 --pipelining 4 --warmup 5s';
  t.strictSame(readSettings(parsed(...`${words} --timeout 6s --drain 7s`.split(' '))), {
    engine: 'autocannon',
    workers: 2,
    connections: 3,
    pipelining: 4,
    warmupNs: 5 * NS_PER_S,
    timeoutNs: 6 * NS_PER_S,
    drainNs: 7 * NS_PER_S,
  });
});

t.test('options that would be ignored are refused', async (t) => {
  const cases = [
    '--rate 5 --phase poisson:5:1s',
    '--rate 5 --replay x',
    '--phase poisson:5:1s --replay x',
    '--duration 5s --phase poisson:5:1s',
    '--duration 5s --replay x',
    '--arrivals constant --phase poisson:5:1s',
    '--think 1s --rate 5',
    '--think 1s --phase poisson:5:1s',
  ];
  for (const words of cases) {
    t.throws(() => parsed(...words.split(' ')), { code: 'commander.conflictingOption' }, words);
  }
  t.throws(() => readPhases(parsed('--arrivals', 'constant')), { message: /but not how many/ });
});

t.test('what cannot be measured is refused', async (t) => {
  const cases = [
    [() => readLoad(parsed('--duration', '0s')), /--duration 0s/],
    [() => readLoad(parsed('--rate', '5', '--duration', '0s')), /cannot last 0 ns/],
    [() => readSettings(parsed('--timeout', '0s')), /--timeout 0s/],
    [
      () => readSettings(parsed('--workers', '2', '--connections', '1')),
      /2 workers.*1 connection\./,
    ],
    [() => parsed('--connections', '0'), /--connections, "0"/],
    [() => parsed('--rate', '0'), /--rate, "0"/],
    [() => parsed('--warmup', '5'), /--warmup "5" is not a duration/],
    [() => parsed('--engine', 'wrk'), /Allowed choices are native, autocannon/],
    [() => parsed('--arrivals', 'ramp'), /Allowed choices are poisson, constant/],
  ] as const;
  for (const [read, message] of cases) t.throws(read, { message });
});
