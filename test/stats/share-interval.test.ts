import t from 'tap';
import { gatherParts, ratioInflation, ratioScatter } from '../../harness/stats/ratio-interval.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { shareInterval } from '../../harness/stats/share-interval.ts';

const independent = { inflation: 1, degreesOfFreedom: Number.POSITIVE_INFINITY };

t.test('independent ones give the exact interval', async (t) => {
  // Closed forms at the ends: 1 − 0.025^(1/n). The others as R's binom.test gives them.
  const table = [
    { count: 0, of: 100, low: 0, high: 1 - 0.025 ** (1 / 100) },
    { count: 100, of: 100, low: 0.025 ** (1 / 100), high: 1 },
    { count: 1, of: 10, low: 0.002528579, high: 0.4450161 },
    { count: 5, of: 100, low: 0.01643188, high: 0.1128349 },
    { count: 50, of: 100, low: 0.3983211, high: 0.6016789 },
  ];
  for (const { count, of, low, high } of table) {
    const found = shareInterval({ count, of, ...independent });
    t.ok(Math.abs(found.low - low) < 1e-6, `${count} of ${of}: ${found.low} is ${low}`);
    t.ok(Math.abs(found.high - high) < 1e-6, `${count} of ${of}: ${found.high} is ${high}`);
  }
});

t.test('scatter makes them worth fewer', async (t) => {
  // t of 999 is 1.962341, of 9 is 2.262157: 1,000 are worth 1,000/4 · 0.752495 = 188.124.
  const found = shareInterval({ count: 50, of: 1000, inflation: 4, degreesOfFreedom: 9 });
  const same = shareInterval({ count: 9.4062, of: 188.124, ...independent });
  t.ok(Math.abs(found.low - same.low) < 1e-6 && Math.abs(found.high - same.high) < 1e-6);
});

t.test('where nothing is seen, no scatter is seen either', async (t) => {
  const none = { count: 0, of: 1000 };
  t.strictSame(
    shareInterval({ ...none, inflation: 1, degreesOfFreedom: 1 }),
    shareInterval({ ...none, ...independent }),
  );
});

interface ErrorShape {
  readonly share: number;
  readonly seconds: number;
  readonly burst?: number;
}

/** Errors by the second, at 500 requests each; in bursts of a mean length where it is given. */
function errorSeconds(rng: () => number, { share, seconds, burst }: ErrorShape) {
  // In a bad time half of all fail; it is bad twice the share of the time.
  const ends = burst === undefined ? 1 : 1 / (burst * 500);
  const begins = (ends * 2 * share) / (1 - 2 * share);
  let bad = rng() < 2 * share;
  return Array.from({ length: seconds }, () => {
    let numerator = 0;
    for (let request = 0; request < 500; request++) {
      if (burst !== undefined) bad = bad ? rng() >= ends : rng() < begins;
      if (burst === undefined ? rng() < share : bad && rng() < 0.5) numerator++;
    }
    return { numerator, denominator: 500 };
  });
}

t.test('holds the true share as often as it says, or more often', async (t) => {
  const rng = seededRng(31);
  const runs = 200;
  const shapes: readonly (ErrorShape & { readonly atLeast: number })[] = [
    { share: 0.001, seconds: 10, atLeast: 0.95 },
    { share: 0.01, seconds: 30, atLeast: 0.93 },
    { share: 0.1, seconds: 10, atLeast: 0.93 },
    { share: 0.1, seconds: 30, burst: 0.3, atLeast: 0.9 },
  ];
  for (const { atLeast, ...shape } of shapes) {
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const parts = gatherParts(errorSeconds(rng, shape));
      const { value, variance, size } = ratioScatter(parts);
      const asIndependent = size * value * (1 - value);
      const inflation = value > 0 ? (variance / asIndependent) * ratioInflation(parts) : 0;
      const of = size * parts.length;
      const degreesOfFreedom = parts.length - 1;
      const scatter = inflation > 1 ? { inflation, degreesOfFreedom } : independent;
      const { low, high } = shareInterval({ count: value * of, of, ...scatter });
      if (low <= shape.share && shape.share <= high) held++;
    }
    const name = `${shape.share} over ${shape.seconds} s, bursts of ${shape.burst ?? 0} s`;
    t.ok(held / runs >= atLeast, `${name}: ${held} of ${runs} hold`);
  }
});
