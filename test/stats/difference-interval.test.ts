import t from 'tap';
import { differenceInterval } from '../../harness/stats/difference-interval.ts';
import { mean, sampleVariance } from '../../harness/stats/moments.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { studentQuantile } from '../../harness/stats/student-t.ts';

t.test('each end moves by what moves it', async (t) => {
  const one = { value: 10, low: 7, high: 14 };
  const other = { value: 4, low: 1, high: 8 };
  t.strictSame(differenceInterval(one, other), { value: 6, low: 1, high: 11 });
  const exact = { value: 4, low: 4, high: 4 };
  t.strictSame(differenceInterval(one, exact), { value: 6, low: 3, high: 10 });
});

t.test('holds the true difference as often as the two intervals hold theirs', async (t) => {
  const rng = seededRng(11);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  const estimate = (level: number, spread: number, n: number) =>
    intervalOf(() => level + spread * normal(), n);
  let held = 0;
  const runs = 4000;
  for (let run = 0; run < runs; run++) {
    const { low, high } = differenceInterval(estimate(7, 1, 12), estimate(5, 4, 25));
    if (low <= 2 && 2 <= high) held++;
  }
  t.ok(held / runs > 0.94 && held / runs < 0.97, `${held} of ${runs}`);
});

function intervalOf(draw: () => number, n: number) {
  const values = Array.from({ length: n }, draw);
  const value = mean(values);
  const reach = studentQuantile({ p: 0.975, df: n - 1 }) * Math.sqrt(sampleVariance(values) / n);
  return { value, low: value - reach, high: value + reach };
}
