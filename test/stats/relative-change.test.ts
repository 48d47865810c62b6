import { AssertionError } from 'node:assert';
import t from 'tap';
import type { Rng } from '../../harness/model/rng.ts';
import { geometricRatio, judgeChange } from '../../harness/stats/relative-change.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const worked = {
  before: [12.1, 11.8, 12.4, 12.0, 12.3, 11.9],
  after: [13.0, 12.9, 13.4, 12.2, 13.1, 12.8],
};

t.test('the worked sample', async (t) => {
  const { value, low, high } = geometricRatio({ ...worked, level: 0.9 });
  t.equal(value.toFixed(5), '1.06732');
  t.equal(low.toFixed(5), '1.03809');
  t.equal(high.toFixed(5), '1.09737');
});

t.test('pairs take out what both sides share', async (t) => {
  const drift = [1, 1.3, 0.8, 1.1, 0.9, 1.2];
  const before = drift.map((factor, at) => factor * (100 + (at % 2)));
  const after = drift.map((factor, at) => factor * (110 + (at % 3)));
  const alone = geometricRatio({ before, after });
  const inPairs = geometricRatio({ before, after, inPairs: true });
  t.ok(Math.abs(alone.value - inPairs.value) < 1e-12);
  t.ok(alone.low < 1 && inPairs.low > 1.09, `${alone.low} and ${inPairs.low}`);
});

t.test('a change against a margin', async (t) => {
  const base = [100, 101, 99, 100.5, 99.5];
  const times = (factor: number): number[] => base.map((value) => value * factor);
  for (const [factor, state] of [
    [1, 'alike'],
    [1.02, 'alike'],
    [1.05, 'unclear'],
    [1.1, 'larger'],
    [0.9, 'smaller'],
    [0.98, 'alike'],
  ] as const) {
    const found = judgeChange({ before: base, after: times(factor), margin: 0.05 });
    t.equal(found.state, state, `${factor}`);
    t.ok(Math.abs(found.factor.value - factor) < 1e-12);
  }
  const wild = { before: [50, 100, 150], after: [60, 90, 160], margin: 0.05 };
  t.equal(judgeChange(wild).state, 'unclear');
});

/** Shares of states over many pairs of samples from log-normal runs. */
function shares(
  rng: Rng,
  shape: { readonly change: number; readonly variation: number; readonly runs: number },
): Readonly<Record<string, number>> {
  const { change, variation, runs } = shape;
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  const draw = (level: number): number[] =>
    Array.from({ length: runs }, () => level * Math.exp(variation * normal()));
  const counts: Record<string, number> = { larger: 0, smaller: 0, alike: 0, unclear: 0 };
  const times = 400;
  for (let time = 0; time < times; time++) {
    const { state } = judgeChange({ before: draw(1), after: draw(1 + change), margin: 0.05 });
    counts[state] = (counts[state] ?? 0) + 1 / times;
  }
  return counts;
}

t.test('is as often right as planned: margin 5 %, alarm 1 %', async (t) => {
  // Runs on each side, variation between runs, true change, and the share to be seen.
  const table = [
    { runs: 5, variation: 0.02, change: 0, state: 'larger', share: 0 },
    { runs: 5, variation: 0.02, change: 0, state: 'alike', share: 0.94 },
    { runs: 5, variation: 0.02, change: 0.05, state: 'larger', share: 0.009 },
    { runs: 5, variation: 0.02, change: 0.1, state: 'larger', share: 0.72 },
    { runs: 5, variation: 0.02, change: 0.15, state: 'larger', share: 1 },
    { runs: 10, variation: 0.02, change: 0.1, state: 'larger', share: 0.99 },
    { runs: 3, variation: 0.02, change: 0.1, state: 'larger', share: 0.23 },
    { runs: 3, variation: 0.02, change: 0, state: 'alike', share: 0.52 },
    { runs: 10, variation: 0.05, change: 0.1, state: 'larger', share: 0.34 },
    { runs: 10, variation: 0.05, change: 0, state: 'alike', share: 0.35 },
  ] as const;
  const rng = seededRng(9);
  for (const { state, share, ...shape } of table) {
    const found = shares(rng, shape)[state] ?? 0;
    const sd = Math.sqrt((share * (1 - share)) / 400);
    t.ok(Math.abs(found - share) <= 3.5 * sd + 0.01, `${JSON.stringify(shape)}: ${found}`);
  }
});

t.test('what has no ratio, or no margin, is a mistake', async (t) => {
  t.throws(() => geometricRatio({ before: [0, 1], after: [1, 2] }), AssertionError);
  t.throws(() => judgeChange({ before: [1, 2], after: [1, 2], margin: 0 }), AssertionError);
});
