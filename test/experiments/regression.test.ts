import fc from 'fast-check';
import t from 'tap';
import type { Contrast } from '../../harness/experiments/contrast.ts';
import { metricNamed } from '../../harness/experiments/metric.ts';
import {
  blocksWanted,
  promisesToTell,
  regressionFinding,
  regressionVerdict,
} from '../../harness/experiments/regression.ts';

const latency = metricNamed('tail', 99);
const throughput = metricNamed('throughput', 99);
if (!latency || !throughput) throw new Error('no metric');

const made = (over: Partial<Contrast>): Contrast => ({
  metric: latency,
  reference: 'base',
  other: 'head',
  state: 'undecided',
  ratio: 1,
  low: 0.98,
  high: 1.02,
  bound: 'exact',
  samples: 5,
  more: null,
  ...over,
});

const table: readonly [string, Partial<Contrast>, 'pass' | 'fail' | 'inconclusive'][] = [
  ['alike', {}, 'pass'],
  ['surely worse, by less than is tolerated', { ratio: 1.03, low: 1.02, high: 1.04 }, 'pass'],
  ['better by far', { ratio: 0.5, low: 0.4, high: 0.6 }, 'pass'],
  ['maybe worse by more', { ratio: 1.03, low: 0.99, high: 1.07 }, 'inconclusive'],
  ['surely worse, maybe by less', { ratio: 1.06, low: 1.04, high: 1.08 }, 'inconclusive'],
  ['surely worse by more', { ratio: 1.2, low: 1.15, high: 1.25 }, 'fail'],
  ['at least so much worse', { ratio: 2, low: 1.9, high: 2.1, bound: 'at-least' }, 'fail'],
  ['at most so much worse', { ratio: 2, low: 1.9, high: 2.1, bound: 'at-most' }, 'inconclusive'],
  ['at least as good', { bound: 'at-least' }, 'inconclusive'],
  ['no interval', { low: null, high: null, samples: 2 }, 'inconclusive'],
  ['less throughput', { metric: throughput, ratio: 0.8, low: 0.75, high: 0.85 }, 'fail'],
  ['more throughput', { metric: throughput, ratio: 1.2, low: 1.15, high: 1.25 }, 'pass'],
];

for (const [about, over, verdict] of table) {
  t.test(about, async (t) => {
    t.equal(regressionVerdict(made(over), 0.05), verdict);
    const finding = regressionFinding(made(over), 0.05);
    t.equal(finding.verdict, verdict);
    t.equal(finding.advice === '', verdict === 'pass');
  });
}

t.test('an answer that more blocks would give says about how many', async (t) => {
  const open = made({ ratio: 1, low: 0.9, high: 1 / 0.9, samples: 5 });
  const more = blocksWanted(open, 0.05);
  t.equal(more, 5 * Math.ceil((Math.log(0.9) / Math.log(1.05)) ** 2) - 5 - 1);
  t.match(regressionFinding(open, 0.05).advice, `About ${more} more blocks`);
  t.equal(blocksWanted(made({ ratio: 1.05, low: 1, high: 1.1 }), 0.05), null, 'at the margin');
  t.equal(blocksWanted(made({ samples: 1, low: null, high: null }), 0.05), 2);
});

t.test('a metric that goes the other way gives the mirrored answer', async (t) => {
  const end = fc.double({ min: 0.3, max: 3, noNaN: true });
  const property = fc.property(end, end, (a, b) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const straight = made({ ratio: Math.sqrt(low * high), low, high });
    const turned = made({
      metric: throughput,
      ...{ ratio: 1 / Math.sqrt(low * high), low: 1 / high, high: 1 / low },
    });
    return regressionVerdict(straight, 0.1) === regressionVerdict(turned, 0.1);
  });
  fc.assert(property, { seed: 1, numRuns: 500 });
  t.pass('for 500 intervals');
});

t.test('what promises to be told lies further from the margin than it will reach', async (t) => {
  // The ratio's logarithm lies 0.134 from the margin. It reaches 0.18 now, 0.12 after four times
  // as many blocks by the same chance of error, and less by their greater degrees of freedom.
  const open = { ratio: 1.2, low: 1, high: 1.44, samples: 5 };
  const within = (last: number, over: Partial<Contrast> = {}, lastError = 0.01): boolean =>
    promisesToTell(made({ ...open, ...over }), 0.05, {
      last,
      errors: { now: 0.01, last: lastError },
    });
  t.ok(within(20));
  t.notOk(within(5), 'not as it is');
  t.ok(within(120, { samples: 30 }), 'an interval narrows with the root of the blocks alone');
  t.ok(within(5, {}, 0.05), 'a later look may spend more');
  t.notOk(within(20, { ratio: 1.05, low: 0.9, high: 1.225 }), 'at the margin itself');
  t.notOk(within(20, { ratio: null, low: null, high: null }), 'no figure');
  t.ok(within(20, { bound: 'at-least' }), 'at least so much worse is worse');
  t.notOk(within(20, { bound: 'at-most' }), 'at most so much worse may be nothing');
  t.notOk(within(20, { bound: 'at-least', ratio: 0.9, low: 0.85, high: 0.953 }), 'nor may this');
});
