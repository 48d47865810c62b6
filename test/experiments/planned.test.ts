import fc from 'fast-check';
import t from 'tap';
import { interleaved, planned } from '../../harness/experiments/planned.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

const block = ['a', 'b', 'c'].map((target) => ({ ...somePlan, target }));

t.test('every other block runs in reverse', async (t) => {
  const plans = interleaved(3, 7, block);
  t.equal(plans.map(({ target }) => target).join(''), 'abccbaabc');
  t.strictSame(
    plans.map(({ repetition }) => repetition),
    [1, 1, 1, 2, 2, 2, 3, 3, 3],
  );
});

t.test('the seed is the same within a block and new in the next', async (t) => {
  const seeds = interleaved(3, 7, block).map(({ seed }) => seed);
  t.strictSame(seeds, [7, 7, 7, 8, 8, 8, 9, 9, 9]);
});

t.test('a steady drift of the machine cancels over pairs of blocks', async () => {
  const targets = fc.integer({ min: 1, max: 6 });
  const pairs = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(targets, pairs, (count, blocks) => {
      const names = Array.from({ length: count }, (_, index) => `target ${index}`);
      const plans = interleaved(
        2 * blocks,
        1,
        names.map((target) => ({ ...somePlan, target })),
      );
      // Slot k of the run adds k: each target must get the same in total.
      const drift = names.map((name) =>
        plans.reduce((sum, plan, slot) => (plan.target === name ? sum + slot : sum), 0),
      );
      return new Set(drift).size === 1;
    }),
    { seed: 20261123 },
  );
});

t.test('a planned experiment asks for its plans in order and then for nothing', async (t) => {
  const plans = interleaved(1, 1, block);
  const experiment = planned('three', plans, (done) => [
    { rule: 'count', verdict: 'pass', claim: `${done.length}`, evidence: {}, advice: '' },
  ]);
  t.equal(experiment.trialsForeseen([]), 3);
  const done = plans.map((plan) => madeTrial(plan, { requests: 1, responseNs: () => 1 }));
  t.equal(experiment.next([])?.target, 'a');
  t.equal(experiment.next(done.slice(0, 2))?.target, 'c');
  t.equal(experiment.next(done), undefined);
  t.match(experiment.judge(done), [{ claim: '3' }]);
});

t.test('no repetition, or half of one, is a usage error', async (t) => {
  for (const repetitions of [0, -1, 1.5, Number.NaN]) {
    t.throws(() => interleaved(repetitions, 1, block), HarnessError);
    t.throws(() => interleaved(repetitions, 1, block), { message: `${repetitions} times` });
  }
});

t.test('shuffled blocks hold everything once, in an order that the seed fixes', async (t) => {
  const ordersOf = (seed: number): string[] => {
    const plans = interleaved(60, seed, block, 'random');
    return Array.from({ length: 60 }, (_, at) =>
      plans
        .slice(3 * at, 3 * at + 3)
        .map(({ target }) => target)
        .join(''),
    );
  };
  const orders = ordersOf(7);
  t.ok(orders.every((order) => [...order].sort().join('') === 'abc'));
  t.equal(new Set(orders).size, 6, 'all six orders come');
  t.strictSame(ordersOf(7), orders);
  t.not(ordersOf(8).join(), orders.join());
});

t.test('it ends early when it is settled', async (t) => {
  const plans = interleaved(2, 1, block);
  const experiment = planned(
    'three',
    plans,
    () => [],
    (done) => done.length === 3,
  );
  const done = plans.map((plan) => madeTrial(plan, { requests: 1, responseNs: () => 1 }));
  t.equal(experiment.next(done.slice(0, 2))?.target, 'c');
  t.equal(experiment.next(done.slice(0, 3)), undefined);
});

t.test('a twin is told from what it repeats', async (t) => {
  const trial = madeTrial({ ...somePlan, twin: true }, { requests: 1, responseNs: () => 1 });
  t.equal(trial.twin, true);
  t.notOk('twin' in madeTrial(somePlan, { requests: 1, responseNs: () => 1 }));
});
