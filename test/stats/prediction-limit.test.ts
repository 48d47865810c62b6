import { AssertionError } from 'node:assert';
import t from 'tap';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { predictionLimits } from '../../harness/stats/prediction-limit.ts';
import { seededRng } from '../../harness/stats/rng.ts';

t.test('25 values of mean 100 and deviation 10, at 0.977', async (t) => {
  // 12 pairs at 100 ± a and 100 itself: Σ = 24a² = 24 · 10².
  const values = [100, ...Array.from({ length: 24 }, (_, at) => (at % 2 === 0 ? 110 : 90))];
  const { low, high } = predictionLimits(values, 0.977);
  t.equal(low.toFixed(2), '78.54');
  t.equal(high.toFixed(2), '121.46');
});

t.test('with the deviation known, the limits are those of a normal value', async (t) => {
  const reach = 10 * normalQuantile(0.977);
  t.equal((100 - reach).toFixed(2), '80.05');
  t.equal((100 + reach).toFixed(2), '119.95');
});

t.test('the next value lies outside as often as it says', async (t) => {
  const rng = seededRng(1);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  let outside = 0;
  const runs = 2000;
  for (let run = 0; run < runs; run++) {
    const { low, high } = predictionLimits(Array.from({ length: 6 }, normal), 0.975);
    const next = normal();
    if (next < low || next > high) outside++;
  }
  // 0.05; standard error 0.005.
  t.ok(Math.abs(outside / runs - 0.05) < 0.017, `${outside} of ${runs}`);
});

t.test('one value has no limits', async (t) => {
  t.throws(() => predictionLimits([1], 0.975), AssertionError);
});
