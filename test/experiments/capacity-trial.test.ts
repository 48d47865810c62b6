import t from 'tap';
import { brokenIn, keepsUp, rateOf, seenFigure } from '../../harness/experiments/capacity-trial.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { closedLoad, somePlan } from '../support/some-plan.ts';

/** 1,000/s for two seconds; one of a hundred takes 30 ms, the others 1 ms. */
const made = (change: Partial<MadeTrial> = {}) =>
  madeTrial(somePlan, {
    requests: 2000,
    responseNs: (at) => (at % 100 === 0 ? 30 : 1) * NS_PER_MS,
    ...change,
  });

const broken = (texts: readonly string[], change: Partial<MadeTrial> = {}): string[] =>
  brokenIn(made(change), texts.map(parseObjective)).map(({ text }) => text);

t.test('what was seen decides, without an interval', async (t) => {
  const all = [
    'p99<20ms',
    'p99.5<20ms',
    'service p50<2ms',
    'errors<1%',
    'memory<1MB',
    'p99(x)<1us',
  ];
  t.strictSame(broken(all), ['p99.5 < 20ms', 'memory < 1MB']);
  t.strictSame(broken(['cpu/request<400us', 'cpu/request<600us']), ['cpu/request < 400us']);
  t.strictSame(broken(['cpu/request<1us'], { cpuNs: null }), [], 'what is not known');
  const rate = seenFigure(parseObjective('throughput<9/s'), made())?.value ?? 0;
  t.ok(Math.abs(rate - 1000) < 1, `${rate}/s`);
});

t.test('a percentile that failures could raise is not within', async (t) => {
  const change: Partial<MadeTrial> = { outcome: (at) => (at % 50 === 1 ? 'status' : 'ok') };
  t.strictSame(broken(['p50<20ms', 'p99<20ms', 'errors<3%'], change), ['p99 < 20ms']);
});

t.test('answers that stay behind', async (t) => {
  const limit = [parseObjective('p99<20ms')];
  const late = (every: number) =>
    made({ responseNs: (at) => (at % every === 0 ? 3 * NS_PER_S : NS_PER_MS) });
  t.ok(keepsUp(made(), limit));
  // One in a hundred may be missing, and 1,000/s × 20 ms in flight: 40 in all.
  t.ok(keepsUp(late(53), limit));
  t.notOk(keepsUp(late(48), limit));
  // Where no latency is limited, one in a hundred and twice the root of 2,000.
  const errors = [parseObjective('errors<1%')];
  t.ok(keepsUp(late(20), errors));
  t.notOk(keepsUp(late(17), errors));
});

t.test('the rate of a trial', async (t) => {
  t.equal(rateOf(somePlan), 1000);
  t.equal(rateOf({ load: closedLoad }), 0);
});
