import { AssertionError } from 'node:assert';
import t from 'tap';
import { harrellDavis } from '../../harness/stats/harrell-davis.ts';

t.test('one to ten: quantiles and standard errors', async (t) => {
  const values = [3, 1, 2, 10, 9, 8, 7, 6, 5, 4];
  const half = harrellDavis(values, 0.5);
  t.equal(half.value.toFixed(6), '5.500000');
  t.equal(half.error.toFixed(6), '1.471941');
  const ninety = harrellDavis(values, 0.9);
  t.equal(ninety.value.toFixed(6), '9.435115');
  t.equal(ninety.error.toFixed(6), '0.837279');
});

t.test('shifts and scales with its values', async (t) => {
  const values = [1, 4, 9, 16, 25];
  const plain = harrellDavis(values, 0.3);
  const moved = harrellDavis(
    values.map((value) => 100 + 3 * value),
    0.3,
  );
  t.ok(Math.abs(moved.value - (100 + 3 * plain.value)) < 1e-9);
  t.ok(Math.abs(moved.error - 3 * plain.error) < 1e-9);
  t.match(harrellDavis([7, 7, 7], 0.9), { value: 7 });
});

t.test('no values, or no quantile, is a mistake', async (t) => {
  t.throws(() => harrellDavis([], 0.5), AssertionError);
  t.throws(() => harrellDavis([1], 1), AssertionError);
});
