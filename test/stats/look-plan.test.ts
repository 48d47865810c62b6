import fc from 'fast-check';
import t from 'tap';
import { lookPlan } from '../../harness/stats/look-plan.ts';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { paired, reachOf } from '../../harness/stats/welch.ts';

t.test('looks grow by half, and the last is at the end', async (t) => {
  const plan = lookPlan({ first: 3, max: 20, error: 0.05 });
  t.strictSame(
    plan.map(({ at }) => at),
    [3, 5, 8, 13, 20],
  );
  // 0.05 · (9, 25 − 9, 64 − 25, 169 − 64, 400 − 169)/400.
  const spent = plan.map(({ error }) => Number(error.toPrecision(9)));
  t.strictSame(spent, [0.001125, 0.002, 0.004875, 0.013125, 0.028875]);
  t.strictSame(lookPlan({ first: 3, max: 3, error: 0.05 }), [{ at: 3, error: 0.05 }], 'one look');
});

t.test('whatever the longest run, no more is spent than there is', async () => {
  const first = fc.integer({ min: 1, max: 10 });
  const more = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(first, more, (least, beyond) => {
      const plan = lookPlan({ first: least, max: least + beyond, error: 0.05 });
      const sum = plan.reduce((all, { error }) => all + error, 0);
      const rising = plan.every(({ at }, index) => at > (plan[index - 1]?.at ?? least - 1));
      const last = plan.at(-1);
      const ends = last?.at === least + beyond && last.error >= 0.5 * 0.05;
      return Math.abs(sum - 0.05) < 1e-12 && rising && ends;
    }),
    { seed: 20261123 },
  );
});

t.test(
  'stopping at the first look that shows a difference is wrong as seldom as claimed',
  async (t) => {
    const looks = lookPlan({ first: 3, max: 20, error: 0.05 });
    const rng = seededRng(7);
    const runs = 4000;
    let [alarms, naive] = [0, 0];
    const differs = (after: readonly number[], level: number): boolean => {
      const difference = paired({ before: after.map(() => 0), after });
      return Math.abs(difference.value) > reachOf(difference, level);
    };
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 20 }, () => normalQuantile(rng()));
      if (looks.some(({ at, error }) => differs(values.slice(0, at), 1 - error))) alarms++;
      if (looks.some(({ at }) => differs(values.slice(0, at), 0.95))) naive++;
    }
    t.ok(alarms / runs <= 0.05, `${alarms} of ${runs}`);
    t.ok(alarms / runs > 0.02, 'and it is not needlessly shy');
    t.ok(naive / runs > 0.1, `5 % at each look would be wrong ${naive} times`);
  },
);
