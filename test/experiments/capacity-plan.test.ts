import t from 'tap';
import { capacityPlan } from '../../harness/experiments/capacity-plan.ts';

const answers = [
  { servers: 4, heldPerSecond: 3600 },
  { servers: 1, heldPerSecond: 1000 },
  { servers: 2, heldPerSecond: 1900 },
];

t.test('headroom, and how many may fail', async (t) => {
  const steps = capacityPlan(answers, 2000);
  t.strictSame(
    steps.map(({ servers, failuresTolerated }) => [servers, failuresTolerated]),
    // Three servers lie on the line between two and four: 2,750/s.
    [
      [1, null],
      [2, null],
      [4, 1],
    ],
  );
  t.strictSame(
    steps.map(({ headroomShare }) => Number(headroomShare.toFixed(3))),
    [-0.5, -0.05, 0.8],
  );
});

t.test('one server may be enough, all may be too few, none may be known', async (t) => {
  t.equal(capacityPlan(answers, 900).at(-1)?.failuresTolerated, 3);
  t.ok(capacityPlan(answers, 4000).every((step) => step.failuresTolerated === null));
  const unknown = capacityPlan([{ servers: 2, heldPerSecond: null }], 10);
  t.match(unknown, [{ heldPerSecond: 0, headroomShare: -1, failuresTolerated: null }]);
});
