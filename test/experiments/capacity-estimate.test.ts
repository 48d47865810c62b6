/** Which requests of a trial speak against a rate. The curve through them: share-crossing.test. */
import t from 'tap';
import { crossingsOf, lowestOf } from '../../harness/experiments/capacity-estimate.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { type MadeTrial, madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

/** Of ten seconds: the share that is bad grows with the rate, and is 1 % at 100/s. */
function trialAt(
  ratePerSecond: number,
  change: (isBad: boolean) => Partial<MadeTrial>,
): TrialRecord {
  const durationNs = 10 * NS_PER_S;
  const load = { model: 'open', phases: [{ kind: 'poisson', ratePerSecond, durationNs }] } as const;
  const requests = 100 * ratePerSecond;
  const bad = Math.round(0.01 * Math.exp((ratePerSecond - 100) / 15) * requests);
  const isBad = (at: number): boolean => at < bad;
  const made = (at: number) => change(isBad(at));
  return madeTrial(
    { ...somePlan, load },
    {
      requests,
      responseNs: (at) => made(at).responseNs?.(at) ?? NS_PER_MS,
      outcome: (at) => made(at).outcome?.(at) ?? 'ok',
      intendedNs: (at) => Math.floor((at * durationNs) / requests),
    },
  );
}

const rates = [85, 90, 95, 100, 105, 110, 115];
const trials = (change: (isBad: boolean) => Partial<MadeTrial>) =>
  rates.map((rate) => trialAt(rate, change));
const estimate = (texts: readonly string[], of: readonly TrialRecord[]): number =>
  lowestOf(crossingsOf(texts.map(parseObjective), of, 98))?.load ?? 0;

const slow = trials((isBad) => ({ responseNs: () => (isBad ? 60 : 1) * NS_PER_MS }));
const failing = trials((isBad) => ({ outcome: () => (isBad ? 'status' : 'ok') }));

t.test('slow answers, and those that never came', async (t) => {
  t.ok(Math.abs(estimate(['p99<50ms'], slow) - 100) < 0.5, `${estimate(['p99<50ms'], slow)}`);
  // An answer that was none is no fast one.
  t.ok(Math.abs(estimate(['p99<50ms'], failing) - 100) < 0.5);
  t.equal(estimate(['p99<70ms'], slow), 0, 'nothing is that slow');
});

t.test('errors; the lowest limit of several; what is no share of requests', async (t) => {
  t.ok(Math.abs(estimate(['errors<1%'], failing) - 100) < 0.5);
  t.ok(estimate(['p99<50ms', 'p99.5<50ms'], slow) < 92, 'half as many may be slow');
  t.equal(estimate(['memory<1MB', 'cpu/request<1us'], slow), 0);
});

t.test('trials that are not valid do not count', async (t) => {
  const invalid = slow.map((trial): TrialRecord => ({ ...trial, verdict: 'invalid' }));
  t.equal(estimate(['p99<50ms'], invalid), 0);
  t.equal(estimate(['p99<50ms'], [...invalid, ...slow]), estimate(['p99<50ms'], slow));
});
