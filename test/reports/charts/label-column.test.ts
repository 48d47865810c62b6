import fc from 'fast-check';
import t from 'tap';
import { spreadLabels } from '../../../reports/charts/label-column.ts';

const range = { gapPx: 15, topPx: 0, bottomPx: 300 };
const at = (wishes: readonly number[]) =>
  spreadLabels(
    wishes.map((wishPx, index) => ({ text: String(index), wishPx })),
    range,
  );

t.test('labels that do not meet stay where they wish to be', (t) => {
  t.same(
    at([200, 10, 100]).map(({ atPx }) => atPx),
    [10, 100, 200],
  );
  t.end();
});

t.test('labels that meet part evenly', (t) => {
  t.same(
    at([100, 100]).map(({ atPx }) => atPx),
    [92.5, 107.5],
  );
  t.same(
    at([0, 0, 300, 300]).map(({ atPx }) => atPx),
    [0, 15, 285, 300],
    'and stay within the range',
  );
  t.end();
});

t.test('never an overlap, never out of order, never outside', (t) => {
  const wishes = fc.array(fc.integer({ min: -50, max: 350 }), { maxLength: 20 });
  fc.assert(
    fc.property(wishes, (wished) => {
      const placed = at(wished);
      return placed.every((label, index) => {
        const next = placed[index + 1];
        const inside = label.atPx >= -1e-6 && label.atPx <= 300 + 1e-6;
        if (next === undefined) return inside;
        return inside && next.wishPx >= label.wishPx && next.atPx - label.atPx >= 15 - 1e-6;
      });
    }),
    { seed: 7, numRuns: 500 },
  );
  t.end();
});
