import t from 'tap';
import { autocorrelationTime } from '../../harness/stats/autocorrelation.ts';
import { seededRng } from '../../harness/stats/rng.ts';

/** A first-order autoregression: each value keeps a share of the one before. */
function autoregression(keep: number, length: number): number[] {
  const rng = seededRng(3);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  let value = 0;
  return Array.from({ length }, () => {
    value = keep * value + normal();
    return value;
  });
}

t.test('an autoregression has (1 + φ)/(1 − φ)', async (t) => {
  for (const [keep, expected] of [
    [0, 1],
    [0.5, 3],
    [0.8, 9],
  ] as const) {
    const found = autocorrelationTime(autoregression(keep, 50_000));
    t.ok(Math.abs(found / expected - 1) < 0.1, `${keep}: ${found}`);
  }
});

t.test('is never below 1', async (t) => {
  const alternating = Array.from({ length: 100 }, (_, at) => at % 2);
  t.equal(autocorrelationTime(alternating), 1);
  t.equal(autocorrelationTime([5, 5, 5]), 1);
  t.equal(autocorrelationTime([5]), 1);
  t.equal(autocorrelationTime([]), 1);
});
