import { AssertionError } from 'node:assert';
import fc from 'fast-check';
import t from 'tap';
import { bestSplit } from '../../harness/stats/energy-split.ts';

/** Mean distance of all pairs of one group; 0 of a group of one. */
function ownDistance(values: readonly number[]): number {
  const distances = values.flatMap((a, at) => values.slice(at + 1).map((b) => Math.abs(a - b)));
  if (distances.length === 0) return 0;
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

/** nm/(n + m) times 2 E|X − Y| − E|X − X′| − E|Y − Y′|, straight from the definition. */
function energy(left: readonly number[], right: readonly number[]): number {
  const [n, m] = [left.length, right.length];
  const across = left.flatMap((a) => right.map((b) => Math.abs(a - b)));
  const mean = across.reduce((sum, distance) => sum + distance, 0) / across.length;
  return ((n * m) / (n + m)) * (2 * mean - ownDistance(left) - ownDistance(right));
}

t.test('is the best of all splits by the definition', async () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 14 });
  fc.assert(
    fc.property(values, (series) => {
      let best = Number.NEGATIVE_INFINITY;
      const places = new Set<number>();
      for (let at = 1; at < series.length; at++) {
        for (let end = at + 1; end <= series.length; end++) {
          const distance = energy(series.slice(0, at), series.slice(at, end));
          if (Math.abs(distance - best) < 1e-9) places.add(at);
          if (distance > best + 1e-9) {
            best = distance;
            places.clear();
            places.add(at);
          }
        }
      }
      const found = bestSplit(series);
      return places.has(found.at) && Math.abs(found.distance - best) < 1e-9;
    }),
    { seed: 1, numRuns: 200 },
  );
});

t.test('finds the step, and says how far', async (t) => {
  t.strictSame(bestSplit([1, 1, 1, 9, 9, 9]), { at: 3, distance: 24 });
  t.strictSame(bestSplit([5, 5]), { at: 1, distance: 0 });
  t.throws(() => bestSplit([5]), AssertionError);
});
