import t from 'tap';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { replicateInterval } from '../../harness/stats/replicate-interval.ts';
import { seededRng } from '../../harness/stats/rng.ts';

t.test('Student’s t of the logarithms, around the figure of all together', async (t) => {
  // ln 100, 200, 400: s = ln 2; t of 2 is 4.302653, so the factor is 2^(4.302653/√3) = 5.594.
  const { low, high } = replicateInterval({ value: 210, each: [100, 200, 400] });
  t.ok(Math.abs(high / 210 - 2 ** (4.302653 / Math.sqrt(3))) < 1e-5);
  t.ok(Math.abs(low * high - 210 ** 2) < 1e-6);
});

t.test('where something is 0, on the plain scale', async (t) => {
  // s² of 0, 1, 2 is 1.
  const { low, high } = replicateInterval({ value: 1, each: [0, 1, 2] });
  t.ok(Math.abs(high - 1 - 4.302653 / Math.sqrt(3)) < 1e-5);
  t.ok(Math.abs(1 - low - 4.302653 / Math.sqrt(3)) < 1e-5);
});

t.test('one run says nothing of others', async (t) => {
  t.throws(() => replicateInterval({ value: 1, each: [1] }), /alone/);
});

t.test('holds as often as it says, with two runs, too', async (t) => {
  const rng = seededRng(41);
  const repeats = 1000;
  for (const runs of [2, 3, 5, 10]) {
    let held = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const each = Array.from({ length: runs }, () => Math.exp(0.05 * normalQuantile(rng())));
      const value = each.reduce((sum, one) => sum + one, 0) / runs;
      const { low, high } = replicateInterval({ value, each });
      // The mean of a lognormal of σ = 0.05 is e^(σ²/2).
      if (low <= Math.exp(0.00125) && Math.exp(0.00125) <= high) held++;
    }
    t.ok(held >= 0.93 * repeats && held <= 0.97 * repeats, `${runs} runs: ${held} of ${repeats}`);
  }
});
