import fc from 'fast-check';
import t from 'tap';
import type { Objective } from '../../../harness/experiments/objectives/objective.ts';
import { parseObjective } from '../../../harness/experiments/objectives/objective-text.ts';
import { HarnessError } from '../../../harness/model/harness-error.ts';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';

const response = (percent: number): Objective['figure'] => ({
  kind: 'latency',
  of: 'response',
  percent,
});
const absolute = (value: number): Objective['limit'] => ({ kind: 'absolute', value });
const baseline = (factor: number, plus: number): Objective['limit'] => ({
  kind: 'baseline',
  factor,
  plus,
});

const good: readonly (readonly [string, Objective])[] = [
  [
    'p99<50ms',
    {
      text: 'p99 < 50ms',
      figure: response(99),
      comparison: '<',
      limit: absolute(50 * NS_PER_MS),
    },
  ],
  [
    ' p99.9(checkout) <=  200 ms ',
    {
      text: 'p99.9(checkout) <= 200 ms',
      figure: response(99.9),
      operation: 'checkout',
      comparison: '<=',
      limit: absolute(200 * NS_PER_MS),
    },
  ],
  [
    'service p50 ≤ 1.5ms',
    {
      text: 'service p50 <= 1.5ms',
      figure: { kind: 'latency', of: 'service', percent: 50 },
      comparison: '<=',
      limit: absolute(1.5 * NS_PER_MS),
    },
  ],
  [
    'errors(a (b)) < 0.1%',
    {
      text: 'errors(a (b)) < 0.1%',
      figure: { kind: 'errors' },
      operation: 'a (b)',
      comparison: '<',
      limit: absolute(0.001),
    },
  ],
  [
    'throughput>=5000/s',
    {
      text: 'throughput >= 5000/s',
      figure: { kind: 'throughput' },
      comparison: '>=',
      limit: absolute(5000),
    },
  ],
  [
    'cpu/request<80us',
    { text: 'cpu/request < 80us', figure: { kind: 'cpu' }, comparison: '<', limit: absolute(8e4) },
  ],
  [
    'memory<300MB',
    { text: 'memory < 300MB', figure: { kind: 'memory' }, comparison: '<', limit: absolute(3e8) },
  ],
  [
    'p99 < baseline + 5%',
    {
      text: 'p99 < baseline + 5%',
      figure: response(99),
      comparison: '<',
      limit: baseline(1.05, 0),
    },
  ],
  [
    'p99<baseline+2ms',
    {
      text: 'p99 < baseline+2ms',
      figure: response(99),
      comparison: '<',
      limit: baseline(1, 2 * NS_PER_MS),
    },
  ],
  [
    'throughput > baseline - 3%',
    {
      text: 'throughput > baseline - 3%',
      figure: { kind: 'throughput' },
      comparison: '>',
      limit: baseline(0.97, 0),
    },
  ],
  [
    'errors < baseline + 0.1%',
    {
      text: 'errors < baseline + 0.1%',
      figure: { kind: 'errors' },
      comparison: '<',
      limit: baseline(1, 0.001),
    },
  ],
  [
    'memory <= baseline',
    {
      text: 'memory <= baseline',
      figure: { kind: 'memory' },
      comparison: '<=',
      limit: baseline(1, 0),
    },
  ],
  [
    'p95<30ms each 10s',
    {
      text: 'p95 < 30ms each 10s',
      figure: response(95),
      comparison: '<',
      limit: absolute(30 * NS_PER_MS),
      windowNs: 10 * NS_PER_S,
    },
  ],
];

t.test('what can be written, and what it means', async (t) => {
  for (const [text, meaning] of good) t.strictSame(parseObjective(text), meaning, text);
});

const inQuotes = "Write one such as 'p99<50ms', in quotes, because a shell reads < and > itself.";
const known =
  'Known: p50, p99, p99.9 or any other percentile, errors, throughput, cpu/request, memory.';

const bad: readonly (readonly [string, string, string])[] = [
  ['p99', 'The objective "p99" is not a figure, a comparison and a limit.', inQuotes],
  ['', 'The objective "" is not a figure, a comparison and a limit.', inQuotes],
  ['<5ms', 'The objective "<5ms" is not a figure, a comparison and a limit.', inQuotes],
  ['p99<', 'The objective "p99<" is not a figure, a comparison and a limit.', inQuotes],
  [
    '1ms<p99<5ms',
    'The objective "1ms<p99<5ms" is not a figure, a comparison and a limit.',
    inQuotes,
  ],
  ['p99==5ms', 'The objective "p99==5ms" is not a figure, a comparison and a limit.', inQuotes],
  ['memry<1MB', 'There is no figure called "memry".', `Did you mean "memory"? ${known}`],
  ['max<1ms', 'There is no figure called "max".', known],
  ['toString<1ms', 'There is no figure called "toString".', known],
  [
    'p100<1ms',
    'There is no percentile p100 to hold something to.',
    'Take one above p0 and below p100, such as p99 or p99.9.',
  ],
  [
    'p0<1ms',
    'There is no percentile p0 to hold something to.',
    'Take one above p0 and below p100, such as p99 or p99.9.',
  ],
  [
    'p99<50',
    'The limit of p99, "50" is not a duration.',
    'Write a number with a unit, such as 10s, 500ms, 250us or 1m30s.',
  ],
  [
    'errors<0.1',
    'The limit of errors, "0.1" is not a share.',
    'Write a percentage, such as 0.1% or 5%.',
  ],
  [
    'throughput>5000',
    'The limit of throughput, "5000" is not a rate.',
    'Write a number per second, such as 5000/s.',
  ],
  [
    'memory<300',
    'The limit of memory, "300" is not a size.',
    'Write a number with a unit, such as 300MB, 64MiB or 1.5GB.',
  ],
  [
    'p99()<5ms',
    'In "p99()" there is no operation between the parentheses.',
    "Name one of the scenario's, such as p99(checkout), or write p99 for all.",
  ],
  [
    'memory(a)<5MB',
    'The figure memory is not known of one operation, "a".',
    'Percentiles and errors are, such as p99(checkout) or errors(checkout).',
  ],
  [
    'p99<baseline*2',
    'The limit of p99, "baseline*2", is not the baseline with something added.',
    'Write baseline, baseline + 5% or baseline + 50ms.',
  ],
  [
    'p99<baseline+5',
    'The part of the limit of p99, "5" is not a duration.',
    'Write a number with a unit, such as 10s, 500ms, 250us or 1m30s.',
  ],
  [
    'p99<5ms each 2s',
    'Each 2s is too short to say how well a figure is known.',
    'Take each 10s or more.',
  ],
  [
    'p99(a)<5ms each 20s',
    'The operation a alone is recorded for the whole window only, not for each 20s.',
    'Leave the "each" out.',
  ],
  [
    'memory<5MB each 20s',
    'Memory is recorded for the whole window only, not for each 20s.',
    'Leave the "each" out.',
  ],
  [
    'errors<=0%',
    'No run can show that "errors<=0%" holds: nothing is known to be exactly 0.',
    'Allow a few, such as errors<0.1%.',
  ],
  [
    'p99<0ms',
    'No run can show that "p99<0ms" holds: nothing is known to be exactly 0.',
    'Give it a limit above 0, such as p99<50ms.',
  ],
  [
    'errors<150%',
    'A share of requests is 100 % at most, so "errors<150%" says nothing.',
    'Take a limit between 0% and 100%, such as errors<0.1%.',
  ],
];

t.test('what cannot, and what is said of it', async (t) => {
  for (const [text, message, next] of bad) {
    t.throws(() => parseObjective(text), { exit: 'usage', message, next }, text);
  }
});

t.test(
  'whatever is written is an objective or a usage error that repeats a part of it',
  async () => {
    const piece = fc.constantFrom(
      ...['p', '99', 'p99', '.9', '<', '<=', '>', '≥', '(', ')', 'errors', 'memory', 'cpu/request'],
      ...[
        'throughput',
        'service ',
        'baseline',
        '+',
        '-',
        '%',
        '5',
        'ms',
        's',
        'MB',
        '/s',
        ' ',
        'each ',
      ],
    );
    const written = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 9 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(written, (text) => {
        try {
          const read = parseObjective(text);
          // What was read is written so that it reads the same again.
          return JSON.stringify(parseObjective(read.text)) === JSON.stringify(read);
        } catch (error) {
          return (
            error instanceof HarnessError && error.exit === 'usage' && error.next.endsWith('.')
          );
        }
      }),
      { seed: 7, numRuns: 5000 },
    );
  },
);
