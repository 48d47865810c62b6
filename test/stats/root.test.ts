import { AssertionError } from 'node:assert';
import t from 'tap';
import { bracketAbove, rootOf } from '../../harness/stats/root.ts';

t.test('finds where a function rises or falls through 0, to the last double', async (t) => {
  const ulp = 2 ** -52;
  t.ok(Math.abs(rootOf((x) => x * x - 2, { low: 0, high: 2 }) - Math.SQRT2) <= ulp);
  t.ok(Math.abs(rootOf((x) => 2 - x * x, { low: 0, high: 2 }) - Math.SQRT2) <= ulp);
  t.equal(
    rootOf((x) => x, { low: 0, high: 1 }),
    0,
  );
  const tiny = rootOf((x) => Math.log(x) + 690, { low: 1e-308, high: 1 });
  t.ok(Math.abs(Math.log(tiny) + 690) < 1e-9);
});

t.test('finds a bracket however far away', async (t) => {
  const beyond = (x: number): number => x - 1e9;
  const bracket = bracketAbove(beyond, 0, 1);
  t.ok(beyond(bracket.low) < 0 && beyond(bracket.high) >= 0);
  t.ok(Math.abs(rootOf(beyond, bracket) - 1e9) < 1e-6);
});

t.test('no root is a mistake of the caller', async (t) => {
  t.throws(() => rootOf((x) => x * x + 1, { low: 0, high: 1 }), AssertionError);
  t.throws(() => bracketAbove(() => -1, 0, 1), AssertionError);
});
