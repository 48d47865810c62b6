import fc from 'fast-check';
import t from 'tap';
import { NS_PER_S } from '../../harness/model/units.ts';
import {
  classifyLoad,
  conditionalShare,
  type LoadGoal,
  type LoadTrial,
} from '../../harness/stats/load-classification.ts';

const goalOf = (
  finalS: number,
  sumS: number,
  lossRatio: number,
  exceedRatio: number,
): LoadGoal => ({
  fullTrialNs: finalS * NS_PER_S,
  durationSumNs: sumS * NS_PER_S,
  lossRatio,
  exceedRatio,
});

/** The goals of RFC 9971's example search, appendix C. */
const goals = {
  RFC2544: goalOf(60, 60, 0, 0),
  TST009: goalOf(60, 120, 0, 0.5),
  '1s final': goalOf(1, 120, 0.005, 0.5),
  '20% exceed': goalOf(60, 60, 0.005, 0.2),
} as const;

const times = (count: number, seconds: number, lossRatio: number): LoadTrial[] =>
  new Array(count).fill({ durationNs: seconds * NS_PER_S, lossRatio });

/** Its trials at six points in time: short good and bad ones, then a long bad and a long good. */
const points: readonly (readonly LoadTrial[])[] = [
  times(59, 1, 0),
  [...times(59, 1, 0), ...times(1, 1, 0.01)],
  [...times(59, 1, 0), ...times(60, 1, 0.01)],
  [...times(60, 1, 0), ...times(60, 1, 0.01)],
  [...times(60, 1, 0), ...times(60, 1, 0.01), ...times(1, 60, 0.001)],
  [...times(60, 1, 0), ...times(60, 1, 0.01), ...times(1, 60, 0.001), ...times(1, 60, 0)],
];

t.test('the example search of RFC 9971', async (t) => {
  const letters = { lower: 'L', upper: 'U', undecided: '–' } as const;
  // The RFC prints L for the last two of "20% exceed", with exceed ratios of 42.857 and 27.273 %.
  for (const [name, expected] of [
    ['RFC2544', '–UUUUU'],
    ['TST009', '–––––L'],
    ['1s final', '–––LLL'],
    ['20% exceed', '––UUUU'],
  ] as const) {
    const found = points.map((trials) => letters[classifyLoad(trials, goals[name])]).join('');
    t.equal(found, expected, name);
  }
});

t.test('its conditional throughputs', async (t) => {
  const all = points[5] ?? [];
  t.equal(conditionalShare(all, goals.TST009), 1);
  t.equal(conditionalShare(all, goals['1s final']), 1);
  t.equal(conditionalShare(all, goals['20% exceed']), 0.999);
});

t.test('time that was not measured counts as lost', async (t) => {
  t.equal(conditionalShare(times(59, 1, 0), goals['1s final']), 0);
  t.equal(conditionalShare(times(60, 1, 0), goals['1s final']), 1);
  t.equal(conditionalShare([], goals.TST009), 0);
});

t.test('is decided as soon as nothing can change it', async (t) => {
  const goal = goalOf(1, 11, 0, 0.5);
  const good = (count: number): LoadTrial[] => times(count, 1, 0);
  const bad = (count: number): LoadTrial[] => times(count, 1, 1);
  t.equal(classifyLoad([], goal), 'undecided');
  t.equal(classifyLoad(bad(5), goal), 'undecided');
  t.equal(classifyLoad(bad(6), goal), 'upper');
  t.equal(classifyLoad(good(5), goal), 'undecided');
  t.equal(classifyLoad(good(6), goal), 'lower');
  t.equal(classifyLoad([...good(5), ...bad(5)], goal), 'undecided');
  t.equal(classifyLoad(bad(1), goalOf(1, 11, 0, 0)), 'upper', 'nothing is allowed');
});

t.test('order does not matter, and a decision stays within the duration sum', async () => {
  const goal = goalOf(2, 20, 0.01, 0.3);
  const trial = fc.record({
    durationNs: fc.constantFrom(NS_PER_S, 2 * NS_PER_S),
    lossRatio: fc.constantFrom(0, 0.01, 0.02, 1),
  });
  fc.assert(
    fc.property(fc.array(trial, { maxLength: 12 }), trial, (trials, next) => {
      const now = classifyLoad(trials, goal);
      const turned = classifyLoad([...trials].reverse(), goal);
      if (now !== turned) return false;
      const isFull = (one: LoadTrial): boolean => one.durationNs === goal.fullTrialNs;
      const fullNs = [...trials, next].filter(isFull).length * goal.fullTrialNs;
      // Short trials may speak again; full ones may not, before the sum is reached.
      if (now === 'undecided' || !trials.every(isFull) || !isFull(next)) return true;
      return fullNs > goal.durationSumNs || classifyLoad([...trials, next], goal) === now;
    }),
    { seed: 3, numRuns: 500 },
  );
});

t.test('what gets through at a carried load is what the goal allows at least', async () => {
  const goal = goalOf(1, 10, 0.01, 0.4);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0.005, 0.01, 0.5), { maxLength: 15 }), (losses) => {
      const trials = losses.map((lossRatio) => ({ durationNs: NS_PER_S, lossRatio }));
      return classifyLoad(trials, goal) !== 'lower' || conditionalShare(trials, goal) >= 0.99;
    }),
    { seed: 4, numRuns: 500 },
  );
});
