/** Where a search confirms, and what all trials together settle. */
import t from 'tap';
import { type Confirmation, settled } from '../../harness/experiments/capacity-confirmation.ts';
import type { Crossings } from '../../harness/experiments/capacity-estimate.ts';
import { nextConfirmation, type Walk } from '../../harness/experiments/capacity-walk.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import type { Crossing } from '../../harness/stats/share-crossing.ts';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

const objective = parseObjective('p99<50ms');

const crossing = (change: Partial<Crossing> = {}): Crossing => ({
  ...{ load: 100, low: 96, high: 104, slope: 0.05, inflation: 10, share: 0.01 },
  ...{ used: 20, apart: 0 },
  ...change,
});

/** Fifty seconds at a rate; `slow` of its requests take 60 ms. */
function confirmed(
  ratePerSecond: number,
  verdict: Confirmation['verdict'],
  slow = 0.01,
): Confirmation {
  const durationNs = 50 * NS_PER_S;
  const phase = { kind: 'poisson', ratePerSecond, durationNs } as const;
  const requests = 50 * ratePerSecond;
  const trial = madeTrial(
    { ...somePlan, load: { model: 'open', phases: [phase] } },
    { requests, responseNs: (at) => (at < slow * requests ? 60 : 1) * NS_PER_MS },
  );
  const judgement = { objective, verdict, trials: 1, figure: null, limit: null };
  const judgements = [{ ...judgement, baseline: null, moreNs: null }];
  return { ratePerSecond, trial, judgements, keepsUp: true, verdict };
}

const walk = (change: Partial<Walk> = {}): Walk => ({
  search: {
    ...{ min: 10, max: 1000, width: 0.02 },
    goal: { lossRatio: 0, exceedRatio: 0.5, fullTrialNs: 5e9, durationSumNs: 25e9 },
  },
  bounds: { lower: 98, upper: 102, conditionalThroughput: null },
  ...{ crossing: null, confirmations: [], lengthAt: () => 5 * NS_PER_S },
  ...change,
});

const rateAfter = (confirmations: readonly Confirmation[], change: Partial<Walk> = {}) =>
  nextConfirmation(walk({ confirmations, ...change }))?.ratePerSecond;

t.test('from the bounds of the search, one on each side, then wider and wider', async (t) => {
  t.match(nextConfirmation(walk()), { ratePerSecond: 98, durationNs: 50 * NS_PER_S });
  const unclear = (rate: number) => confirmed(rate, 'inconclusive');
  t.equal(rateAfter([unclear(98)]), 102, 'the other side first');
  const both = [unclear(98), unclear(102)];
  t.equal(rateAfter(both)?.toFixed(3), (98 * 0.98).toFixed(3), 'a width further down');
  const down = rateAfter(both) ?? 0;
  t.equal(rateAfter([...both, unclear(down)])?.toFixed(3), (98 * 0.98 ** 3).toFixed(3), 'two');
  t.equal(rateAfter([confirmed(98, 'pass'), unclear(102)])?.toFixed(3), (102 / 0.98).toFixed(3));
  t.equal(rateAfter([confirmed(98, 'pass'), confirmed(102, 'fail')]), undefined);
  t.equal(rateAfter([unclear(98)], { confirmationNs: 1e9 }), 102);
  t.match(nextConfirmation(walk({ confirmationNs: 7e9 })), { durationNs: 7e9 });
});

t.test('only as far from the limit as it takes to tell', async (t) => {
  // 5,000 requests: each 1 % of 50 with φ = 10, so by itself ±45 % of the share, or 9 of the load.
  const one = Math.sqrt(10 / (5000 * 0.01 * 0.99)) / 0.05;
  const all = 1 / Math.sqrt(2 / one ** 2 + 1 / 2 ** 2);
  const reach = 2 * all + 0.84 * Math.sqrt(2 ** 2 - all ** 2);
  const near = { crossing: crossing() };
  t.equal(rateAfter([], near)?.toFixed(6), (100 - reach).toFixed(6));
  t.equal(rateAfter([confirmed(100 - reach, 'pass')], near)?.toFixed(6), (100 + reach).toFixed(6));
  const open = { bounds: { lower: 98, upper: null, conditionalThroughput: null } };
  t.equal(rateAfter([confirmed(90, 'pass')], { ...near, ...open }), undefined, 'nothing above');
  const vague = { crossing: crossing({ low: 0, high: Number.POSITIVE_INFINITY }) };
  t.equal(rateAfter([], vague), 98, 'a limit that nobody knows is no place to begin');
});

t.test('what one trial leaves open, all together may settle', async (t) => {
  const limits: Crossings = new Map([[objective, crossing()]]);
  const verdict = (rate: number, slow: number, crossings = limits): string =>
    settled(confirmed(rate, 'inconclusive', slow), crossings).verdict;
  t.equal(verdict(95, 0.005), 'pass');
  t.equal(verdict(97, 0.005), 'inconclusive', 'within the interval of the limit');
  t.equal(verdict(95, 0.02), 'inconclusive', 'it was seen broken there');
  t.equal(verdict(105, 0.02), 'fail');
  t.equal(verdict(103, 0.02), 'inconclusive');
  t.equal(verdict(105, 0.005), 'inconclusive', 'it was seen to hold there');
  t.equal(verdict(95, 0.005, new Map()), 'inconclusive');
  t.match(settled(confirmed(95, 'fail'), limits), { verdict: 'fail', byAll: undefined });
  t.match(settled(confirmed(95, 'inconclusive', 0.005), limits), { byAll: true });
});
