import t from 'tap';
import type { Rng } from '../../harness/model/rng.ts';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { ratioInterval } from '../../harness/stats/ratio-interval.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { QUEUE_SERVICE_NS, queueRun } from '../support/queue-run.ts';

const over = (denominator: number, numerators: readonly number[]) =>
  numerators.map((numerator) => ({ numerator, denominator }));

const repeated = (times: number, values: readonly number[]): number[] =>
  Array.from({ length: times }, () => values).flat();

const close = (found: number, expected: number): void => {
  t.ok(Math.abs(found - expected) < 1e-4 * expected, `${found} is ${expected}`);
};

t.test('by hand', async (t) => {
  // Ten parts of 18 and 22 in turn: s² = 40/9, t of 9 is 2.26216, and √(s²/10)/2 is 1/3.
  const found = ratioInterval({ parts: over(2, repeated(5, [18, 22])) });
  t.match(found, { state: 'known', value: 10, inflation: 1 });
  if (found.state === 'known') {
    close(found.high, 10 + 2.26216 / 3);
    close(found.low, 10 - 2.26216 / 3);
  }
  // t at 0.9 is 1.83311.
  const narrower = ratioInterval({ parts: over(2, repeated(5, [18, 22])), level: 0.9 });
  if (narrower.state === 'known') close(narrower.high, 10 + 1.83311 / 3);
  t.equal(narrower.state, 'known');
});

t.test('a longer part weighs more, and adds no scatter by being longer', async (t) => {
  const parts = [...over(1, repeated(9, [5])), { numerator: 50, denominator: 10 }];
  t.match(ratioInterval({ parts }), { state: 'known', value: 5, low: 5, high: 5 });
});

t.test('says what it takes where there is too little', async (t) => {
  t.strictSame(ratioInterval({ parts: over(1, [1, 2, 3, 4]) }), {
    state: 'too-few',
    value: 2.5,
    timesNeeded: 2.5,
  });
  t.strictSame(ratioInterval({ parts: [] }), { state: 'too-few', value: null, timesNeeded: 10 });
  t.match(ratioInterval({ parts: over(0, repeated(20, [1])) }), { value: null });
  // One step in mid-run is one swing, however many seconds it is cut into.
  const step = over(1, [...repeated(15, [10]), ...repeated(15, [20])]);
  const found = ratioInterval({ parts: step });
  t.match(found, { state: 'too-few', value: 15 });
  t.ok(found.state === 'too-few' && found.timesNeeded > 1);
});

/** How many of the runs that are long enough hold the true value. */
function coverage(runs: number, trueValue: number, run: () => Parameters<typeof ratioInterval>[0]) {
  const found = Array.from({ length: runs }, () => ratioInterval(run()));
  const known = found.filter((one) => one.state === 'known');
  const held = known.filter(({ low, high }) => low <= trueValue && trueValue <= high);
  return { known: known.length / runs, held: held.length / known.length };
}

t.test('holds the rate and the cost of a queue as often as it says', async (t) => {
  for (const { load, count, batches } of [
    { load: 0.3, count: 5000, batches: 10 },
    { load: 0.8, count: 10_000, batches: 20 },
    { load: 0.9, count: 20_000, batches: 60 },
  ]) {
    const rng = seededRng(21, count);
    const rate = coverage(100, load / QUEUE_SERVICE_NS, () => {
      const { answered, batchNs } = queueRun(rng, { load, count, batches });
      return { parts: over(batchNs, answered) };
    });
    const cost = coverage(100, QUEUE_SERVICE_NS, () => {
      const { answered, workNs } = queueRun(rng, { load, count, batches });
      const parts = answered.map((some, at) => ({ numerator: workNs[at] ?? 0, denominator: some }));
      return { parts };
    });
    for (const [name, { known, held }] of Object.entries({ rate, cost })) {
      t.ok(known >= 0.9, `${name} at load ${load}: ${known} are long enough`);
      t.ok(held >= 0.9 && held <= 0.99, `${name} at load ${load}: ${held} hold`);
    }
  }
});

/** Values around 1,000 of which each is in part the one before. */
function swinging(rng: Rng, count: number, likeness: number): number[] {
  let swing = normalQuantile(rng());
  return Array.from({ length: count }, () => {
    const value = 1000 + 50 * swing;
    swing = likeness * swing + Math.sqrt(1 - likeness ** 2) * normalQuantile(rng());
    return value;
  });
}

t.test('seconds that depend on each other are worth fewer', async (t) => {
  const rng = seededRng(22);
  for (const { likeness, seconds } of [
    { likeness: 0, seconds: 10 },
    { likeness: 0.3, seconds: 30 },
    { likeness: 0.6, seconds: 120 },
  ]) {
    const { known, held } = coverage(400, 1000, () => ({
      parts: over(1, swinging(rng, seconds, likeness)),
    }));
    const name = `likeness ${likeness} over ${seconds} s`;
    t.ok(known >= 0.9, `${name}: ${known} are long enough`);
    t.ok(held >= 0.9 && held <= 0.975, `${name}: ${held} hold`);
  }
});
