import t from 'tap';
import type { Subject } from '../../harness/experiments/contrast.ts';
import { shiftOf } from '../../harness/experiments/shift.ts';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

/** Responses from 1 to 2 ms, of which the slowest tenth takes so many times as long. */
const subject = (name: string, requests: number, tail: number): Subject => ({
  name,
  run: '',
  trials: [1, 2, 3].map((repetition) =>
    madeTrial(
      { ...somePlan, repetition },
      {
        requests,
        responseNs: (index) => {
          const rank = ((index * 7919) % requests) / requests;
          return Math.round(1e6 * (1 + rank) * (rank > 0.9 ? tail : 1));
        },
      },
    ),
  ),
});

const asked = { margin: 0.05, error: 0.05 };

t.test('it shows where two part', async (t) => {
  const [reference, other] = [subject('a', 1000, 1), subject('b', 1000, 3)];
  const points = shiftOf({ reference, other, ...asked });
  t.strictSame(
    points.map(({ percent, contrast }) => [percent, contrast.state]),
    [10, 25, 50, 75, 90, 95, 99].map((percent) => [percent, percent > 90 ? 'worse' : 'alike']),
  );
  const last = points.at(-1)?.contrast;
  t.ok(Math.abs((last?.ratio ?? 0) - 3) < 0.01);
  t.ok((last?.low ?? 9) < 3 && (last?.high ?? 0) > 3);
});

t.test('percentiles that single requests decide are left out', async (t) => {
  const [reference, other] = [subject('a', 100, 1), subject('b', 50, 1)];
  const points = shiftOf({ reference, other, ...asked });
  t.strictSame(
    points.map(({ percent }) => percent),
    [10, 25, 50, 75, 90],
  );
});
